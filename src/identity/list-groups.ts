import { newEntry } from '../audit/entry.ts';
import type { Cause } from '../kernel/principal.ts';
import type { Group } from './group.ts';
import type { Means } from './means.ts';

/** Shows all groups, without their members. */
export async function listGroups({ directory, newId }: Means, cause: Cause): Promise<readonly Group[]> {
  const groups = await directory.groups();
  await directory.record(
    newEntry(newId, cause, { action: 'groups.list', outcome: 'allowed', facts: { disclosed: groups.length } }),
  );
  return groups;
}
