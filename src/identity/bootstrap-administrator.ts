import { newEntry } from '../audit/entry.ts';
import type { Cause } from '../kernel/principal.ts';
import { refusal } from '../kernel/refusal.ts';
import { ok, refused } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { ADMINISTRATORS, shippedGroups } from './group.ts';
import type { EnrolmentMeans, HandedEnrolment } from './means.ts';
import { newPerson } from './person.ts';
import type { Person } from './person.ts';
import { createEnrolment } from './sign-in/create-enrolment.ts';

/** Makes the first administrator, once, together with the groups that the shipped policies name. */
export async function bootstrapAdministrator(
  { directory, newId, randomBytes }: EnrolmentMeans,
  cause: Cause,
  { name, email }: { readonly name: string; readonly email: string },
): Promise<Result<{ person: Person; enrolment: HandedEnrolment }>> {
  const person = newPerson({ id: newId('usr'), name, email });
  const { code, enrolment } = createEnrolment({ newId, randomBytes }, { personId: person.id, at: cause.at });
  const groups = shippedGroups.map((group) => ({ ...group, version: 1 }));
  const outcome = await directory.bootstrapAdministrator(
    { person, enrolment, administrators: ADMINISTRATORS, groups, at: cause.at },
    newEntry(newId, cause, {
      action: 'administrator.bootstrap',
      outcome: 'allowed',
      subject: person.id,
      facts: { enrolmentId: enrolment.id },
    }),
  );
  if (outcome.written) return ok({ person, enrolment: { code, validUntil: enrolment.validUntil } });
  return refused(
    refusal('already_bootstrapped', 'There is an administrator already. Administrators add people over the API.'),
  );
}
