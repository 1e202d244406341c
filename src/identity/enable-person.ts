import { newEntry } from '../audit/entry.ts';
import type { PersonId } from '../kernel/ids.ts';
import type { Cause } from '../kernel/principal.ts';
import { ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { Means } from './means.ts';
import { enable } from './person.ts';
import type { ActivePerson } from './person.ts';
import { personNotFound } from './person-not-found.ts';
import { changedMeanwhile, repeatOnConflict } from './repeat-on-conflict.ts';

/** Lets a disabled person sign in again. Sign-ins and grants from before stay ended. */
export const enablePerson = (
  { directory, newId }: Means,
  cause: Cause,
  personId: PersonId,
): Promise<Result<ActivePerson>> =>
  repeatOnConflict(async () => {
    const from = (await directory.peopleOf([personId])).get(personId);
    if (!from) return personNotFound(personId);
    if (from.status === 'active') return ok(from);
    const to = enable(from);
    const outcome = await directory.enablePerson(
      { from, to },
      newEntry(newId, cause, { action: 'people.enable', outcome: 'allowed', subject: personId }),
    );
    return outcome.written ? ok(to) : changedMeanwhile;
  });
