import { newEntry } from '../audit/entry.ts';
import type { PersonId, TargetId } from '../kernel/ids.ts';
import type { Cause } from '../kernel/principal.ts';
import { ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { Means } from './means.ts';
import { personNotFound } from './person-not-found.ts';
import { changedMeanwhile, repeatOnConflict } from './repeat-on-conflict.ts';

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
    const outcome = await directory.addEligibility(
      { person: standing.person, targetId },
      newEntry(newId, cause, { action: 'eligibility.add', outcome: 'allowed', subject: personId, targetId }),
    );
    return outcome.written ? ok(undefined) : changedMeanwhile;
  });
