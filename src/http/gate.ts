import * as z from 'zod';
import { groupName, idOf } from '../kernel/ids.ts';
import { ACR_MFA } from '../kernel/principal.ts';
import type { VerifiedPrincipal } from '../kernel/principal.ts';
import { refusal } from '../kernel/refusal.ts';
import { ok, refused } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { epochSeconds } from '../kernel/time.ts';
import type { EpochSeconds } from '../kernel/time.ts';
import type { Authorization, Decision, EntityValue, Question } from '../authorization/decision.ts';

/** What the authorizer and the page gate found out about the person behind one call. */
export const authenticatedPerson = z.strictObject({
  personId: idOf('usr'),
  signInId: idOf('sid'),
  acr: z.string(),
  authenticatedAt: epochSeconds,
  clientId: z.string(),
  groups: z.array(groupName),
  eligible: z.array(idOf('tgt')),
});
export type AuthenticatedPerson = z.infer<typeof authenticatedPerson>;

/** API Gateway hands the authorizer's context over as a flat map of strings: ours is one JSON text. */
const authorizerContext = z
  .object({ person: z.string() })
  .transform(({ person }): unknown => JSON.parse(person))
  .pipe(authenticatedPerson);

/** The only maker of principals. Throws when the authorizer did not run: then there is nobody to speak of. */
export const principalOf = (context: unknown): VerifiedPrincipal => admit(authorizerContext.parse(context));

/** For the pages' gate, which checks a cookie instead of a token and then the same directory record. */
export const admit = (person: AuthenticatedPerson): VerifiedPrincipal => person as unknown as VerifiedPrincipal;

/** Asks the policies, then holds the person to what the permitting policies demand of the sign-in. */
export function guard(
  authorization: Authorization,
  principal: VerifiedPrincipal,
  question: Question,
  now: EpochSeconds,
): Result<Extract<Decision, { allowed: true }>> {
  const decision = authorization.decide(question);
  if (!decision.allowed) return refused(denial(question, decision));
  const { factor, freshSeconds } = decision.obligations;
  const weak = factor === 'mfa' && principal.acr !== ACR_MFA;
  const stale = freshSeconds !== null && now - principal.authenticatedAt > freshSeconds;
  if (weak || stale)
    return refused(
      refusal(
        'insufficient_user_authentication',
        weak
          ? 'Sign in with your second factor to do this.'
          : `This asks for a sign-in that is at most ${freshSeconds} seconds old; yours is ${now - principal.authenticatedAt}. Sign in again.`,
        { reasons: decision.policies, challenge: { acrValues: ACR_MFA, maxAgeSeconds: freshSeconds ?? 3600 } },
      ),
    );
  return ok(decision);
}

function denial({ action, principal, resource }: Question, decision: Extract<Decision, { allowed: false }>) {
  const reasons = decision.policies;
  if (decision.policies.includes('change.never-for-oneself'))
    return refusal('own_request', 'Nobody decides on a change of their own. Ask another administrator.', { reasons });
  if (decision.policies.includes('decide.never-for-oneself'))
    return refusal('own_request', 'Nobody decides on their own request. Ask another approver.', { reasons });
  if (action === 'access:request' && !refersTo(principal.attributes['eligible'], resource.id))
    return refusal(
      'not_eligible',
      'You are not eligible for this target. An administrator can make you eligible for it.',
      { reasons },
    );
  return refusal('not_permitted', decision.says.join(' ') || `No policy permits you ${action} on ${resource.id}.`, {
    reasons,
  });
}

const refersTo = (value: EntityValue | undefined, id: string): boolean =>
  typeof value === 'object' && ('id' in value ? value.id === id : value.some((each) => refersTo(each, id)));
