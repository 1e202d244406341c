import type { EpochSeconds } from '../kernel/time.ts';
import type { CredentialState, Owed, RotationWhy } from './credential.ts';

/** A stronger reason is not forgotten for a weaker one. */
const strength: readonly RotationWhy[] = ['schedule', 'check-in', 'on-demand', 'reveal', 'break-glass'];

/** From then on nobody new gets the credential before it was rotated. What was owed before stays owed, and as strictly. */
export function oweRotation(
  state: CredentialState,
  { why, retire, at }: { readonly why: RotationWhy; readonly retire: Owed['retire']; readonly at: EpochSeconds },
): CredentialState {
  const before = state.owed;
  const owed: Owed =
    before === null
      ? { why, retire, since: at, notBefore: at }
      : {
          ...before,
          why: strength.indexOf(why) > strength.indexOf(before.why) ? why : before.why,
          retire: retire === 'now' ? 'now' : before.retire,
        };
  // Nobody loses a turn that could not be taken.
  return { ...state, owed, queue: state.queue.map((each) => ({ ...each, turnSince: null })) };
}
