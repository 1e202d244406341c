import * as z from 'zod';
import { idOf } from '../kernel/ids.ts';
import { epochSeconds } from '../kernel/time.ts';
import type { EpochSeconds } from '../kernel/time.ts';

/** Ids of versions of a secret, as Secrets Manager gives them: the token of the rotation that made it. */
const versionId = z.string().min(1);

/** Why a lease ended. */
export const leaseEnd = z.enum(['checked-in', 'forced', 'ran-out', 'grant-ended']);
export type LeaseEnd = z.infer<typeof leaseEnd>;

/** A checked-out credential. One grant has at most one that lives. */
export const leaseSchema = z.strictObject({
  grantId: idOf('grt'),
  holder: idOf('usr'),
  /** Its number among all that ever held or changed the credential: a later one is greater. */
  fence: z.int().positive(),
  since: epochSeconds,
  /** Its end unless renewed; never beyond the grant's. */
  until: epochSeconds,
  /** Null while it lives. One that ended is kept only as long as a value that its holder saw may still log in. */
  ended: z.strictObject({ why: leaseEnd, at: epochSeconds }).nullable(),
  /** Versions whose value its holder has seen and that are not known to be dead. */
  disclosed: z.array(versionId),
});
export type Lease = z.infer<typeof leaseSchema>;

export const waitingSchema = z.strictObject({
  grantId: idOf('grt'),
  holder: idOf('usr'),
  since: epochSeconds,
  /** The natural end of the grant: from then on there is nothing to wait for. */
  until: epochSeconds,
  /** Since when the credential is free for the first of the queue; null before, and for everybody behind. */
  turnSince: epochSeconds.nullable(),
});
export type Waiting = z.infer<typeof waitingSchema>;

export const rotationWhy = z.enum(['schedule', 'check-in', 'reveal', 'on-demand', 'break-glass']);
export type RotationWhy = z.infer<typeof rotationWhy>;

/** `now`: somebody who has no right to it any more knows the old value. */
export const retireHow = z.enum(['at-disuse', 'now']);

/** A rotation that must come, and before which no new lease begins. */
export const owedSchema = z.strictObject({
  why: rotationWhy,
  retire: retireHow,
  since: epochSeconds,
  /** After a failure it is not tried again before. */
  notBefore: epochSeconds,
});
export type Owed = z.infer<typeof owedSchema>;

/** Whoever works on it right now; nobody else may before `until`, by when that process no longer lives. */
export const runSchema = z.strictObject({ id: z.string(), step: z.string(), until: epochSeconds });
export type Run = z.infer<typeof runSchema>;

/** The one attempt that is under way. */
export const attemptSchema = z.strictObject({
  /** The version that it makes. */
  token: versionId,
  why: rotationWhy,
  retire: retireHow,
  fence: z.int().positive(),
  startedAt: epochSeconds,
  run: runSchema.nullable(),
});
export type RotationAttempt = z.infer<typeof attemptSchema>;

/** An old version on its way to be good for nothing. */
export const retiringSchema = z.strictObject({
  versionId,
  how: retireHow,
  since: epochSeconds,
  /** From then on it is retired however much it is used. */
  by: epochSeconds,
  nextTryAt: epochSeconds,
  tries: z.int().nonnegative(),
  /** The engine's code of the latest failure. */
  code: z.string().nullable(),
  run: runSchema.nullable(),
});
export type Retiring = z.infer<typeof retiringSchema>;

export const healthSchema = z.strictObject({
  /** `none`: it has no value yet. `unknown`: nobody could tell (the target did not answer). */
  state: z.enum(['none', 'ok', 'failed', 'unknown']),
  at: epochSeconds.nullable(),
  fault: z.strictObject({ stage: z.string(), code: z.string().nullable(), says: z.string() }).nullable(),
  nextAt: epochSeconds,
});
export type Health = z.infer<typeof healthSchema>;

/**
 * All that moves about a vaulted credential. One item, one writer at a time: every change is a pure transition, written
 * under the condition that the version is still the one it was decided on.
 */
export const credentialStateSchema = z.strictObject({
  targetId: idOf('tgt'),
  /** Grows with every write. */
  version: z.int().nonnegative(),
  /** The greatest number given out to a lease or an attempt. */
  fence: z.int().nonnegative(),
  /** Those that live and those that are remembered; at most 100. */
  leases: z.array(leaseSchema),
  /** First come, first served; at most 100. */
  queue: z.array(waitingSchema),
  owed: owedSchema.nullable(),
  attempt: attemptSchema.nullable(),
  retiring: retiringSchema.nullable(),
  /** The latest rotation that was finished. */
  last: z.strictObject({ versionId, at: epochSeconds, seconds: z.int().nonnegative(), why: rotationWhy }).nullable(),
  /** Attempts that failed since; null when the latest was finished. */
  failing: z.strictObject({ since: epochSeconds, count: z.int().positive(), code: z.string() }).nullable(),
  /** As Secrets Manager says; null without a schedule. */
  nextRotationAt: epochSeconds.nullable(),
  health: healthSchema,
});
export type CredentialState = z.infer<typeof credentialStateSchema>;

/** Before anything happened to it. */
export const untouched = (targetId: CredentialState['targetId'], now: EpochSeconds): CredentialState => ({
  targetId,
  version: 0,
  fence: 0,
  leases: [],
  queue: [],
  owed: null,
  attempt: null,
  retiring: null,
  last: null,
  failing: null,
  nextRotationAt: null,
  health: { state: 'none', at: null, fault: null, nextAt: now },
});

export const liveLeases = ({ leases }: Pick<CredentialState, 'leases'>): readonly Lease[] =>
  leases.filter(({ ended }) => ended === null);

/** So long the credential is kept free for the first of the queue; who does not take it then makes way for the next. */
export const TURN_SECONDS = 120;

/** An attempt of which nothing was heard for so long is looked at by the tender. */
export const ATTEMPT_PATIENCE_SECONDS = 300;

/** When the tender must look at it; null when nothing is due. */
export function credentialDueAt(state: CredentialState): EpochSeconds | null {
  const live = liveLeases(state);
  const times = [
    ...live.map(({ until }) => until),
    ...(state.owed !== null && live.length === 0 && state.attempt === null ? [state.owed.notBefore] : []),
    ...(state.attempt === null
      ? []
      : [(state.attempt.run?.until ?? state.attempt.startedAt) + ATTEMPT_PATIENCE_SECONDS]),
    // The credential is free and somebody waits: their turn begins, or is over.
    ...(live.length > 0 || state.owed !== null || state.attempt !== null || state.retiring?.how === 'now'
      ? []
      : state.queue
          .slice(0, 1)
          .map(({ since, turnSince, until }) =>
            Math.min(turnSince === null ? since : turnSince + TURN_SECONDS, until),
          )),
    // A rotation that waits for the old version to be retired does not wait out its grace.
    ...(state.retiring === null
      ? []
      : [state.owed === null ? state.retiring.nextTryAt : Math.min(state.retiring.nextTryAt, state.owed.notBefore)]),
    ...(state.health.state === 'none' ? [] : [state.health.nextAt]),
  ];
  return times.length === 0 ? null : Math.min(...times);
}
