import type { AccessReads } from '../access/ports.ts';
import { deploymentEntity } from '../authorization/user-entity.ts';
import { route } from '../http/api.ts';
import type { Route } from '../http/api.ts';
import * as contract from '../http/contract/eligibility.ts';
import { addEligibility } from '../identity/add-eligibility.ts';
import type { Means } from '../identity/means.ts';
import { removeEligibility } from '../identity/remove-eligibility.ts';
import { refusal } from '../kernel/refusal.ts';
import { ok, refused } from '../kernel/result.ts';

const resource = () => ok(deploymentEntity);

/** Targets are never taken out of the table, so what was found here is still there a moment later. */
export type KnowsTargets = Pick<AccessReads, 'target'>;

/** Who may ask for what, over the API. */
export const eligibilityRoutes = (means: Means, targets: KnowsTargets): readonly Route[] => [
  route(contract.addEligibility, {
    resource,
    async handle({ cause, input: { path } }) {
      const target = await targets.target(path.targetId);
      if (target === null || target.retiredAt !== null)
        return refused(refusal('not_found', `There is no target ${path.targetId}.`));
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
