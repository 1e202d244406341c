import { newEntry } from '../audit/entry.ts';
import type { PersonId } from '../kernel/ids.ts';
import type { Cause } from '../kernel/principal.ts';
import { ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { Means } from './means.ts';
import type { Standing } from './person.ts';
import { personNotFound } from './person-not-found.ts';

/** Shows one person. That it was shown is an entry, and it is stored before the answer. */
export async function readPerson(
  { directory, newId }: Means,
  cause: Cause,
  personId: PersonId,
): Promise<Result<Standing>> {
  const standing = await directory.standing(personId);
  if (standing === null) return personNotFound(personId);
  await directory.record(newEntry(newId, cause, { action: 'people.read', outcome: 'allowed', subject: personId }));
  return ok(standing);
}
