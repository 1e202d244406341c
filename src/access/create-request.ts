import { newEntry } from '../audit/entry.ts';
import type { Authorization, Decision } from '../authorization/decision.ts';
import type { NewId } from '../kernel/ids.ts';
import type { Cause, VerifiedPrincipal } from '../kernel/principal.ts';
import { refusal } from '../kernel/refusal.ts';
import { refused } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { requestDigest } from './digest.ts';
import { durationAllowed } from './duration-allowed.ts';
import { lentTarget, standsOnRetired, viaOf } from './lent-target.ts';
import { notify, startWorkflow } from './outbox.ts';
import type { AccessStore } from './ports.ts';
import type { RequestedRequest } from './request.ts';
import { ruleOf } from './rule.ts';
import type { Target } from './target.ts';
import { untilWritten } from './until-written.ts';

export interface CreateRequestSurroundings {
  readonly access: Pick<AccessStore, 'addRequest' | 'target'>;
  readonly newId: NewId;
  readonly authorization: Pick<Authorization, 'versionOf'>;
  readonly minimumSeconds: number;
  readonly expirySeconds: number;
}

/** Asks for a target, under the rule that the decision has just found. */
export function createRequest(
  { access, newId, authorization, minimumSeconds, expirySeconds }: CreateRequestSurroundings,
  { personId }: Pick<VerifiedPrincipal, 'personId'>,
  decision: Extract<Decision, { allowed: true }>,
  cause: Cause,
  asked: { readonly target: Target; readonly seconds: number; readonly reason: string },
): Promise<Result<RequestedRequest>> {
  return untilWritten<RequestedRequest>(async () => {
    if (asked.target.retiredAt !== null)
      return { answer: refused(refusal('target_unusable', 'The target is not lent any more.')) };
    const lent = await lentTarget(access, asked.target);
    if (standsOnRetired(lent))
      return { answer: refused(refusal('target_unusable', 'The credential that makes its accounts is retired.')) };
    const rule = ruleOf(decision, authorization.versionOf(decision.policies));
    if (!rule.ok) return { answer: rule };
    const bounds = {
      least: minimumSeconds,
      most: rule.value.maxSeconds,
      whose: `The rule ${rule.value.policies.join(', ')}`,
    };
    const seconds = durationAllowed(asked.seconds, bounds);
    if (!seconds.ok) return { answer: seconds };
    const what = {
      id: newId('req'),
      grantId: newId('grt'),
      requester: personId,
      targetId: asked.target.id,
      targetVersion: asked.target.version,
      via: viaOf(lent),
      seconds: seconds.value,
      reason: asked.reason,
      rule: rule.value,
    };
    const request: RequestedRequest = {
      ...what,
      state: 'requested',
      digest: requestDigest(what),
      createdAt: cause.at,
      expiresAt: cause.at + expirySeconds,
      votes: [],
      transitions: [{ state: 'requested', at: cause.at, by: cause.actor }],
      version: 1,
    };
    const entry = newEntry(newId, cause, {
      action: 'request.create',
      outcome: 'allowed',
      subject: request.id,
      targetId: request.targetId,
      grantId: request.grantId,
      facts: {
        seconds: request.seconds,
        targetVersion: request.targetVersion,
        digest: request.digest,
        policyHash: request.rule.policyHash,
      },
    });
    const events = [startWorkflow(newId, cause, request.id), notify(newId, cause, request.id, 'requested')];
    return { write: () => access.addRequest(request, { entry, events }), then: request };
  });
}
