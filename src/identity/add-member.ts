import { newEntry } from '../audit/entry.ts';
import type { GroupName, PersonId } from '../kernel/ids.ts';
import type { Cause } from '../kernel/principal.ts';
import { refusal } from '../kernel/refusal.ts';
import { ok, refused } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { Means } from './means.ts';
import { personNotFound } from './person-not-found.ts';
import { changedMeanwhile, repeatOnConflict } from './repeat-on-conflict.ts';

/** What the authorizer hands over about a person travels in one small context. */
const MAX_GROUPS = 50;

/** Puts a person into a group; who is in it already stays, and nothing is written. */
export const addMember = (
  { directory, newId }: Means,
  cause: Cause,
  { personId, group }: { readonly personId: PersonId; readonly group: GroupName },
): Promise<Result<void>> =>
  repeatOnConflict(async () => {
    const standing = await directory.standing(personId);
    if (standing === null) return personNotFound(personId);
    if (standing.groups.includes(group)) return ok(undefined);
    if (standing.groups.length >= MAX_GROUPS)
      return refused(refusal('too_many', `A person can be in at most ${MAX_GROUPS} groups.`));
    const outcome = await directory.addMember(
      { person: standing.person, group },
      newEntry(newId, cause, {
        action: 'groups.add-member',
        outcome: 'allowed',
        subject: personId,
        facts: { group },
      }),
    );
    if (outcome.written) return ok(undefined);
    return outcome.failed.includes('group-exists') && (await directory.group(group)) === null
      ? refused(refusal('not_found', `There is no group ${group}.`))
      : changedMeanwhile;
  });
