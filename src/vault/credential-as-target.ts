import type { Checks, Examines, Probes, TakesBack } from '../access/target-contract.ts';
import type { CredentialTarget } from '../access/target.ts';
import type { TargetId } from '../kernel/ids.ts';
import type { ChangesCredentials } from './change-credential.ts';
import { endLeasesOfGrant, isGoneFromVault } from './end-leases-of-grant.ts';
import type { Keeper } from './keeper-orders.ts';
import type { VaultReads } from './ports.ts';

/** Has one credential looked after at once, instead of in the next minute. That it is not heard costs that minute. */
export interface NudgesTender {
  nudge(id: TargetId, correlationId: string): Promise<void>;
}

/** Lent only while it has a value that was not refused when it was last tried. */
export const checkCredential = (store: Pick<VaultReads, 'credential'>): Checks<CredentialTarget> => ({
  async check({ id }) {
    const why = await whyUnfit(store, id);
    return why === null ? { lendable: true } : { lendable: false, why };
  },
});

/** Null when there is a value and nothing is known against it. */
export async function whyUnfit(store: Pick<VaultReads, 'credential'>, id: TargetId): Promise<string | null> {
  const health = (await store.credential(id))?.health.state ?? 'none';
  if (health === 'none') return 'credential_without_value';
  return health === 'failed' ? 'credential_failed' : null;
}

/** At activation, that its value logs in now. */
export const proveCredential = (store: Pick<VaultReads, 'credential'>, keeper: Keeper): Probes<CredentialTarget> => ({
  async probe({ id, network }, _holding, { correlationId }) {
    // Half-way through a rotation the current value may be dead, and the next one not current yet.
    const known = await store.credential(id);
    if (known !== null && known.attempt !== null) return 'unknown';
    const { state } = await keeper.ask(network, { order: 'heartbeat', targetId: id, correlationId });
    return state === 'ok' ? 'allowed' : state === 'unknown' ? 'unknown' : 'refused';
  },
});

export interface TakesCredentialsBack extends ChangesCredentials {
  readonly tender: NudgesTender;
}

/**
 * Its lease ends, and the rotation that must follow is owed. It is gone when nothing of the grant lives and nothing that
 * its holder saw still logs in; as long as it does, the tender is asked to see to the rotation now.
 */
export const takeCredentialBack = (
  means: TakesCredentialsBack,
): TakesBack<CredentialTarget> & Probes<CredentialTarget> => ({
  async takeBack(target, { grantId }, taking) {
    await endLeasesOfGrant(means, target, { grantId, ...taking });
  },
  async probe({ id }, { grantId }, { correlationId }) {
    if (await isGoneFromVault(means.store, id, grantId)) return 'refused';
    await means.tender.nudge(id, correlationId);
    return 'allowed';
  },
});

export const examineCredential = (keeper: Keeper): Examines<CredentialTarget> => ({
  async examine({ id, network }, { correlationId }) {
    return (await keeper.ask(network, { order: 'check', targetId: id, correlationId })).findings;
  },
});
