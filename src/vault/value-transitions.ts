import type { EpochSeconds } from '../kernel/time.ts';
import type { CredentialState, Health } from './credential.ts';
import type { KeeperReply } from './keeper-orders.ts';

/** So long a value set by hand may take to be tried; who began it and is not heard of by then has died. */
const SETTING_SECONDS = 90;
const HEARTBEAT_SECONDS = 3600;
/** What is not known to log in is tried again soon. */
const UNPROVED_SECONDS = 300;

/**
 * An attempt like a rotation's: no lease and no rotation begins meanwhile, and one that was abandoned is reconciled by
 * finding out which value logs in.
 */
export function beginSetting(state: CredentialState, token: string, at: EpochSeconds): CredentialState {
  const fence = state.fence + 1;
  const run = { id: token, step: 'set-value', until: at + SETTING_SECONDS };
  return {
    ...state,
    fence,
    attempt: { token, why: 'on-demand', retire: 'at-disuse', fence, startedAt: at, run },
  };
}

/**
 * The first value is current as soon as it is stored. Nobody gets it before it was seen to log in; if whoever stores it
 * dies, the heartbeat sees.
 */
export const beginFirst = (state: CredentialState, at: EpochSeconds): CredentialState => ({
  ...state,
  health: { state: 'failed', at, fault: untried, nextAt: at + SETTING_SECONDS },
});

const untried = { stage: 'value', code: null, says: 'It was not seen to log in yet.' };

export type Tried = KeeperReply<'try-version'>;

/** The attempt is over. What is current now was tried; a value that did not become current says nothing of the one that is. */
export function settleSetting(
  state: CredentialState,
  { token, tried, current, at }: { token: string; tried: Tried; current: boolean; at: EpochSeconds },
): CredentialState {
  const over = state.attempt?.token === token ? { ...state, attempt: null } : state;
  if (!current) return over;
  return tried.login === 'alive'
    ? { ...over, failing: null, health: { state: 'ok', at, fault: null, nextAt: at + HEARTBEAT_SECONDS } }
    : { ...over, health: unproved(tried, at) };
}

/** Kept, but not lent before it was seen to log in: also where nobody could tell. */
function unproved({ findings }: Tried, at: EpochSeconds): Health {
  const wrong =
    findings.find(({ result }) => result === 'failed') ?? findings.find(({ result }) => result === 'unknown');
  const fault = wrong === undefined ? untried : { stage: wrong.check, code: null, says: wrong.says };
  return { state: 'failed', at, fault, nextAt: at + UNPROVED_SECONDS };
}
