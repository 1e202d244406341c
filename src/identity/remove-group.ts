import { newEntry } from '../audit/entry.ts';
import type { GroupName } from '../kernel/ids.ts';
import type { Cause } from '../kernel/principal.ts';
import { refusal } from '../kernel/refusal.ts';
import { ok, refused } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { groupNotFound, shippedGroups } from './group.ts';
import type { Means } from './means.ts';
import { changedMeanwhile, repeatOnConflict } from './repeat-on-conflict.ts';

/** Removes a group that nobody is in any more. Those that the shipped policies name stay. */
export const removeGroup = ({ directory, newId }: Means, cause: Cause, name: GroupName): Promise<Result<void>> =>
  repeatOnConflict(async () => {
    if (shippedGroups.some((shipped) => shipped.name === name))
      return refused(refusal('invalid_request', `The group ${name} stays: the shipped policies name it.`));
    const group = await directory.group(name);
    if (group === null) return groupNotFound(name);
    if ((await directory.membersOf(name)).length > 0)
      return refused(refusal('conflict', `The group ${name} still has members. Take them out first.`));
    const outcome = await directory.removeGroup(
      group,
      newEntry(newId, cause, { action: 'groups.remove', outcome: 'allowed', subject: name }),
    );
    return outcome.written ? ok(undefined) : changedMeanwhile;
  });
