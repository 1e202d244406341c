import { isDeepStrictEqual } from 'node:util';
import type { Authorization } from '../authorization/decision.ts';
import { userEntity } from '../authorization/user-entity.ts';
import type { DirectoryReads } from '../identity/ports.ts';
import { refusal } from '../kernel/refusal.ts';
import { ok, refused } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { requestDigest } from './digest.ts';
import { lentTarget, standsOnRetired, viaOf } from './lent-target.ts';
import type { AccessReads } from './ports.ts';
import type { AccessRequest } from './request.ts';
import { ruleOf, sameRule } from './rule.ts';
import { targetEntity } from './target.ts';
import type { Target } from './target.ts';

export interface RecheckSources {
  readonly access: Pick<AccessReads, 'target'>;
  readonly directory: Pick<DirectoryReads, 'standing'>;
  readonly authorization: Authorization;
}

/**
 * Would it be permitted if it were asked now? Decides the rule anew with the requester's present standing and the
 * target as it is; at each decision and at activation. The value is the target, as it may be lent.
 */
export async function recheckRequest(
  { access, directory, authorization }: RecheckSources,
  request: AccessRequest,
): Promise<Result<Target>> {
  const [standing, target] = await Promise.all([
    directory.standing(request.requester),
    access.target(request.targetId),
  ]);
  if (standing?.person.status !== 'active')
    return refused(refusal('not_eligible', 'The requester has left or was disabled, so this cannot be granted.'));
  if (target === null || target.retiredAt !== null)
    return refused(refusal('target_unusable', 'The target is not lent any more.'));
  const decision = authorization.decide({
    principal: userEntity({ personId: standing.person.id, groups: standing.groups, eligible: standing.eligible }),
    action: 'access:request',
    resource: targetEntity(target),
  });
  if (!decision.allowed)
    return refused(
      refusal('not_eligible', 'The requester is no longer eligible for this target, so it cannot be granted.', {
        reasons: decision.policies,
      }),
    );
  const rule = ruleOf(decision, authorization.versionOf(decision.policies));
  if (!rule.ok) return rule;
  const changed = refusal(
    'request_changed',
    'The target or the rule has changed since this was asked, so nobody can agree to it any more. The requester must ask anew.',
    { reasons: decision.policies },
  );
  const lent = await lentTarget(access, target);
  if (standsOnRetired(lent))
    return refused(refusal('target_unusable', 'The credential that makes its accounts is retired.'));
  if (target.version !== request.targetVersion || !isDeepStrictEqual(viaOf(lent), request.via)) return refused(changed);
  if (!sameRule(rule.value, request.rule)) return refused(changed);
  return requestDigest(request) === request.digest ? ok(target) : refused(changed);
}
