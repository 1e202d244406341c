import type { PersonId } from '../kernel/ids.ts';
import { refusal } from '../kernel/refusal.ts';
import { ok, refused } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { ADMINISTRATORS } from './group.ts';
import type { Group } from './group.ts';
import type { DirectoryReads } from './ports.ts';

/**
 * Whether an active administrator is left when this one goes. The group is read before its members: whoever writes
 * under its version knows that no other administrator went in between.
 */
export async function administratorsLeft(directory: DirectoryReads, leaving: PersonId): Promise<Result<Group>> {
  const group = await directory.group(ADMINISTRATORS);
  if (group === null) throw new Error('someone administers, but the group of administrators is not there');
  const others = (await directory.membersOf(ADMINISTRATORS)).filter((id) => id !== leaving);
  const people = await directory.peopleOf(others);
  if ([...people.values()].some(({ status }) => status === 'active')) return ok(group);
  return refused(
    refusal('last_administrator', 'This is the last active administrator. Make someone else administrator first.'),
  );
}
