import type * as z from 'zod';
import { endGrant } from '../access/end-grant.ts';
import { grantEntity } from '../access/grant.ts';
import type { Grant } from '../access/grant.ts';
import { viewGrant, viewGrants } from '../access/view-grant.ts';
import { deploymentEntity } from '../authorization/user-entity.ts';
import { route } from '../http/api.ts';
import type { Route } from '../http/api.ts';
import { PAGE } from '../http/contract/access-fields.ts';
import * as contract from '../http/contract/grants.ts';
import type { GrantId } from '../kernel/ids.ts';
import { ok } from '../kernel/result.ts';
import type { EpochSeconds } from '../kernel/time.ts';
import type { AccessMeans } from './access-means.ts';
import { found, foundEntity } from './found.ts';

/** Looking at grants, giving back, revoking. */
export const grantRoutes = (means: AccessMeans): readonly Route[] => {
  const { access } = means;
  const entity = (id: GrantId) => foundEntity(access.grant(id), 'grant', grantEntity);
  const view = (grant: Grant, now: EpochSeconds): Promise<z.infer<typeof contract.grantView>> =>
    viewGrant(means, grant, now);

  return [
    route(contract.listGrants, {
      resource: () => ok(deploymentEntity),
      async handle({ principal, input: { query } }) {
        const page = { after: query.cursor ?? null, limit: query.limit ?? PAGE };
        const { items, next } = await access.grantsOf(principal.personId, page);
        const shown = query.state === 'live' ? items.filter(({ state }) => state !== 'ended') : items;
        const grants: z.infer<typeof contract.grantSummary>[] = await viewGrants(means, shown);
        return ok({ status: 200, body: { grants, next } });
      },
    }),
    route(contract.readGrant, {
      resource: ({ path }) => entity(path.id),
      async handle({ cause, input: { path } }) {
        const grant = found(await access.grant(path.id), 'grant');
        return grant.ok ? ok({ status: 200, body: await view(grant.value, cause.at) }) : grant;
      },
    }),
    route(contract.endGrant, {
      resource: ({ path }) => entity(path.id),
      async handle({ cause, input: { path } }) {
        const ending = await endGrant(means, cause, path.id);
        return ending.ok ? ok({ status: 202, body: await view(ending.value, cause.at) }) : ending;
      },
    }),
  ];
};
