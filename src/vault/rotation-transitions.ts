import type { EpochSeconds } from '../kernel/time.ts';
import { liveLeases } from './credential.ts';
import type { CredentialState, Health, Retiring, Run } from './credential.ts';
import type { Fault } from './engine.ts';
import { provedDead } from './lease-transitions.ts';
import { oweRotation } from './owe-rotation.ts';

/** So long one run of a step may take: the function is ended before (lib/vault.ts), so nobody works on after it. */
export const RUN_SECONDS = 90;
/** After an unclear answer something may still be on its way to the target: so long no candidate is thrown away. */
export const SETTLE_SECONDS = 20;
/** Applications have so long at least to read the new value, however little the old one is seen to be used. */
export const LEAST_OVERLAP_SECONDS = 300;
export const HEARTBEAT_SECONDS = 3600;
/** What is not well is looked at more often. */
export const UNWELL_HEARTBEAT_SECONDS = 600;

const BACK_OFF_SECONDS = [60, 300, 900, 3600];
/** From the fifth failure on: somebody must look, and has been told. */
const LONG_BACK_OFF_SECONDS = 21_600;
/** The alarm for a credential whose rotation fails and fails. */
export const MOST_QUICK_ATTEMPTS = BACK_OFF_SECONDS.length + 1;

const SETTLING = 'settling';

/** Why an attempt may not begin. */
export type NotNow = 'leased' | 'attempt-under-way' | 'retiring';

/** Who takes it, and when. */
export interface Running {
  readonly token: string;
  readonly runId: string;
  readonly step: string;
  readonly at: EpochSeconds;
}

const runOf = ({ runId, step, at }: Running): Run => ({ id: runId, step, until: at + RUN_SECONDS });
const runs = (run: Run | null, at: EpochSeconds): boolean => run !== null && run.until > at;

/**
 * The one attempt begins, and its first run with it. Never under a live lease, never beside another attempt, and never
 * before the old value is out of use: its place is needed.
 */
export function beginAttempt(
  state: CredentialState,
  running: Running,
): { readonly is: 'begun'; readonly to: CredentialState } | { readonly is: 'not-now'; readonly why: NotNow } {
  if (state.attempt !== null) return { is: 'not-now', why: 'attempt-under-way' };
  if (liveLeases(state).length > 0) return { is: 'not-now', why: 'leased' };
  if (state.retiring !== null) return { is: 'not-now', why: 'retiring' };
  const fence = state.fence + 1;
  const attempt = {
    token: running.token,
    why: state.owed?.why ?? 'schedule',
    retire: state.owed?.retire ?? 'at-disuse',
    fence,
    startedAt: running.at,
    run: runOf(running),
  } as const;
  return { is: 'begun', to: { ...state, fence, attempt } };
}

export type RunTaken =
  { readonly is: 'taken'; readonly to: CredentialState } | { readonly is: 'busy' | 'not-this-attempt' };

/**
 * One runner at a time. `discards`: this one may throw the candidate away, so it also waits until nothing can be on its
 * way to the target any more.
 */
export function takeRun(
  state: CredentialState,
  running: Running,
  { discards }: { readonly discards: boolean },
): RunTaken {
  const { attempt } = state;
  if (attempt?.token !== running.token) return { is: 'not-this-attempt' };
  const settles = attempt.run?.step === SETTLING && !discards;
  if (runs(attempt.run, running.at) && !settles) return { is: 'busy' };
  return { is: 'taken', to: { ...state, attempt: { ...attempt, run: runOf(running) } } };
}

/** Whether this run still has it. */
export const holdsRun = ({ attempt }: CredentialState, { token, runId, at }: Omit<Running, 'step'>): boolean =>
  attempt?.token === token && attempt.run?.id === runId && attempt.run.until > at;

/** Null when the run was not its own any more. */
export function releaseRun(
  state: CredentialState,
  { runId, unclearAt }: { readonly runId: string; readonly unclearAt: EpochSeconds | null },
): CredentialState | null {
  const { attempt } = state;
  if (attempt === null || attempt.run?.id !== runId) return null;
  const run = unclearAt === null ? null : { id: runId, step: SETTLING, until: unclearAt + SETTLE_SECONDS };
  return { ...state, attempt: { ...attempt, run } };
}

export interface Promotion {
  readonly token: string;
  /** The version that was current before; null when there is none that is known. */
  readonly old: string | null;
  readonly at: EpochSeconds;
  readonly graceSeconds: number;
}

/** AWSCURRENT lies on the new version. Null when the attempt is not this one. */
export function promoted(state: CredentialState, { token, old, at, graceSeconds }: Promotion): CredentialState | null {
  const { attempt, owed } = state;
  if (attempt?.token !== token) return null;
  // What came to be owed since, and is more than this attempt was for, needs another one.
  const more = owed !== null && (owed.why !== attempt.why || owed.retire !== attempt.retire) && owed.why !== 'schedule';
  const how = attempt.retire === 'now' || owed?.retire === 'now' ? 'now' : 'at-disuse';
  const overlap = how === 'now' ? 0 : Math.min(LEAST_OVERLAP_SECONDS, graceSeconds);
  const retiring: Retiring | null =
    old === null
      ? null
      : {
          versionId: old,
          how,
          since: at,
          by: how === 'now' ? at : at + graceSeconds,
          nextTryAt: at + overlap,
          tries: 0,
          code: null,
          run: null,
        };
  return {
    ...state,
    attempt: null,
    owed: more ? owed : null,
    retiring,
    last: { versionId: token, at, seconds: Math.max(0, at - attempt.startedAt), why: attempt.why },
    failing: null,
    health: { state: 'ok', at, fault: null, nextAt: at + HEARTBEAT_SECONDS },
  };
}

/** The attempt is over without a new value, its candidate is dead or was never stored: another one must come. */
export function abandoned(
  state: CredentialState,
  { token, code, at }: { readonly token: string; readonly code: string; readonly at: EpochSeconds },
): CredentialState | null {
  const { attempt, failing } = state;
  if (attempt?.token !== token) return null;
  const count = (failing?.count ?? 0) + 1;
  const owing = oweRotation({ ...state, attempt: null }, { why: attempt.why, retire: attempt.retire, at });
  const notBefore = at + (BACK_OFF_SECONDS[count - 1] ?? LONG_BACK_OFF_SECONDS);
  return {
    ...owing,
    owed: owing.owed && { ...owing.owed, notBefore },
    failing: { since: failing?.since ?? at, count, code },
  };
}

/** An attempt that was only taken up to look at what others left: nothing is owed for it. */
export const dropped = (state: CredentialState, token: string): CredentialState | null =>
  state.attempt?.token === token ? { ...state, attempt: null } : null;

/** By force when its time has come, when a secret is out, and when the next rotation waits for its place. */
export const retireBy = ({ owed }: CredentialState, { how, by }: Retiring, at: EpochSeconds): Retiring['how'] =>
  how === 'now' || by <= at || owed !== null ? 'now' : 'at-disuse';

export const takeRetiring = (state: CredentialState, running: Running): RunTaken => {
  const { retiring } = state;
  if (retiring?.versionId !== running.token) return { is: 'not-this-attempt' };
  if (runs(retiring.run, running.at)) return { is: 'busy' };
  return { is: 'taken', to: { ...state, retiring: { ...retiring, run: runOf(running) } } };
};

export const holdsRetiring = ({ retiring }: CredentialState, { token, runId, at }: Omit<Running, 'step'>): boolean =>
  retiring?.versionId === token && retiring.run?.id === runId && retiring.run.until > at;

/** The old value was refused by the target itself: whoever saw it is of no interest any more. */
export const retired = (state: CredentialState, versionId: string): CredentialState | null =>
  state.retiring?.versionId === versionId ? provedDead({ ...state, retiring: null }, versionId) : null;

export type WhyNotRetired =
  { readonly why: 'in-use' | 'cannot-tell' } | { readonly why: 'failed'; readonly code: string };

/** It was tried, and the old value may still log in. */
export function retiringTried(
  state: CredentialState,
  {
    versionId,
    outcome,
    at,
  }: { readonly versionId: string; readonly outcome: WhyNotRetired; readonly at: EpochSeconds },
): CredentialState | null {
  const { retiring } = state;
  if (retiring?.versionId !== versionId) return null;
  const tries = retiring.tries + 1;
  const soon = at + Math.min(60 * 2 ** Math.min(retiring.tries, 6), 3600);
  const nextTryAt =
    outcome.why === 'failed'
      ? soon
      : outcome.why === 'cannot-tell'
        ? Math.max(retiring.by, at + 60)
        : Math.max(Math.min(at + 300, retiring.by), at + 60);
  const code = outcome.why === 'failed' ? outcome.code : null;
  return { ...state, retiring: { ...retiring, tries, nextTryAt, code, run: null } };
}

/** A value that still logs in although nobody needs it any more. */
export const retireToo = (
  state: CredentialState,
  {
    versionId,
    at,
    graceSeconds,
  }: { readonly versionId: string; readonly at: EpochSeconds; readonly graceSeconds: number },
): CredentialState | null =>
  state.retiring !== null || state.attempt !== null
    ? null
    : {
        ...state,
        retiring: {
          versionId,
          how: 'at-disuse',
          since: at,
          by: at + graceSeconds,
          nextTryAt: at,
          tries: 0,
          code: null,
          run: null,
        },
      };

export type Beat =
  | { readonly state: 'none' | 'ok'; readonly fault: null }
  | { readonly state: 'failed' | 'unknown'; readonly fault: Fault };

/** What a look at the current value showed. Of a credential without a value there is nothing to look at again. */
export function beaten(state: CredentialState, beat: Beat, at: EpochSeconds): CredentialState {
  // That nobody answers now does not make good what was refused before.
  if (beat.state === 'unknown' && state.health.state === 'failed')
    return { ...state, health: { ...state.health, nextAt: at + UNWELL_HEARTBEAT_SECONDS } };
  const health: Health = {
    state: beat.state,
    at,
    fault: beat.fault && { stage: beat.fault.stage, code: beat.fault.code, says: beat.fault.says },
    nextAt: at + (beat.state === 'ok' || beat.state === 'none' ? HEARTBEAT_SECONDS : UNWELL_HEARTBEAT_SECONDS),
  };
  return { ...state, health };
}
