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
  const { address, rules, plan } = target;
  const value = await administratorValue(finds, target);
  return {
    targetId: target.id,
    secret: secretOf(target),
    graceSeconds: plan.graceSeconds,
    engine: finds.engines[address.engine],
    at: (attempt: Attempt): At => ({
      address,
      administrator: value,
      rules,
      attempt,
      randomBytes: finds.randomBytes,
      clock: finds.clock,
      call: finds.call ?? callThrough,
    }),
  };
}

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
  const { secrets, randomBytes, clock } = finds;
  const secret = secretOf(target);
  const description = await secrets.describe(secret);
  const currentId = description && versionAt(description, CURRENT);
  const current = currentId && (await secrets.read(secret, currentId));
  if (description === null || current === null || current === '') throw new VaultFault('no_value');
  const pendingId = versionAt(description, PENDING);
  const pending = pendingId === null || pendingId === currentId ? null : await secrets.read(secret, pendingId);
  if (pending === null) return current;
  const at: At = {
    address: target.address,
    administrator: null,
    rules: target.rules,
    attempt: { token: pendingId ?? '', startedAt: clock() },
    randomBytes,
    clock,
    call: finds.call ?? callThrough,
  };
  const probed = await finds.engines[target.address.engine].probe(at, current);
  return probed.login === 'dead' ? pending : current;
}
