import type { RotationPlan } from '../kernel/engine-address.ts';
import type { EpochSeconds } from '../kernel/time.ts';
import { liveLeases } from './credential.ts';
import type { CredentialState } from './credential.ts';

/** A rotation that nothing stands in the way of takes a minute or two. */
const OWED_SECONDS = 15 * 60;
/** The state hears of the next date within the hour. */
const SCHEDULE_SECONDS = 2 * 3600;
const SLOW_SECONDS = 10 * 60;

/** A rotation should have come by now and has not. While somebody holds the credential, it may not come. */
export function isOverdue(
  state: CredentialState,
  { plan }: { readonly plan: Pick<RotationPlan, 'schedule'> },
  at: EpochSeconds,
): boolean {
  if (liveLeases(state).length > 0) return false;
  if (state.owed !== null && at - state.owed.since > OWED_SECONDS) return true;
  const window = (plan.schedule?.windowHours ?? 24) * 3600;
  return (
    plan.schedule !== null && state.nextRotationAt !== null && at > state.nextRotationAt + window + SCHEDULE_SECONDS
  );
}

/** The attempt takes longer than any should. */
export const isSlow = ({ attempt }: Pick<CredentialState, 'attempt'>, at: EpochSeconds): boolean =>
  attempt !== null && at - attempt.startedAt > SLOW_SECONDS;
