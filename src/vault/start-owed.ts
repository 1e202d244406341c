import type { CredentialTarget } from '../access/target.ts';
import type { EpochSeconds } from '../kernel/time.ts';
import { liveLeases } from './credential.ts';
import type { CredentialState } from './credential.ts';
import type { KeepsSchedules, StartsRotations } from './ports.ts';
import { secretOf } from './secret-of.ts';

export interface StartsOwed {
  readonly rotations: StartsRotations;
  readonly schedules: KeepsSchedules;
  /** The id of the version that a rotation makes: never one that was used before. */
  readonly newToken: () => string;
}

/**
 * Has a rotation that is owed begun, if nothing is in its way. The state is changed by the rotation itself, when it
 * begins its attempt; so this may be repeated.
 */
export async function startOwed(
  { rotations, schedules, newToken }: StartsOwed,
  target: CredentialTarget,
  state: CredentialState,
  at: EpochSeconds,
): Promise<'nothing' | 'later' | 'started' | 'busy'> {
  if (state.owed === null || state.attempt !== null) return 'nothing';
  // The old value's place is needed, and given free first.
  if (liveLeases(state).length > 0 || state.retiring !== null || at < state.owed.notBefore) return 'later';
  const secret = secretOf(target);
  // One that was imported, or whose first schedule could not be set, does not know its keeper yet.
  const described = await rotations.describe(secret);
  if (described?.rotates === false)
    await schedules.keepSchedule(secret, { network: target.network, plan: target.plan });
  return rotations.rotateNow(secret, newToken());
}
