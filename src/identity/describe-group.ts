import { newEntry } from '../audit/entry.ts';
import type { Cause } from '../kernel/principal.ts';
import { ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { groupNotFound } from './group.ts';
import type { Group } from './group.ts';
import type { Means } from './means.ts';
import { changedMeanwhile, repeatOnConflict } from './repeat-on-conflict.ts';

/** Says anew what a group is for. */
export const describeGroup = (
  { directory, newId }: Means,
  cause: Cause,
  { name, description }: Pick<Group, 'name' | 'description'>,
): Promise<Result<Group>> =>
  repeatOnConflict(async () => {
    const from = await directory.group(name);
    if (from === null) return groupNotFound(name);
    if (from.description === description) return ok(from);
    const to: Group = { ...from, description, version: from.version + 1 };
    const outcome = await directory.describeGroup(
      { from, to },
      newEntry(newId, cause, { action: 'groups.describe', outcome: 'allowed', subject: name }),
    );
    return outcome.written ? ok(to) : changedMeanwhile;
  });
