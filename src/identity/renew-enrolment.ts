import { newEntry } from '../audit/entry.ts';
import type { PersonId } from '../kernel/ids.ts';
import type { Cause } from '../kernel/principal.ts';
import { refusal } from '../kernel/refusal.ts';
import { ok, refused } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { EnrolmentMeans, HandedEnrolment } from './means.ts';
import { withSignInsEnded } from './person.ts';
import type { Person } from './person.ts';
import { personNotFound } from './person-not-found.ts';
import { changedMeanwhile, repeatOnConflict } from './repeat-on-conflict.ts';
import { createEnrolment } from './sign-in/create-enrolment.ts';

/**
 * For someone who lost their password, their second factor or their first code. What they had counts no more from this
 * moment on: whoever found it finds nothing.
 */
export const renewEnrolment = (
  { directory, newId, randomBytes }: EnrolmentMeans,
  cause: Cause,
  personId: PersonId,
): Promise<Result<{ readonly person: Person; readonly enrolment: HandedEnrolment }>> =>
  repeatOnConflict(async () => {
    const from = (await directory.peopleOf([personId])).get(personId);
    if (!from) return personNotFound(personId);
    if (from.status === 'disabled')
      return refused(
        refusal('person_disabled', 'This person is disabled. Enable them first, then make a new enrolment.'),
      );
    const { code, enrolment } = createEnrolment({ newId, randomBytes }, { personId, at: cause.at });
    const outcome = await directory.renewEnrolment(
      { from, to: withSignInsEnded(from, cause.at), enrolment, credentials: 'forgotten' },
      newEntry(newId, cause, {
        action: 'people.enrol',
        outcome: 'allowed',
        subject: personId,
        facts: { enrolmentId: enrolment.id },
      }),
    );
    return outcome.written
      ? ok({ person: from, enrolment: { code, validUntil: enrolment.validUntil } })
      : changedMeanwhile;
  });
