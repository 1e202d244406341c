import * as z from 'zod';
import type { CredentialTarget } from '../access/target.ts';
import { idOf } from '../kernel/ids.ts';
import type { TargetId } from '../kernel/ids.ts';
import type { Clock, EpochSeconds } from '../kernel/time.ts';
import { letTimeAct, next, vaultCause } from './change-credential.ts';
import type { ChangesCredentials } from './change-credential.ts';
import { ATTEMPT_PATIENCE_SECONDS } from './credential.ts';
import type { CredentialState } from './credential.ts';
import type { CredentialTargets } from './credential-targets.ts';
import type { Keeper } from './keeper-orders.ts';
import { logsIn } from './lease-transitions.ts';
import { isOverdue, isSlow } from './overdue.ts';
import type { VaultReads } from './ports.ts';
import { secretOf } from './secret-of.ts';
import { startOwed } from './start-owed.ts';
import type { StartsOwed } from './start-owed.ts';

export interface TendsVault extends ChangesCredentials, StartsOwed {
  readonly store: ChangesCredentials['store'] & Pick<VaultReads, 'dueBy'>;
  readonly credentials: Pick<CredentialTargets, 'credential'>;
  readonly keeper: Keeper;
  readonly clock: Clock;
  readonly correlationId: string;
  readonly reportFault: (error: unknown, id: string) => void;
}

/** Of the credentials that were looked at: each is whenever something of it is due, and at every heartbeat. */
export interface Tended {
  readonly found: number;
  /** Something that was due could not be done. */
  readonly faults: number;
  readonly failing: number;
  readonly overdue: number;
  readonly slow: number;
  readonly unhealthy: number;
}

/** Called by the clock with what EventBridge sends, or for one credential with `{ targetId }`. */
export const tendOrder = (event: unknown): TargetId | null =>
  z.object({ targetId: idOf('tgt') }).safeParse(event).data?.targetId ?? null;

const LIMIT = 100;
const AT_ONCE = 5;
/** A rotation that was just asked for needs that long to begin its attempt. */
const BEGINNING_SECONDS = 120;

/** Every minute: what is due of each credential is done. One that fails stops no other, nor anything else of its own. */
export async function tendVault(means: TendsVault, only: TargetId | null): Promise<Tended> {
  const due = only === null ? await means.store.dueBy(means.clock(), LIMIT) : [only];
  const tended: TendedOne[] = [];
  for (let first = 0; first < due.length; first += AT_ONCE)
    tended.push(
      ...(await Promise.all(due.slice(first, first + AT_ONCE).map((id) => tendOne(means, id, only !== null)))),
    );
  const count = (of: (one: TendedOne) => boolean) => tended.filter(of).length;
  return {
    found: due.length,
    faults: tended.reduce((sum, { faults }) => sum + faults, 0),
    failing: count(({ failing }) => failing),
    overdue: count(({ overdue }) => overdue),
    slow: count(({ slow }) => slow),
    unhealthy: count(({ unhealthy }) => unhealthy),
  };
}

interface TendedOne {
  readonly faults: number;
  readonly failing: boolean;
  readonly overdue: boolean;
  readonly slow: boolean;
  readonly unhealthy: boolean;
}

/** Reads the state anew before each thing that may be due: the one before may have changed it. */
async function tendOne(means: TendsVault, id: TargetId, asked: boolean): Promise<TendedOne> {
  let faults = 0;
  const attend = async (what: () => Promise<unknown>): Promise<void> => {
    try {
      await what();
    } catch (error) {
      faults += 1;
      means.reportFault(error, id);
    }
  };
  const nothing = { failing: false, overdue: false, slow: false, unhealthy: false };
  const of = await means.credentials.credential(id);
  if (of === null) {
    means.reportFault(new NoSuchCredential(), id);
    return { faults: 1, ...nothing };
  }
  await attend(() => leasesAndTurns(means, of));
  const before = await means.store.credential(id);
  const hourly = asked || (before !== null && heard(before, means.clock()));
  for (const due of [abandoned, retiring, owed, heartbeat, ...(hourly ? [schedule] : [])])
    await attend(async () => {
      const state = await means.store.credential(id);
      if (state !== null) await due(means, of, state, means.clock());
    });
  const state = await means.store.credential(id);
  if (state === null) return { faults, ...nothing };
  const at = means.clock();
  return {
    faults,
    failing: state.failing !== null,
    overdue: isOverdue(state, of, at),
    slow: isSlow(state, at),
    unhealthy: state.health.state === 'failed',
  };
}

async function leasesAndTurns(means: TendsVault, target: CredentialTarget): Promise<void> {
  const { correlationId, clock } = means;
  const acted = await letTimeAct(means, target, vaultCause({ at: clock(), correlationId }));
  if (!acted.ok) throw new NotActed(acted.refusal.code);
}

/** Nothing was heard of an attempt: which of the values logs in is found out, and the labels are put there. */
async function abandoned(means: TendsVault, target: CredentialTarget, { attempt }: CredentialState, at: EpochSeconds) {
  if (attempt === null || at < (attempt.run?.until ?? attempt.startedAt) + ATTEMPT_PATIENCE_SECONDS) return;
  await repair(means, target);
}

const repair = ({ keeper, correlationId }: TendsVault, { id, network }: CredentialTarget) =>
  keeper.ask(network, { order: 'reconcile', targetId: id, repair: true, correlationId });

async function owed(means: TendsVault, target: CredentialTarget, state: CredentialState, at: EpochSeconds) {
  const started = await startOwed(means, target, state, at);
  if (state.owed === null || (started !== 'started' && started !== 'busy')) return;
  // Busy without an attempt: a candidate was left behind, unless a rotation is only just beginning.
  if (started === 'busy' && at - state.owed.since > BEGINNING_SECONDS) await repair(means, target);
  const now = await means.store.credential(target.id);
  // Somebody else was quicker, and sees to it.
  if (now?.owed === undefined || now.owed === null || now.attempt !== null) return;
  const notBefore = Math.max(now.owed.notBefore, at + BEGINNING_SECONDS);
  await means.store.keep({ from: now, to: next(now, { ...now, owed: { ...now.owed, notBefore } }) });
}

async function retiring(
  { keeper, correlationId }: TendsVault,
  target: CredentialTarget,
  state: CredentialState,
  at: number,
) {
  if (state.retiring === null) return;
  // A rotation that waits for the old value to be gone does not wait out its grace.
  const dueAt =
    state.owed === null ? state.retiring.nextTryAt : Math.min(state.retiring.nextTryAt, state.owed.notBefore);
  if (at < dueAt) return;
  await keeper.ask(target.network, { order: 'retire', targetId: target.id, correlationId });
}

const heard = ({ health }: CredentialState, at: EpochSeconds): boolean =>
  health.state !== 'none' && at >= health.nextAt;

async function heartbeat(
  { keeper, correlationId }: TendsVault,
  target: CredentialTarget,
  state: CredentialState,
  at: number,
) {
  if (!heard(state, at) || state.attempt !== null) return;
  await keeper.ask(target.network, { order: 'heartbeat', targetId: target.id, correlationId });
}

/** The plan may have changed since, and Secrets Manager knows the next date. */
async function schedule(means: TendsVault, target: CredentialTarget, state: CredentialState): Promise<void> {
  if (!logsIn(state)) return;
  const secret = secretOf(target);
  await means.schedules.keepSchedule(secret, { network: target.network, plan: target.plan });
  const described = await means.rotations.describe(secret);
  const nextRotationAt = target.plan.schedule === null ? null : (described?.nextRotationAt ?? null);
  if (nextRotationAt === state.nextRotationAt) return;
  await means.store.keep({ from: state, to: next(state, { ...state, nextRotationAt }) });
}

class NoSuchCredential extends Error {
  override readonly name = 'NoSuchCredential';
}
class NotActed extends Error {
  override readonly name = 'NotActed';
}
