import type { Entity } from '../authorization/decision.ts';
import { route } from '../http/api.ts';
import type { Route } from '../http/api.ts';
import * as contract from '../http/contract/me.ts';
import { endSignIns } from '../identity/end-sign-ins.ts';
import type { Means } from '../identity/means.ts';
import { personNotFound } from '../identity/person-not-found.ts';
import type { VerifiedPrincipal } from '../kernel/principal.ts';
import { ok } from '../kernel/result.ts';

/** The person who calls, as the thing acted upon. */
const self = (_input: unknown, { personId }: VerifiedPrincipal) =>
  ok({
    type: 'Person',
    id: personId,
    attributes: { self: { type: 'User', id: personId } },
    parents: [],
  } satisfies Entity);

/** What a person may do about themselves. */
export const meRoutes = (means: Means): readonly Route[] => [
  route(contract.getMe, {
    resource: self,
    async handle({ principal }) {
      const { personId, groups, eligible, signInId, acr, authenticatedAt, clientId } = principal;
      const person = (await means.directory.peopleOf([personId])).get(personId);
      if (!person) return personNotFound(personId);
      const { id, name, email } = person;
      const signIn = { id: signInId, acr, authenticatedAt, clientId };
      return ok({ status: 200, body: { id, name, email, groups, eligible, signIn } });
    },
  }),
  route(contract.endMySignIns, {
    resource: self,
    async handle({ cause, principal }) {
      const ended = await endSignIns(means, cause, principal.personId);
      return ended.ok ? ok({ status: 200, body: ended.value }) : ended;
    },
  }),
];
