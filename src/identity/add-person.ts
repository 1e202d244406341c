import { newEntry } from '../audit/entry.ts';
import type { Cause } from '../kernel/principal.ts';
import { refusal } from '../kernel/refusal.ts';
import { ok, refused } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { EnrolmentMeans, HandedEnrolment } from './means.ts';
import { newPerson } from './person.ts';
import type { Person } from './person.ts';
import { createEnrolment } from './sign-in/create-enrolment.ts';

/** Adds someone, and makes the one-time code by which they set their password and second factor. */
export async function addPerson(
  { directory, newId, randomBytes }: EnrolmentMeans,
  cause: Cause,
  { name, email }: { readonly name: string; readonly email: string },
): Promise<Result<{ person: Person; enrolment: HandedEnrolment }>> {
  const person = newPerson({ id: newId('usr'), name, email });
  const { code, enrolment } = createEnrolment({ newId, randomBytes }, { personId: person.id, at: cause.at });
  const entry = newEntry(newId, cause, {
    action: 'people.add',
    outcome: 'allowed',
    subject: person.id,
    facts: { enrolmentId: enrolment.id },
  });
  const outcome = await directory.addPerson({ person, enrolment }, entry);
  if (outcome.written) return ok({ person, enrolment: { code, validUntil: enrolment.validUntil } });
  if (outcome.failed.includes('email-free'))
    return refused(refusal('already_exists', 'Someone with this e-mail address is there already.'));
  throw new Error('a new id or code was taken');
}
