import { newEntry } from '../audit/entry.ts';
import type { PersonId, TargetId } from '../kernel/ids.ts';
import type { Cause } from '../kernel/principal.ts';
import { refusal } from '../kernel/refusal.ts';
import { ok, refused } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { Means } from './means.ts';
import { personNotFound } from './person-not-found.ts';
import { changedMeanwhile, repeatOnConflict } from './repeat-on-conflict.ts';

/** What the authorizer hands over about a person travels in one small context. */
const MAX_ELIGIBLE = 100;

/** Lets a person ask for a target; who may already keeps that, and nothing is written. */
export const addEligibility = (
  { directory, newId }: Means,
  cause: Cause,
  { personId, targetId }: { readonly personId: PersonId; readonly targetId: TargetId },
): Promise<Result<void>> =>
  repeatOnConflict(async () => {
    const standing = await directory.standing(personId);
    if (standing === null) return personNotFound(personId);
    if (standing.eligible.includes(targetId)) return ok(undefined);
    if (standing.eligible.length >= MAX_ELIGIBLE)
      return refused(refusal('too_many', `A person can be eligible for at most ${MAX_ELIGIBLE} targets.`));
    const outcome = await directory.addEligibility(
      { person: standing.person, targetId },
      newEntry(newId, cause, { action: 'eligibility.add', outcome: 'allowed', subject: personId, targetId }),
    );
    return outcome.written ? ok(undefined) : changedMeanwhile;
  });
