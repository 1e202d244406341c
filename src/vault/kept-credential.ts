import type { CredentialTarget, Target } from '../access/target.ts';
import type { TargetId } from '../kernel/ids.ts';
import type { Clock } from '../kernel/time.ts';
import { callThrough } from './engine.ts';
import type { At, Attempt, Call } from './engine.ts';
import type { Engines } from './engines/engines.ts';
import type { KeptCredential } from './keep-state.ts';
import { CURRENT, PENDING, versionAt } from './labels.ts';
import type { Secrets } from './ports.ts';
import { secretOf } from './secret-of.ts';
import { VaultFault } from './vault-fault.ts';

export interface FindsCredentials {
  readonly target: (id: TargetId) => Promise<Target | null>;
  readonly secrets: Pick<Secrets, 'describe' | 'read'>;
  readonly engines: Engines;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly clock: Clock;
  readonly call?: Call;
}

/** A credential as a keeper works on it: its engine, and the value of whoever makes the change. */
export async function keptCredential(finds: FindsCredentials, target: CredentialTarget): Promise<KeptCredential> {
  const { address, plan } = target;
  const value = await administratorValue(finds, target);
  return {
    targetId: target.id,
    secret: secretOf(target),
    graceSeconds: plan.graceSeconds,
    engine: finds.engines[address.engine],
    at: (attempt: Attempt): At => atTarget(finds, target, { administrator: value, attempt }),
  };
}

/** Where an engine works for a credential, and with whose value. */
export const atTarget = (
  { randomBytes, clock, call = callThrough }: Pick<FindsCredentials, 'randomBytes' | 'clock' | 'call'>,
  { address, rules }: Pick<CredentialTarget, 'address' | 'rules'>,
  { administrator, attempt }: Pick<At, 'administrator' | 'attempt'>,
): At => ({ address, administrator, rules, attempt, randomBytes, clock, call });

async function administratorValue(finds: FindsCredentials, { address }: CredentialTarget): Promise<string | null> {
  const id = 'administrator' in address ? address.administrator : null;
  if (id === null) return null;
  const administrator = await finds.target(id);
  if (administrator?.kind !== 'credential') throw new VaultFault('no_value');
  return valueInUse(finds, administrator);
}

/**
 * The value that logs in: the current one, unless a rotation that changes it in place is half-way, when the pending one
 * may be good already. Administrators of administrators are not asked: nothing is changed here.
 */
export async function valueInUse(finds: FindsCredentials, target: CredentialTarget): Promise<string> {
  const { secrets, clock } = finds;
  const secret = secretOf(target);
  const description = await secrets.describe(secret);
  const currentId = description && versionAt(description, CURRENT);
  const current = currentId && (await secrets.read(secret, currentId));
  if (description === null || current === null || current === '') throw new VaultFault('no_value');
  const pendingId = versionAt(description, PENDING);
  const pending = pendingId === null || pendingId === currentId ? null : await secrets.read(secret, pendingId);
  if (pending === null) return current;
  const attempt = { token: pendingId ?? '', startedAt: clock() };
  const at = atTarget(finds, target, { administrator: null, attempt });
  const probed = await finds.engines[target.address.engine].probe(at, current);
  return probed.login === 'dead' ? pending : current;
}
