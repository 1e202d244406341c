import type { Mailed } from '../identity/invitations.ts';
import type { HandedEnrolment } from '../identity/means.ts';
import type { Person, Standing } from '../identity/person.ts';

/** A person as the API shows them: without what only the gate needs. */
export const personReply = (person: Person) => ({
  id: person.id,
  name: person.name,
  email: person.email,
  status: person.status,
  disabledAt: person.status === 'disabled' ? person.disabledAt : null,
});

export const personWithRightsReply = ({ person, groups, eligible }: Standing) => ({
  ...personReply(person),
  groups,
  eligible,
});

/** The code is not part of the address: addresses end up in logs and histories. */
export const enrolmentReply = (issuer: string, { code, validUntil }: HandedEnrolment, mailed: Mailed) => ({
  url: `${issuer}/enrol`,
  code,
  expiresAt: validUntil,
  mailed,
});
