import type { GrantId } from '../kernel/ids.ts';
import type { Cause } from '../kernel/principal.ts';
import { refusal } from '../kernel/refusal.ts';
import { ok, refused } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { EpochSeconds } from '../kernel/time.ts';
import { holdingOf } from './holding-of.ts';
import { promiseUse } from './promise-use.ts';
import type { PromisesUse } from './promise-use.ts';
import type { AccountLogin, GivesLogins } from './target-contract.ts';

export interface LendsAccounts extends PromisesUse {
  readonly accounts: GivesLogins;
}

/**
 * Hands out the login of a grant's own account: a new password each time, and the one before is bad from then on. The
 * account ends with the grant.
 */
export async function lendAccount(
  means: LendsAccounts,
  id: GrantId,
  cause: Cause,
): Promise<Result<AccountLogin & { readonly expiresAt: EpochSeconds }>> {
  const promised = await promiseUse(means, id, cause, {
    action: 'account.login',
    kind: 'database-account',
    elsewhere:
      'A role is used with its credentials (POST /grants/{id}/credentials), a credential is checked out (POST /grants/{id}/lease).',
    until: ({ endsAt }) => endsAt,
  });
  if (!promised.ok) return promised;
  const { grant, target } = promised.value;
  const given = await means.accounts.login(target, holdingOf(grant), cause.correlationId);
  return 'login' in given
    ? ok({ ...given.login, expiresAt: grant.endsAt })
    : refused(refusal('unavailable', `The account cannot be logged in to now: ${given.failed}`));
}
