import type { DirectoryReads } from '../identity/ports.ts';
import type { GroupName } from '../kernel/ids.ts';
import type { ApproversNow } from './quorum.ts';

/** Reads the groups as they are at this moment; somebody disabled is nobody. */
export async function approversNow(
  directory: Pick<DirectoryReads, 'membersOf' | 'peopleOf'>,
  groups: readonly GroupName[],
): Promise<ApproversNow> {
  const members = await Promise.all(
    [...new Set(groups)].map(async (group) => [group, await directory.membersOf(group)] as const),
  );
  const people = await directory.peopleOf([...new Set(members.flatMap(([, ids]) => ids))]);
  return new Map(
    members.map(([group, ids]) => [group, new Set(ids.filter((id) => people.get(id)?.status === 'active'))] as const),
  );
}
