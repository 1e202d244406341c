import type { DatabaseAccountTarget } from '../access/target.ts';
import type { GrantId } from '../kernel/ids.ts';
import type { EpochSeconds } from '../kernel/time.ts';
import type { AccountMaker, GrantAccount } from './account-maker.ts';
import { grantAccountName } from './grant-account-name.ts';
import { placeOf } from './where-it-is.ts';
import { accountMakers } from './engines/engines.ts';
import type { At } from './engine.ts';
import type { KeeperReply } from './keeper-orders.ts';
import { atTarget, valueInUse } from './kept-credential.ts';
import type { FindsCredentials } from './kept-credential.ts';
import { VaultFault } from './vault-fault.ts';

export interface AccountOfGrant {
  readonly grantId: GrantId;
  readonly until: EpochSeconds;
}

interface Making {
  readonly maker: AccountMaker;
  readonly at: At;
  readonly account: GrantAccount;
}

/** The account of a grant, and whose rights make it. */
async function making(
  finds: FindsCredentials,
  target: DatabaseAccountTarget,
  { grantId, until }: AccountOfGrant,
): Promise<Making> {
  const administrator = await finds.target(target.administrator);
  if (administrator?.kind !== 'credential') throw new VaultFault('no_value');
  const maker = accountMakers[administrator.address.engine];
  if (maker === undefined) throw new Error(`${administrator.address.engine} makes no accounts`);
  return {
    maker,
    at: atTarget(finds, administrator, {
      administrator: await valueInUse(finds, administrator),
      attempt: { token: grantId, startedAt: finds.clock() },
    }),
    account: {
      name: grantAccountName(grantId),
      grantId,
      until,
      database: target.database,
      memberOf: target.memberOf,
      reassignTo: target.reassignTo,
    },
  };
}

export async function createAccount(
  finds: FindsCredentials,
  target: DatabaseAccountTarget,
  of: AccountOfGrant,
): Promise<KeeperReply<'account-create'>> {
  const { maker, at, account } = await making(finds, target, of);
  return maker.create(at, account);
}

/** A new password each time; the one before is bad from then on. */
export async function logInAccount(
  finds: FindsCredentials,
  target: DatabaseAccountTarget,
  of: AccountOfGrant,
): Promise<KeeperReply<'account-login'>> {
  const { maker, at, account } = await making(finds, target, of);
  const made = await maker.login(at, account);
  if ('fault' in made) return made;
  const { engine, host, port, ca } = placeOf(at.address);
  if ((engine !== 'postgresql' && engine !== 'mysql') || host === null || port === null)
    throw new Error(`${engine} has no accounts`);
  return { login: { engine, host, port, database: account.database, ca, ...made.login } };
}

export async function probeAccount(
  finds: FindsCredentials,
  target: DatabaseAccountTarget,
  of: AccountOfGrant,
): Promise<KeeperReply<'account-probe'>> {
  const { maker, at, account } = await making(finds, target, of);
  return maker.probe(at, account);
}

export async function removeAccount(
  finds: FindsCredentials,
  target: DatabaseAccountTarget,
  of: AccountOfGrant,
): Promise<KeeperReply<'account-remove'>> {
  const { maker, at, account } = await making(finds, target, of);
  return maker.remove(at, account);
}
