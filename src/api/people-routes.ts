import { deploymentEntity } from '../authorization/user-entity.ts';
import { route } from '../http/api.ts';
import type { Route } from '../http/api.ts';
import * as contract from '../http/contract/people.ts';
import { addPerson } from '../identity/add-person.ts';
import { disablePerson } from '../identity/disable-person.ts';
import { enablePerson } from '../identity/enable-person.ts';
import { listPeople } from '../identity/list-people.ts';
import type { Invitations } from '../identity/invitations.ts';
import type { EnrolmentMeans } from '../identity/means.ts';
import { readPerson } from '../identity/read-person.ts';
import { renewEnrolment } from '../identity/renew-enrolment.ts';
import { ok } from '../kernel/result.ts';
import { enrolmentReply, personReply, personWithRightsReply } from './person-reply.ts';

const PEOPLE_ON_A_PAGE = 50;
const resource = () => ok(deploymentEntity);

/** People over the API: each contract joined to its verb. */
export const peopleRoutes = (means: EnrolmentMeans, issuer: string, invitations: Invitations): readonly Route[] => [
  route(contract.addPerson, {
    resource,
    async handle({ cause, input: { body } }) {
      const added = await addPerson(means, cause, body);
      if (!added.ok) return added;
      const { person, enrolment } = added.value;
      return ok({
        status: 201,
        body: {
          person: personReply(person),
          enrolment: enrolmentReply(issuer, enrolment, await invitations.send(person, enrolment)),
        },
      });
    },
  }),
  route(contract.listPeople, {
    resource,
    async handle({ cause, input: { query } }) {
      const { people, next } = await listPeople(means, cause, {
        after: query.cursor ?? null,
        limit: query.limit ?? PEOPLE_ON_A_PAGE,
      });
      return ok({ status: 200, body: { people: people.map(personReply), next } });
    },
  }),
  route(contract.readPerson, {
    resource,
    async handle({ cause, input: { path } }) {
      const found = await readPerson(means, cause, path.id);
      return found.ok ? ok({ status: 200, body: personWithRightsReply(found.value) }) : found;
    },
  }),
  route(contract.disablePerson, {
    resource,
    async handle({ cause, input: { path } }) {
      const disabled = await disablePerson(means, cause, path.id);
      return disabled.ok ? ok({ status: 200, body: personReply(disabled.value) }) : disabled;
    },
  }),
  route(contract.enablePerson, {
    resource,
    async handle({ cause, input: { path } }) {
      const enabled = await enablePerson(means, cause, path.id);
      return enabled.ok ? ok({ status: 200, body: personReply(enabled.value) }) : enabled;
    },
  }),
  route(contract.renewEnrolment, {
    resource,
    async handle({ cause, input: { path } }) {
      const renewed = await renewEnrolment(means, cause, path.id);
      if (!renewed.ok) return renewed;
      const { person, enrolment } = renewed.value;
      return ok({
        status: 201,
        body: enrolmentReply(issuer, enrolment, await invitations.send(person, enrolment)),
      });
    },
  }),
];
