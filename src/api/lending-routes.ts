import { checkTarget } from '../access/check-target.ts';
import type { ChecksTargets } from '../access/check-target.ts';
import { grantEntity } from '../access/grant.ts';
import { lendAccount } from '../access/lend-account.ts';
import type { LendsAccounts } from '../access/lend-account.ts';
import { lendCredentials } from '../access/lend-credentials.ts';
import type { LendsCredentials } from '../access/lend-credentials.ts';
import { targetEntity } from '../access/target.ts';
import { route } from '../http/api.ts';
import type { Route } from '../http/api.ts';
import { lendAccount as logIn, lendCredentials as lend } from '../http/contract/grants.ts';
import { checkTarget as check } from '../http/contract/targets.ts';
import type { GrantId } from '../kernel/ids.ts';
import { refusal } from '../kernel/refusal.ts';
import { ok, refused } from '../kernel/result.ts';
import { found, foundEntity } from './found.ts';

export type LendingMeans = LendsCredentials & LendsAccounts & ChecksTargets;

async function grantOf({ store }: LendingMeans, id: GrantId) {
  const grant = await store.grant(id);
  return grant === null ? refused(refusal('not_found', `There is no grant ${id}.`)) : ok(grantEntity(grant));
}

/** What makes sessions of targets: credentials for whoever holds a grant, and the check of a target. */
export const lendingRoutes = (means: LendingMeans): readonly Route[] => [
  route(lend, {
    resource: ({ path }) => grantOf(means, path.id),
    async handle({ input, cause }) {
      const lent = await lendCredentials(means, input.path.id, cause);
      if (!lent.ok) return lent;
      const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = lent.value;
      return ok({
        status: 200,
        body: {
          Version: 1,
          AccessKeyId: accessKeyId,
          SecretAccessKey: secretAccessKey,
          SessionToken: sessionToken,
          Expiration: new Date(expiresAt * 1000).toISOString(),
        },
      });
    },
  }),
  route(logIn, {
    resource: ({ path }) => grantOf(means, path.id),
    async handle({ input, cause }) {
      const given = await lendAccount(means, input.path.id, cause);
      return given.ok ? ok({ status: 200, body: given.value }) : given;
    },
  }),
  route(check, {
    resource: ({ path }) => foundEntity(means.store.target(path.id), 'target', targetEntity),
    async handle({ principal, cause, input: { path } }) {
      const target = found(await means.store.target(path.id), 'target');
      if (!target.ok) return target;
      const checked = await checkTarget(means, cause, { target: target.value, by: principal.personId });
      return checked.ok ? ok({ status: 200, body: { targetId: path.id, ...checked.value } }) : checked;
    },
  }),
];
