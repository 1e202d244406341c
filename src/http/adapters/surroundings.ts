import { dynamoDenials } from '../../audit/adapters/dynamo-denials.ts';
import { recordDenial } from '../../audit/record-denial.ts';
import { bundledPolicies } from '../../authorization/adapters/bundled-policies.ts';
import { policySet } from '../../authorization/policy-set.ts';
import type { MovingAuthorization } from '../../authorization/rules-in-force.ts';
import { documents } from '../../kernel/adapters/documents.ts';
import { newId } from '../../kernel/ids.ts';
import { systemClock } from '../../kernel/time.ts';
import type { Surroundings } from '../api.ts';
import { reportCall } from '../report-call.ts';
import { reportFault } from '../report-fault.ts';

interface Tables {
  readonly auditTable: string;
  readonly countersTable: string;
}

/** The policies of the deployment alone: they do not move. */
export const shippedPolicies = (): MovingAuthorization => ({
  ...policySet(bundledPolicies()),
  refresh: () => Promise.resolve(),
});

/**
 * What a deployed function is surrounded by: the policies, the clock, and the record of denials. A function whose
 * actions the company's own rules never concern goes by the bundled policies alone.
 */
export function apiSurroundings(
  tables: Tables,
  authorization: MovingAuthorization = shippedPolicies(),
  secondPerson = false,
): Surroundings {
  const denials = dynamoDenials(documents, tables);
  return {
    authorization,
    refreshPolicies: () => authorization.refresh(),
    secondPerson,
    clock: systemClock,
    reportFault,
    reportCall,
    recordDenial: (cause, { action, resource, refusal }) =>
      recordDenial(denials, newId, cause, {
        action,
        resource,
        code: refusal.code,
        policies: refusal.reasons ?? [],
      }).catch((error: unknown) => reportFault(error, cause.correlationId)),
  };
}
