import type { AccessReads } from '../access/ports.ts';
import type { Checks, Examines, Gives, GivesLogins, Holding, Probes, TakesBack } from '../access/target-contract.ts';
import type { CredentialTarget, DatabaseAccountTarget } from '../access/target.ts';
import { whyUnfit } from './credential-as-target.ts';
import type { Keeper } from './keeper-orders.ts';
import type { VaultReads } from './ports.ts';

export interface AsksForAccounts {
  readonly access: Pick<AccessReads, 'target'>;
  readonly keeper: Keeper;
}

/** Lent only while the credential that makes its accounts is in use and good. */
export const checkAccount = (
  access: Pick<AccessReads, 'target'>,
  store: Pick<VaultReads, 'credential'>,
): Checks<DatabaseAccountTarget> => ({
  async check(target) {
    const administrator = await administratorOf(access, target);
    if (administrator.retiredAt !== null) return { lendable: false, why: 'administrator_retired' };
    const why = await whyUnfit(store, administrator.id);
    return why === null ? { lendable: true } : { lendable: false, why: `administrator_${why}` };
  },
});

export const makeAccount = (means: AsksForAccounts): Gives<DatabaseAccountTarget> => ({
  makes: () => true,
  async give(target, holding, correlationId) {
    const order = { order: 'account-create', ...of(target, holding, correlationId) } as const;
    const made = await means.keeper.ask(await networkOf(means, target), order);
    if (made.done) return null;
    // A way that is barred may open again.
    if (made.fault.stage === 'route') throw new AccountFault(made.fault.stage);
    return `account_${made.fault.stage}`;
  },
});

/** Whether the account is there. What was never begun to be made is not. */
export const findAccount = (means: AsksForAccounts): Probes<DatabaseAccountTarget> => ({
  async probe(target, holding, { correlationId }) {
    if (!holding.made) return 'no-session';
    const order = { order: 'account-probe', ...of(target, holding, correlationId) } as const;
    const found = await means.keeper.ask(await networkOf(means, target), order);
    if ('fault' in found) return 'unknown';
    return found.is === 'present' ? 'allowed' : 'refused';
  },
});

export const removeAccount = (means: AsksForAccounts): TakesBack<DatabaseAccountTarget> => ({
  async takeBack(target, holding, { correlationId }) {
    if (!holding.made) return;
    const order = { order: 'account-remove', ...of(target, holding, correlationId) } as const;
    const removed = await means.keeper.ask(await networkOf(means, target), order);
    if (!removed.done) throw new AccountFault(removed.fault.stage);
  },
});

export const logInToAccount = (means: AsksForAccounts): GivesLogins => ({
  async login(target, holding, correlationId) {
    const order = { order: 'account-login', ...of(target, holding, correlationId) } as const;
    const given = await means.keeper.ask(await networkOf(means, target), order);
    return 'login' in given ? given : { failed: given.fault.says };
  },
});

export const examineAccount = (means: AsksForAccounts): Examines<DatabaseAccountTarget> => ({
  async examine(target, { correlationId }) {
    const order = { order: 'check', targetId: target.id, correlationId } as const;
    return (await means.keeper.ask(await networkOf(means, target), order)).findings;
  },
});

const of = ({ id }: DatabaseAccountTarget, { grantId, endsAt }: Holding, correlationId: string) => ({
  ...{ targetId: id, grantId, until: endsAt, correlationId },
});

/** Accounts are made from where their administrator's credential is reached. */
const networkOf = async ({ access }: AsksForAccounts, target: DatabaseAccountTarget): Promise<string | null> =>
  (await administratorOf(access, target)).network;

async function administratorOf(
  access: Pick<AccessReads, 'target'>,
  { administrator }: DatabaseAccountTarget,
): Promise<CredentialTarget> {
  const target = await access.target(administrator);
  if (target?.kind !== 'credential') throw new Error(`${administrator} is no credential`);
  return target;
}

/** The stage at which it failed is its name, which the workflow records. */
class AccountFault extends Error {
  constructor(stage: string) {
    super('the account could not be made or taken away; see the log of the keeper');
    this.name = `Account_${stage}`;
  }
}
