import { newEntry } from '../audit/entry.ts';
import type { PersonId, TargetId } from '../kernel/ids.ts';
import type { Cause } from '../kernel/principal.ts';
import { ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { Means } from './means.ts';
import { personNotFound } from './person-not-found.ts';
import { changedMeanwhile, repeatOnConflict } from './repeat-on-conflict.ts';

/** Ends that a person may ask for a target, and tells the rest of Sallyport, which takes back what they hold there. */
export const removeEligibility = (
  { directory, newId }: Means,
  cause: Cause,
  { personId, targetId }: { readonly personId: PersonId; readonly targetId: TargetId },
): Promise<Result<void>> =>
  repeatOnConflict(async () => {
    const standing = await directory.standing(personId);
    if (standing === null) return personNotFound(personId);
    if (!standing.eligible.includes(targetId)) return ok(undefined);
    const outcome = await directory.removeEligibility(
      {
        person: standing.person,
        targetId,
        event: {
          id: newId('out'),
          kind: 'eligibility-removed',
          personId,
          targetId,
          at: cause.at,
          correlationId: cause.correlationId,
        },
      },
      newEntry(newId, cause, { action: 'eligibility.remove', outcome: 'allowed', subject: personId, targetId }),
    );
    return outcome.written ? ok(undefined) : changedMeanwhile;
  });
