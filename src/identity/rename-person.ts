import { newEntry } from '../audit/entry.ts';
import type { PersonId } from '../kernel/ids.ts';
import type { Cause } from '../kernel/principal.ts';
import { ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { Means } from './means.ts';
import type { Person } from './person.ts';
import { personNotFound } from './person-not-found.ts';
import { changedMeanwhile, repeatOnConflict } from './repeat-on-conflict.ts';

/** Changes the name that others see. The entry says that it was changed, not to what: names live with the person. */
export const renamePerson = (
  { directory, newId }: Means,
  cause: Cause,
  { personId, name }: { readonly personId: PersonId; readonly name: string },
): Promise<Result<Person>> =>
  repeatOnConflict(async () => {
    const from = (await directory.peopleOf([personId])).get(personId);
    if (!from) return personNotFound(personId);
    if (from.name === name) return ok(from);
    const to: Person = { ...from, name, version: from.version + 1 };
    const outcome = await directory.renamePerson(
      { from, to },
      newEntry(newId, cause, { action: 'people.rename', outcome: 'allowed', subject: personId }),
    );
    return outcome.written ? ok(to) : changedMeanwhile;
  });
