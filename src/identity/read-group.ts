import { newEntry } from '../audit/entry.ts';
import type { GroupName } from '../kernel/ids.ts';
import type { Cause } from '../kernel/principal.ts';
import { refusal } from '../kernel/refusal.ts';
import { ok, refused } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { Group } from './group.ts';
import type { Means } from './means.ts';
import type { Person } from './person.ts';

export interface GroupWithMembers {
  readonly group: Group;
  readonly members: readonly Person[];
}

/** Shows a group with all its members, the disabled too. */
export async function readGroup(
  { directory, newId }: Means,
  cause: Cause,
  name: GroupName,
): Promise<Result<GroupWithMembers>> {
  const group = await directory.group(name);
  if (group === null) return refused(refusal('not_found', `There is no group ${name}.`));
  const people = await directory.peopleOf(await directory.membersOf(name));
  const members = [...people.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  await directory.record(
    newEntry(newId, cause, {
      action: 'groups.read',
      outcome: 'allowed',
      subject: name,
      facts: { disclosed: members.length },
    }),
  );
  return ok({ group, members });
}
