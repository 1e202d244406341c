import type { GrantId } from '../kernel/ids.ts';
import type { Cause } from '../kernel/principal.ts';
import { ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { holdingOf } from './holding-of.ts';
import { promiseUse } from './promise-use.ts';
import type { PromisesUse } from './promise-use.ts';
import type { AwsRoleTarget } from './target.ts';
import type { Credentials, Lends } from './target-contract.ts';

export interface LendsCredentials extends PromisesUse {
  readonly target: Lends<AwsRoleTarget>;
}

/** Hands out credentials of an active grant of a role. They end with the grant whatever they say. */
export async function lendCredentials(
  means: LendsCredentials,
  id: GrantId,
  cause: Cause,
): Promise<Result<Credentials>> {
  const promised = await promiseUse(means, id, cause, {
    action: 'credentials.lend',
    kind: 'aws-role',
    elsewhere:
      'A credential is checked out (POST /grants/{id}/lease), an account is logged in to (POST /grants/{id}/account).',
    until: ({ endsAt }, now) => now + means.target.lifetimeSeconds(endsAt, now),
  });
  if (!promised.ok) return promised;
  const { grant, target } = promised.value;
  const credentials = await means.target.lend(target, holdingOf(grant));
  return ok({ ...credentials, expiresAt: Math.min(credentials.expiresAt, grant.endsAt) });
}
