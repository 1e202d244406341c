import { listAwaitingRequests, listOwnRequests } from '../access/list-requests.ts';
import { viewGrants } from '../access/view-grant.ts';
import { viewRequests } from '../access/view-request.ts';
import { viewTargets } from '../access/view-target.ts';
import { deploymentEntity } from '../authorization/user-entity.ts';
import { ok } from '../kernel/result.ts';
import { homePage } from './pages/home-page.ts';
import { viewSources } from './parts.ts';
import type { ConsoleParts } from './parts.ts';
import { mayVisitor, permitted, showing } from './visit.ts';
import type { Page } from './visit.ts';

const SHOWN = 20;
const TARGETS = 100;
const first = { after: null, limit: SHOWN } as const;

/** `GET /console`: what may I ask for (and why not the rest), my requests, what awaits me, what I hold. */
export const showHome = (parts: ConsoleParts): Page =>
  showing(parts, (visit) =>
    permitted(parts, visit, { action: 'targets:list', resource: deploymentEntity }, async () => {
      const lists = ['requests:list', 'grants:list'].map((action) =>
        mayVisitor(parts, visit, action, deploymentEntity),
      );
      for (const each of lists) if (!each.ok) return each;
      const { access } = parts;
      const { principal } = visit.visitor;
      const now = visit.cause.at;
      const sources = viewSources(parts);
      const [targets, own, awaiting, open] = await Promise.all([
        access.targets({ after: null, limit: TARGETS }),
        listOwnRequests(access, principal, first),
        listAwaitingRequests(access, principal, first, now),
        access.openOf(principal.personId),
      ]);
      const grants = (await Promise.all(open.grants.slice(0, SHOWN).map((id) => access.grant(id)))).filter(
        (grant) => grant !== null && grant.state !== 'ended',
      );
      const [targetViews, mine, toDecide, held] = await Promise.all([
        viewTargets(sources, principal, targets.items, now),
        viewRequests(sources, principal, own.items, now),
        viewRequests(sources, principal, awaiting.items, now),
        viewGrants(
          parts,
          grants.filter((grant) => grant !== null),
        ),
      ]);
      return ok(await homePage(visit.frame, { targets: targetViews, mine, awaiting: toDecide, grants: held }));
    }),
  );
