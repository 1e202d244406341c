import type { AccessReads } from '../access/ports.ts';
import type { CredentialTarget } from '../access/target.ts';
import type { GrantId } from '../kernel/ids.ts';
import type { Cause } from '../kernel/principal.ts';
import { refusal } from '../kernel/refusal.ts';
import { ok, refused } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { changeCredential } from './change-credential.ts';
import type { ChangesCredentials } from './change-credential.ts';
import { liveLeases } from './credential.ts';
import type { CredentialState } from './credential.ts';
import { credentialOfGrant } from './credential-targets.ts';
import type { CredentialTargets } from './credential-targets.ts';
import { endLease, leaveQueue, MOST_LEASES } from './lease-transitions.ts';

export interface ChecksIn extends ChangesCredentials {
  readonly access: Pick<AccessReads, 'grant'>;
  readonly credentials: CredentialTargets;
}

export interface CheckInAnswer {
  readonly target: CredentialTarget;
  readonly had: 'lease' | 'place' | 'nothing';
  readonly state: CredentialState;
}

/** By its holder, who may also leave the queue so. To repeat it is no error. */
export async function checkInCredential(
  means: ChecksIn,
  grantId: GrantId,
  cause: Cause,
): Promise<Result<CheckInAnswer>> {
  const grant = await means.access.grant(grantId);
  if (grant === null) return refused(refusal('not_found', `There is no grant ${grantId}.`));
  const found = await credentialOfGrant(means.credentials, grant.targetId);
  if (!found.ok) return found;
  const target = found.value;
  return changeCredential<CheckInAnswer>(means, target, cause, (state) => {
    const left = leaveQueue(state, grantId);
    if (left !== null) {
      const facts = { why: 'left', holder: grant.holder, since: left.waiting.since };
      const what = { action: 'credential.leave-queue', grantId, facts };
      return { to: left.to, what, then: { target, had: 'place', state: left.to } };
    }
    return checkedIn(state, target, { grantId, why: 'checked-in' }, cause);
  });
}

/** By force, by who keeps it: of one grant, or of all. Answers with what is true then. */
export async function checkInByForce(
  means: ChangesCredentials,
  target: CredentialTarget,
  { grantId, reason }: { readonly grantId: GrantId | null; readonly reason: string },
  cause: Cause,
): Promise<Result<CheckInAnswer>> {
  // Each lease has its entry. Whoever checks out again meanwhile does so under a grant that stands.
  for (let ended = 0; ; ended += 1) {
    const one = await changeCredential<CheckInAnswer>(means, target, cause, (state) => {
      const forced = grantId ?? liveLeases(state)[0]?.grantId;
      return forced === undefined
        ? { answer: ok({ target, had: 'nothing', state }) }
        : checkedIn(state, target, { grantId: forced, why: 'forced', reason }, cause);
    });
    if (!one.ok || one.value.had === 'nothing' || grantId !== null || ended === MOST_LEASES) return one;
  }
}

function checkedIn(
  state: CredentialState,
  target: CredentialTarget,
  how: { readonly grantId: GrantId; readonly why: 'checked-in' | 'forced'; readonly reason?: string },
  { at }: Cause,
) {
  const { grantId, why, reason } = how;
  const ended = endLease(state, target, { grantId, why, at });
  if (ended === null) return { answer: ok({ target, had: 'nothing', state } as const) };
  const { holder, fence, disclosed } = ended.lease;
  const facts = {
    ...{ why, holder, fence, disclosed: disclosed.length, owed: ended.to.owed?.why ?? null },
    ...(reason !== undefined && { reason }),
  };
  const what = { action: 'credential.check-in', grantId, facts };
  return { to: ended.to, what, then: { target, had: 'lease', state: ended.to } as const };
}
