import { newEntry } from '../audit/entry.ts';
import type { Cause } from '../kernel/principal.ts';
import { refusal } from '../kernel/refusal.ts';
import { ok, refused } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { Group } from './group.ts';
import type { Means } from './means.ts';

/** Makes an empty group. It counts for nothing until a policy names it. */
export async function addGroup(
  { directory, newId }: Means,
  cause: Cause,
  { name, description }: Pick<Group, 'name' | 'description'>,
): Promise<Result<Group>> {
  const group: Group = { name, description, version: 1 };
  const outcome = await directory.addGroup(
    group,
    newEntry(newId, cause, { action: 'groups.add', outcome: 'allowed', subject: name }),
  );
  return outcome.written ? ok(group) : refused(refusal('already_exists', `The group ${name} is there already.`));
}
