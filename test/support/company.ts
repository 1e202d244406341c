import { randomBytes } from 'node:crypto';
import { memoryDirectory } from '../../src/identity/adapters/memory-directory.ts';
import { addGroup } from '../../src/identity/add-group.ts';
import { addMember } from '../../src/identity/add-member.ts';
import { addPerson } from '../../src/identity/add-person.ts';
import { bootstrapAdministrator } from '../../src/identity/bootstrap-administrator.ts';
import type { Person } from '../../src/identity/person.ts';
import { groupName, newId } from '../../src/kernel/ids.ts';
import type { PersonId } from '../../src/kernel/ids.ts';
import type { Cause } from '../../src/kernel/principal.ts';
import type { Result } from '../../src/kernel/result.ts';

export const NOW = 1_800_000_000;

export const causeAt = (at: number = NOW): Cause => ({
  actor: { kind: 'system', name: 'bootstrap' },
  signInId: null,
  correlationId: 'test',
  address: null,
  reasons: ['some.policy'],
  at,
});

export function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`refused: ${result.refusal.code}`);
  return result.value;
}

/** A company in memory with its first administrator. */
export async function company() {
  const directory = memoryDirectory();
  const means = { directory, newId, randomBytes };
  const { person: ada } = valueOf(
    await bootstrapAdministrator(means, causeAt(), { name: 'Ada', email: 'ada@example.com' }),
  );
  const hire = async (name: string, ...groups: string[]): Promise<Person> => {
    const { person } = valueOf(await addPerson(means, causeAt(), { name, email: `${name.toLowerCase()}@example.com` }));
    for (const group of groups)
      valueOf(await addMember(means, causeAt(), { personId: person.id, group: groupName.parse(group) }));
    return person;
  };
  const found = async (name: string) =>
    valueOf(await addGroup(means, causeAt(), { name: groupName.parse(name), description: 'a group' }));
  const standing = async (id: PersonId) => {
    const known = await directory.standing(id);
    if (known === null) throw new Error('expected someone');
    return known;
  };
  return { directory, means, ada, hire, found, standing };
}
