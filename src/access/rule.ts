import * as z from 'zod';
import type { Decision } from '../authorization/decision.ts';
import { groupName } from '../kernel/ids.ts';
import { refusal } from '../kernel/refusal.ts';
import { ok, refused } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { durationInWords } from './duration-in-words.ts';

/** Under what a target may be asked for: fixed when the person asks, and compared whenever it matters again. */
export const ruleSchema = z.strictObject({
  /** Ids of the policies that permit it. */
  policies: z.array(z.string()),
  /** The version of these policies, and of all that are shipped (SHA-256). */
  policyHash: z.string(),
  maxSeconds: z.int().positive(),
  /** Who must agree; never empty. */
  approval: z.array(z.strictObject({ count: z.int().positive(), group: groupName })).nonempty(),
  factor: z.enum(['mfa', 'not-required']),
});
export type Rule = z.infer<typeof ruleSchema>;

/** Nobody named means nobody, and no limit means no grant: such a rule cannot be asked under. */
export function ruleOf(decision: Extract<Decision, { allowed: true }>, policyHash: string): Result<Rule> {
  const { maxSeconds, approval, factor } = decision.obligations;
  const [first, ...others] = approval.map(({ count, group }) => ({ count, group }));
  if (maxSeconds === null || first === undefined)
    return refused(
      refusal(
        'target_unusable',
        `The rule ${decision.policies.join(', ')} does not say ${first === undefined ? 'who must agree' : 'for how long at most'}, so nobody can be granted this. Tell whoever keeps the policies.`,
        { reasons: decision.policies },
      ),
    );
  return ok({ policies: [...decision.policies], policyHash, maxSeconds, approval: [first, ...others], factor });
}

/** The same rule in the same version. */
export const sameRule = (one: Rule, other: Rule): boolean => ruleText(one) === ruleText(other);

/** A stable serialisation: fields in a fixed order. */
export const ruleText = ({ policies, policyHash, maxSeconds, approval, factor }: Rule): string =>
  JSON.stringify([policies, policyHash, maxSeconds, approval.map(({ count, group }) => [count, group]), factor]);

/** For people: "At most 1 hour. 1 of approvers must agree. …" */
export function ruleInWords({ maxSeconds, approval, factor }: Rule): string {
  const agree = approval.map(({ count, group }) => `${count} of ${group}`).join(' and ');
  return [
    `At most ${durationInWords(maxSeconds)}.`,
    `${agree} must agree, nobody for themselves.`,
    ...(factor === 'mfa' ? ['The requester signs in with a second factor.'] : []),
  ].join(' ');
}
