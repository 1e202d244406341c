import type { AccessReads } from '../access/ports.ts';
import type { CredentialTarget, DatabaseAccountTarget } from '../access/target.ts';
import { idOf } from '../kernel/ids.ts';
import type { TargetId } from '../kernel/ids.ts';
import { checkCredential } from './check-credential.ts';
import { heartbeat } from './heartbeat.ts';
import { createAccount, logInAccount, probeAccount, removeAccount } from './keep-account.ts';
import type { Keeps } from './keep-state.ts';
import type { KeeperOrder, RotationStep } from './keeper-orders.ts';
import { keptCredential } from './kept-credential.ts';
import type { FindsCredentials } from './kept-credential.ts';
import { CURRENT, versionAt } from './labels.ts';
import { reconcile } from './reconcile.ts';
import { retireOld } from './retire.ts';
import { rotateStep } from './rotate-step.ts';
import { SECRET_PREFIX, secretOf } from './secret-of.ts';
import { VaultFault } from './vault-fault.ts';

export interface KeeperMeans extends Omit<Keeps, 'correlationId'>, Omit<FindsCredentials, 'target'> {
  readonly access: Pick<AccessReads, 'target' | 'targetOfSecret'>;
  readonly secrets: Keeps['secrets'];
  /** The network that it stands in; null for none. */
  readonly network: string | null;
}

/** A step of Secrets Manager's. It knows the secret alone, so the credential is found by that. */
export async function keepRotation(means: KeeperMeans, event: RotationStep, correlationId: string): Promise<void> {
  const target = await credentialTarget(means, await targetOf(means, event.SecretId));
  await rotateStep({ ...means, correlationId }, await keptCredential(findsIn(means), target), {
    step: event.Step,
    token: event.ClientRequestToken,
  });
}

/** What Sallyport itself asks for; each answer has the shape of its order (keeper-orders.ts). */
export async function keepOrder(means: KeeperMeans, order: KeeperOrder): Promise<object> {
  const keeps: Keeps = { ...means, correlationId: order.correlationId };
  const finds = findsIn(means);
  switch (order.order) {
    case 'check': {
      const target = await checkedTarget(means, order.targetId);
      const { findings } = await tryValue(means, target, null);
      // A secret that was there before is known to log in from here on.
      await heartbeat(keeps, await kept(means, target.id));
      return { findings };
    }
    case 'try-version':
      return tryValue(means, await credentialTarget(means, order.targetId), order.versionId);
    case 'heartbeat':
      return { state: await heartbeat(keeps, await kept(means, order.targetId)) };
    case 'retire':
      return { state: await retireOld(keeps, await kept(means, order.targetId)) };
    case 'reconcile':
      return reconcile(keeps, await kept(means, order.targetId), order);
    case 'account-create':
      return createAccount(finds, await accountTarget(means, order.targetId), order);
    case 'account-login':
      return logInAccount(finds, await accountTarget(means, order.targetId), order);
    case 'account-probe':
      return probeAccount(finds, await accountTarget(means, order.targetId), order);
    case 'account-remove':
      return removeAccount(finds, await accountTarget(means, order.targetId), order);
  }
}

const findsIn = (means: KeeperMeans): FindsCredentials => ({
  ...means,
  target: (id: TargetId) => means.access.target(id),
});

const kept = async (means: KeeperMeans, id: TargetId) =>
  keptCredential(findsIn(means), await credentialTarget(means, id));

/** Without a version, the current value. */
async function tryValue(means: KeeperMeans, target: CredentialTarget, versionId: string | null) {
  const secret = secretOf(target);
  const description = versionId === null ? await means.secrets.describe(secret) : null;
  const id = versionId ?? (description && versionAt(description, CURRENT));
  return checkCredential(await keptCredential(findsIn(means), target), target, {
    versionId: id ?? '',
    value: id === null ? null : await means.secrets.read(secret, id),
    now: means.clock(),
  });
}

/** Of accounts of a database, what can be tried beforehand is the credential that makes them. */
async function checkedTarget(means: KeeperMeans, id: TargetId): Promise<CredentialTarget> {
  const target = await means.access.target(id);
  return credentialTarget(means, target?.kind === 'database-account' ? target.administrator : id);
}

async function credentialTarget(means: KeeperMeans, id: TargetId): Promise<CredentialTarget> {
  const target = await means.access.target(id);
  if (target?.kind !== 'credential') throw new VaultFault('no_value');
  // Another keeper could not reach it, and must not try.
  if (target.network !== means.network) throw new WrongNetwork();
  return target;
}

async function accountTarget(means: KeeperMeans, id: TargetId): Promise<DatabaseAccountTarget> {
  const target = await means.access.target(id);
  if (target?.kind !== 'database-account') throw new VaultFault('no_value');
  return target;
}

/** `…:secret:sallyport/credential/tgt_…-AbCdEf` names its target; one that was there before is looked up. */
async function targetOf({ access }: KeeperMeans, secretArn: string): Promise<TargetId> {
  const name = secretArn.split(':secret:')[1] ?? secretArn;
  if (name.startsWith(SECRET_PREFIX))
    return idOf('tgt').parse(name.slice(SECRET_PREFIX.length).slice(0, 'tgt_'.length + 26));
  const id = await access.targetOfSecret(secretArn);
  if (id === null) throw new VaultFault('no_value');
  return id;
}

class WrongNetwork extends Error {
  override readonly name = 'WrongNetwork';
}
