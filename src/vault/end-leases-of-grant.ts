import type { CredentialTarget } from '../access/target.ts';
import type { GrantId, TargetId } from '../kernel/ids.ts';
import type { Actor } from '../kernel/principal.ts';
import { ok } from '../kernel/result.ts';
import type { EpochSeconds } from '../kernel/time.ts';
import { changeCredential } from './change-credential.ts';
import type { ChangesCredentials } from './change-credential.ts';
import { endLease, isGone, leaveQueue } from './lease-transitions.ts';
import type { VaultReads } from './ports.ts';

export interface GrantEnds {
  readonly grantId: GrantId;
  readonly by: Actor;
  readonly at: EpochSeconds;
  readonly correlationId: string;
}

/**
 * Takes away what a grant gives of a credential: its lease ends, its place in the queue is given up, and the rotation
 * that must follow is owed. May be repeated at any time. Throws when it cannot be recorded: it has not happened then.
 */
export async function endLeasesOfGrant(
  means: ChangesCredentials,
  target: CredentialTarget,
  { grantId, by, at, correlationId }: GrantEnds,
): Promise<void> {
  const cause = { actor: by, signInId: null, correlationId, address: null, reasons: [], at };
  const ended = await changeCredential<null>(means, target, cause, (state) => {
    const left = leaveQueue(state, grantId);
    const lease = endLease(left?.to ?? state, target, { grantId, why: 'grant-ended', at });
    if (lease !== null) {
      const { holder, fence, disclosed } = lease.lease;
      const facts = {
        why: 'grant-ended',
        holder,
        fence,
        disclosed: disclosed.length,
        owed: lease.to.owed?.why ?? null,
      };
      return { to: lease.to, what: { action: 'credential.check-in', grantId, facts }, then: null };
    }
    if (left === null) return { answer: ok(null) };
    const facts = { why: 'grant-over', holder: left.waiting.holder, since: left.waiting.since };
    return { to: left.to, what: { action: 'credential.leave-queue', grantId, facts }, then: null };
  });
  if (!ended.ok) throw new LeaseNotEnded(ended.refusal.code);
}

/** Its name is what the workflow records as the kind of fault. */
export class LeaseNotEnded extends Error {
  override readonly name = 'LeaseNotEnded';
}

/** Nothing of the grant lives, and nothing that was disclosed under it logs in any more. */
export async function isGoneFromVault(
  store: Pick<VaultReads, 'credential'>,
  targetId: TargetId,
  grantId: GrantId,
): Promise<boolean> {
  const state = await store.credential(targetId);
  return state === null || isGone(state, grantId);
}
