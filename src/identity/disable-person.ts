import { newEntry } from '../audit/entry.ts';
import type { PersonId } from '../kernel/ids.ts';
import type { Cause } from '../kernel/principal.ts';
import { ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { administratorsLeft } from './administrators-left.ts';
import { ADMINISTRATORS } from './group.ts';
import type { Means } from './means.ts';
import { disable } from './person.ts';
import type { DisabledPerson } from './person.ts';
import { personNotFound } from './person-not-found.ts';
import { changedMeanwhile, repeatOnConflict } from './repeat-on-conflict.ts';

/** Refuses the person's next call and tells the rest of Sallyport to take back what they hold. */
export const disablePerson = (
  { directory, newId }: Means,
  cause: Cause,
  personId: PersonId,
): Promise<Result<DisabledPerson>> =>
  repeatOnConflict(async () => {
    const standing = await directory.standing(personId);
    if (standing === null) return personNotFound(personId);
    const from = standing.person;
    if (from.status === 'disabled') return ok(from);
    const left = standing.groups.includes(ADMINISTRATORS)
      ? await administratorsLeft(directory, personId)
      : ok('no-guarded-group' as const);
    if (!left.ok) return left;
    const to = disable(from, cause.at);
    const event = {
      id: newId('out'),
      kind: 'person-disabled',
      personId,
      at: cause.at,
      correlationId: cause.correlationId,
    } as const;
    const outcome = await directory.disablePerson(
      { from, to, event, shrinks: left.value },
      newEntry(newId, cause, { action: 'people.disable', outcome: 'allowed', subject: personId }),
    );
    return outcome.written ? ok(to) : changedMeanwhile;
  });
