import { newEntry } from '../audit/entry.ts';
import type { PersonId } from '../kernel/ids.ts';
import type { Cause } from '../kernel/principal.ts';
import type { Means } from './means.ts';
import type { Person } from './person.ts';

export interface PeoplePage {
  readonly people: readonly Person[];
  readonly next: PersonId | null;
}

/** Shows a page of people. That they were shown is an entry, and it is stored before the answer. */
export async function listPeople(
  { directory, newId }: Means,
  cause: Cause,
  page: { readonly after: PersonId | null; readonly limit: number },
): Promise<PeoplePage> {
  const found = await directory.people(page);
  await directory.record(
    newEntry(newId, cause, {
      action: 'people.list',
      outcome: 'allowed',
      facts: {
        disclosed: found.people.length,
        first: found.people[0]?.id ?? null,
        last: found.people.at(-1)?.id ?? null,
      },
    }),
  );
  return found;
}
