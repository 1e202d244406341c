import { listAwaitingRequests, listOwnRequests } from '../access/list-requests.ts';
import { viewGrants } from '../access/view-grant.ts';
import { viewRequests } from '../access/view-request.ts';
import { viewTargets } from '../access/view-target.ts';
import { deploymentEntity } from '../authorization/user-entity.ts';
import { ok } from '../kernel/result.ts';
import { homePage } from './pages/home-page.ts';
import { means } from './parts.ts';
import type { ConsoleParts } from './parts.ts';
import { askAs, permitted, showing } from './visit.ts';
import type { Page } from './visit.ts';

const SHOWN = 20;
const TARGETS = 100;
const first = { after: null, limit: SHOWN } as const;

/** `GET /console`: what may I ask for (and why not the rest), my requests, what awaits me, what I hold. */
export const showHome = (parts: ConsoleParts): Page =>
  showing(parts, (visit) =>
    permitted(parts, visit, { action: 'targets:list', resource: deploymentEntity }, async () => {
      const ask = askAs(parts, visit);
      for (const action of ['requests:list', 'grants:list']) {
        const may = ask(action, deploymentEntity);
        if (!may.ok) return may;
      }
      const { access } = parts;
      const { principal } = visit.visitor;
      const now = visit.cause.at;
      const sources = means(parts);
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
        viewTargets(sources, principal, ask, targets.items),
        viewRequests(sources, ask, own.items, now),
        viewRequests(sources, ask, awaiting.items, now),
        viewGrants(parts, grants),
      ]);
      return ok(await homePage(visit.frame, { targets: targetViews, mine, awaiting: toDecide, grants: held }));
    }),
  );
