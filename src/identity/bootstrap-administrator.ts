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

type Bootstrapped = Result<{ person: Person; enrolment: HandedEnrolment }>;

/**
 * Makes the first administrator, once, together with the groups that the shipped policies name. Until that person has
 * enrolled nobody administers, and a lost code would lock everybody out: so far, asking again for the same e-mail
 * address makes a new code.
 */
export async function bootstrapAdministrator(
  { directory, newId, randomBytes }: EnrolmentMeans,
  cause: Cause,
  { name, email }: { readonly name: string; readonly email: string },
): Promise<Bootstrapped> {
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
  return newCodeForFirst({ directory, newId, randomBytes }, cause, email);
}

/** The version of a person that nothing has happened to yet: not enrolled, in no further group. */
const UNTOUCHED = 1;

async function newCodeForFirst(
  { directory, newId, randomBytes }: EnrolmentMeans,
  cause: Cause,
  email: string,
): Promise<Bootstrapped> {
  const known = await directory.personByEmail(email);
  const standing = known && (await directory.standing(known.id));
  const person = standing?.person;
  if (person?.status !== 'active' || person.version !== UNTOUCHED || !standing?.groups.includes(ADMINISTRATORS))
    return alreadyBootstrapped;
  const { code, enrolment } = createEnrolment({ newId, randomBytes }, { personId: person.id, at: cause.at });
  const outcome = await directory.renewEnrolment(
    { from: person, to: person, enrolment, credentials: 'none-yet' },
    newEntry(newId, cause, {
      action: 'administrator.bootstrap',
      outcome: 'allowed',
      subject: person.id,
      facts: { enrolmentId: enrolment.id, again: true },
    }),
  );
  return outcome.written ? ok({ person, enrolment: { code, validUntil: enrolment.validUntil } }) : alreadyBootstrapped;
}

const alreadyBootstrapped = refused(
  refusal('already_bootstrapped', 'There is an administrator already. Administrators add people over the API.'),
);
