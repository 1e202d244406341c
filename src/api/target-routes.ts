import type * as z from 'zod';
import { targetEntity } from '../access/target.ts';
import type { Target } from '../access/target.ts';
import { only } from '../access/only.ts';
import { viewTargets } from '../access/view-target.ts';
import { deploymentEntity } from '../authorization/user-entity.ts';
import { route } from '../http/api.ts';
import type { Call, Route } from '../http/api.ts';
import { askAs } from '../http/ask-as.ts';
import { PAGE } from '../http/contract/access-fields.ts';
import * as contract from '../http/contract/targets.ts';
import type { Operation } from '../http/operation.ts';
import { ok } from '../kernel/result.ts';
import type { AccessMeans } from './access-means.ts';
import { found, foundEntity } from './found.ts';

/** What may be asked for. */
export const targetRoutes = (means: AccessMeans): readonly Route[] => {
  const { access, authorization } = means;
  const views = (
    { principal, cause }: Pick<Call<Operation>, 'principal' | 'cause'>,
    targets: readonly Target[],
  ): Promise<z.infer<typeof contract.targetView>[]> =>
    viewTargets(means, principal, askAs(authorization, principal, cause.at), targets);

  return [
    route(contract.listTargets, {
      resource: () => ok(deploymentEntity),
      async handle({ principal, cause, input: { query } }) {
        const { items, next } = await access.targets({ after: query.cursor ?? null, limit: query.limit ?? PAGE });
        return ok({ status: 200, body: { targets: await views({ principal, cause }, items), next } });
      },
    }),
    route(contract.readTarget, {
      resource: ({ path }) => foundEntity(access.target(path.id), 'target', targetEntity),
      async handle({ principal, cause, input: { path } }) {
        const target = found(await access.target(path.id), 'target');
        if (!target.ok) return target;
        return ok({ status: 200, body: only(await views({ principal, cause }, [target.value])) });
      },
    }),
  ];
};
