import { deploymentEntity } from '../authorization/user-entity.ts';
import { route } from '../http/api.ts';
import type { Route } from '../http/api.ts';
import * as contract from '../http/contract/eligibility.ts';
import { addEligibility } from '../identity/add-eligibility.ts';
import type { Means } from '../identity/means.ts';
import { removeEligibility } from '../identity/remove-eligibility.ts';
import { ok } from '../kernel/result.ts';

const resource = () => ok(deploymentEntity);

/** Who may ask for what, over the API. */
export const eligibilityRoutes = (means: Means): readonly Route[] => [
  route(contract.addEligibility, {
    resource,
    async handle({ cause, input: { path } }) {
      const added = await addEligibility(means, cause, { personId: path.id, targetId: path.targetId });
      return added.ok ? ok({ status: 204, body: undefined }) : added;
    },
  }),
  route(contract.removeEligibility, {
    resource,
    async handle({ cause, input: { path } }) {
      const removed = await removeEligibility(means, cause, { personId: path.id, targetId: path.targetId });
      return removed.ok ? ok({ status: 204, body: undefined }) : removed;
    },
  }),
];
