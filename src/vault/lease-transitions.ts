import type { LeaseTerms, RotationPlan } from '../kernel/engine-address.ts';
import type { GrantId, PersonId } from '../kernel/ids.ts';
import type { EpochSeconds } from '../kernel/time.ts';
import { liveLeases, TURN_SECONDS } from './credential.ts';
import type { CredentialState, Lease, LeaseEnd, Waiting } from './credential.ts';
import { oweRotation } from './owe-rotation.ts';

/** What the target says of its leases and of what follows them. */
export interface Terms {
  readonly lease: LeaseTerms;
  readonly plan: Pick<RotationPlan, 'atCheckIn'>;
}

/** The holder of an active grant asks, now. */
export interface Asking {
  readonly grantId: GrantId;
  readonly holder: PersonId;
  readonly grantEndsAt: EpochSeconds;
  readonly at: EpochSeconds;
}

export const MOST_LEASES = 100;
export const MOST_WAITING = 100;

/** It has a value that was not refused when it was last tried. */
export const logsIn = ({ health }: Pick<CredentialState, 'health'>): boolean =>
  health.state === 'ok' || health.state === 'unknown';

/** Whether a new lease may begin: never while a rotation is owed or under way. */
export const isFree = (state: CredentialState, { lease }: Terms): boolean =>
  state.owed === null &&
  state.attempt === null &&
  // Somebody saw the old value: before it is dead they would hold it beside the next.
  state.retiring?.how !== 'now' &&
  logsIn(state) &&
  liveLeases(state).length < (lease.exclusive ? 1 : MOST_LEASES);

export const leaseOf = (state: CredentialState, grantId: GrantId): Lease | null =>
  liveLeases(state).find((lease) => lease.grantId === grantId) ?? null;

export type CheckedOut =
  | { readonly is: 'lease' | 'renewed'; readonly lease: Lease; readonly to: CredentialState }
  /** `new`: the place was taken just now, and is not stored yet. */
  | { readonly is: 'waiting'; readonly new: boolean; readonly place: number; readonly to: CredentialState }
  | { readonly is: 'full' };

/**
 * A lease, a longer one, or a place in the queue. First come, first served: of an exclusive credential nobody gets a
 * lease before the first of the queue. Where many may hold it, the queue only waits for a rotation, and then all may.
 */
export function checkOut(state: CredentialState, terms: Terms, asking: Asking): CheckedOut {
  const { grantId, holder, grantEndsAt, at } = asking;
  const until = Math.min(at + terms.lease.seconds, grantEndsAt);
  const held = leaseOf(state, grantId);
  if (held !== null && held.until > at) {
    const lease = { ...held, until: Math.max(held.until, until) };
    return {
      is: 'renewed',
      lease,
      to: { ...state, leases: state.leases.map((each) => (each === held ? lease : each)) },
    };
  }
  const index = state.queue.findIndex((each) => each.grantId === grantId);
  const first = state.queue.length === 0 || index === 0;
  if (held === null && isFree(state, terms) && (first || !terms.lease.exclusive)) {
    if (state.leases.length >= MOST_LEASES) return { is: 'full' };
    const fence = state.fence + 1;
    const lease: Lease = { grantId, holder, fence, since: at, until, ended: null, disclosed: [] };
    const queue = state.queue.filter((each) => each.grantId !== grantId);
    return { is: 'lease', lease, to: { ...state, fence, leases: [...state.leases, lease], queue } };
  }
  if (index >= 0) return { is: 'waiting', new: false, place: index + 1, to: state };
  if (state.queue.length >= MOST_WAITING) return { is: 'full' };
  const waiting: Waiting = { grantId, holder, since: at, until: grantEndsAt, turnSince: null };
  const queue = [...state.queue, waiting];
  return { is: 'waiting', new: true, place: queue.length, to: { ...state, queue } };
}

/** Ends the lease of a grant, and owes what must follow; null when the grant has none that lives. */
export function endLease(
  state: CredentialState,
  { plan }: Terms,
  { grantId, why, at }: { readonly grantId: GrantId; readonly why: LeaseEnd; readonly at: EpochSeconds },
): { readonly lease: Lease; readonly to: CredentialState } | null {
  const held = leaseOf(state, grantId);
  if (held === null) return null;
  const lease: Lease = { ...held, ended: { why, at } };
  const seen = held.disclosed.length > 0;
  // Remembered as long as somebody may still log in with what its holder saw.
  const leases = state.leases.flatMap((each) => (each !== held ? [each] : seen ? [lease] : []));
  const without = { ...state, leases };
  const checkedIn = plan.atCheckIn ? oweRotation(without, { why: 'check-in', retire: 'at-disuse', at }) : without;
  const to = seen ? oweRotation(checkedIn, { why: 'reveal', retire: 'now', at }) : checkedIn;
  // Until now the lease stood in its way.
  return { lease, to: to.owed === null ? to : { ...to, owed: { ...to.owed, since: at } } };
}

export type Disclosed =
  | { readonly is: 'disclosed'; readonly lease: Lease; readonly to: CredentialState }
  | { readonly is: 'no-lease' }
  | { readonly is: 'seen-before' };

/** Notes, before it happens, that the holder sees the value of a version, and owes the rotation that makes it worthless. */
export function disclose(
  state: CredentialState,
  { grantId, versionId, at }: { readonly grantId: GrantId; readonly versionId: string; readonly at: EpochSeconds },
): Disclosed {
  const held = leaseOf(state, grantId);
  if (held === null || held.until <= at) return { is: 'no-lease' };
  if (held.disclosed.includes(versionId)) return { is: 'seen-before' };
  const lease = { ...held, disclosed: [...held.disclosed, versionId] };
  const leases = state.leases.map((each) => (each === held ? lease : each));
  return { is: 'disclosed', lease, to: oweRotation({ ...state, leases }, { why: 'reveal', retire: 'now', at }) };
}

/** The value of this version logs in no more, and that was proved: who saw it is no longer of interest. */
export const provedDead = (state: CredentialState, versionId: string): CredentialState => ({
  ...state,
  leases: state.leases
    .map((lease) => ({ ...lease, disclosed: lease.disclosed.filter((each) => each !== versionId) }))
    .filter(({ ended, disclosed }) => ended === null || disclosed.length > 0),
});

/** Who waits leaves the queue; null when the grant does not wait. */
export function leaveQueue(
  state: CredentialState,
  grantId: GrantId,
): { readonly waiting: Waiting; readonly to: CredentialState } | null {
  const waiting = state.queue.find((each) => each.grantId === grantId);
  if (waiting === undefined) return null;
  return { waiting, to: { ...state, queue: state.queue.filter((each) => each !== waiting) } };
}

/** What time alone does to leases and queue; one change at a time, because each has its entry. */
export type ByTime =
  | { readonly is: 'ran-out'; readonly lease: Lease; readonly to: CredentialState }
  /** The grant is over, or the turn was not taken. */
  | { readonly is: 'grant-over' | 'turn-passed'; readonly waiting: Waiting; readonly to: CredentialState }
  /** It is free for the first of the queue from now on, or no longer is. */
  | { readonly is: 'turn-begun' | 'turn-interrupted'; readonly to: CredentialState };

/** The next of them, or null when nothing is due. Whoever decides on leases lets all of it happen first. */
export function dueByTime(state: CredentialState, terms: Terms, at: EpochSeconds): ByTime | null {
  const over = liveLeases(state).find(({ until }) => until <= at);
  if (over !== undefined) {
    const ended = endLease(state, terms, { grantId: over.grantId, why: 'ran-out', at });
    return ended === null ? null : { is: 'ran-out', ...ended };
  }
  const goner = state.queue.find(({ until }) => until <= at);
  if (goner !== undefined) return gone(state, goner, 'grant-over');
  const [first] = state.queue;
  if (first === undefined) return null;
  const turn = (turnSince: EpochSeconds | null): CredentialState => ({
    ...state,
    queue: [{ ...first, turnSince }, ...state.queue.slice(1)],
  });
  if (!isFree(state, terms)) return first.turnSince === null ? null : { is: 'turn-interrupted', to: turn(null) };
  if (first.turnSince === null) return { is: 'turn-begun', to: turn(at) };
  return first.turnSince + TURN_SECONDS <= at ? gone(state, first, 'turn-passed') : null;
}

const gone = (state: CredentialState, waiting: Waiting, is: 'grant-over' | 'turn-passed'): ByTime => ({
  is,
  waiting,
  to: { ...state, queue: state.queue.filter((each) => each !== waiting) },
});

/** Nothing of the grant lives, nor does it wait, and nothing that its holder saw still logs in. */
export const isGone = ({ leases, queue }: CredentialState, grantId: GrantId): boolean =>
  ![...leases, ...queue].some((each) => each.grantId === grantId);
