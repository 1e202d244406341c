import { newEntry } from '../audit/entry.ts';
import type { GroupName, PersonId } from '../kernel/ids.ts';
import type { Cause } from '../kernel/principal.ts';
import { refusal } from '../kernel/refusal.ts';
import { ok, refused } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { administratorsLeft } from './administrators-left.ts';
import { ADMINISTRATORS } from './group.ts';
import type { Means } from './means.ts';
import { personNotFound } from './person-not-found.ts';
import { changedMeanwhile, repeatOnConflict } from './repeat-on-conflict.ts';

/** Takes a person out of a group; who is not in it stays out, and nothing is written. */
export const removeMember = (
  { directory, newId }: Means,
  cause: Cause,
  { personId, group: name }: { readonly personId: PersonId; readonly group: GroupName },
): Promise<Result<void>> =>
  repeatOnConflict(async () => {
    const standing = await directory.standing(personId);
    if (standing === null) return personNotFound(personId);
    const group = await directory.group(name);
    if (group === null) return refused(refusal('not_found', `There is no group ${name}.`));
    if (!standing.groups.includes(name)) return ok(undefined);
    const left =
      name === ADMINISTRATORS && standing.person.status === 'active'
        ? await administratorsLeft(directory, personId)
        : ok(group);
    if (!left.ok) return left;
    const outcome = await directory.removeMember(
      {
        person: standing.person,
        group: left.value,
        event: {
          id: newId('out'),
          kind: 'membership-removed',
          personId,
          group: name,
          at: cause.at,
          correlationId: cause.correlationId,
        },
      },
      newEntry(newId, cause, {
        action: 'groups.remove-member',
        outcome: 'allowed',
        subject: personId,
        facts: { group: name },
      }),
    );
    return outcome.written ? ok(undefined) : changedMeanwhile;
  });
