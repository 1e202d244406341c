import type { CredentialTarget } from '../access/target.ts';
import { personRefOf } from '../access/view-parts.ts';
import type { Names } from '../access/view-parts.ts';
import type { Entity } from '../authorization/decision.ts';
import type { DirectoryReads } from '../identity/ports.ts';
import type { EpochSeconds } from '../kernel/time.ts';
import { liveLeases, TURN_SECONDS, untouched } from './credential.ts';
import type { CredentialState, Lease } from './credential.ts';
import { isOverdue } from './overdue.ts';
import type { VaultReads } from './ports.ts';
import { whereItIs } from './where-it-is.ts';

export interface ViewCredentialSources {
  readonly store: Pick<VaultReads, 'credentials'>;
  readonly directory: Pick<DirectoryReads, 'namesOf'>;
}

/** How long whoever waits should wait before they ask again: a quarter of a turn. */
export const ASK_AGAIN_SECONDS = 30;

/** Vaulted credentials as people are shown them. */
export async function viewCredentials(
  { store, directory }: ViewCredentialSources,
  targets: readonly CredentialTarget[],
  at: EpochSeconds,
) {
  const states = new Map((await store.credentials(targets.map(({ id }) => id))).map((each) => [each.targetId, each]));
  const shown = targets.map((target) => ({ target, state: states.get(target.id) ?? untouched(target.id, at) }));
  const names = await namesIn(
    directory,
    shown.map(({ state }) => state),
  );
  return shown.map(({ target, state }) => viewOf(target, state, names, at));
}

/** Everybody who holds one or waits for one. */
export const namesIn = (
  directory: Pick<DirectoryReads, 'namesOf'>,
  states: readonly CredentialState[],
): Promise<Names> =>
  directory.namesOf([
    ...new Set(states.flatMap((state) => [...liveLeases(state), ...state.queue].map(({ holder }) => holder))),
  ]);

function viewOf(target: CredentialTarget, state: CredentialState, names: Names, at: EpochSeconds) {
  const { id, name, description, sensitivity, owner, network, address, plan, lease, revealable } = target;
  const { owed, attempt, failing, retiring, last, health } = state;
  return {
    ...{ id, name, description, sensitivity, owner, network, plan, revealable },
    engine: address.engine,
    where: whereItIs(address),
    exclusive: lease.exclusive,
    leaseSeconds: lease.seconds,
    imported: target.importedSecret !== null,
    held: heldBy(state, names),
    queue: queueOf(state, names),
    lastRotation: last === null ? null : { at: last.at, why: last.why, seconds: last.seconds },
    nextRotationAt: state.nextRotationAt,
    owed: owed === null ? null : { why: owed.why, since: owed.since, notBefore: owed.notBefore },
    underWay: attempt === null ? null : { why: attempt.why, since: attempt.startedAt },
    failing,
    retiring: retiring === null ? null : { since: retiring.since, by: retiring.by, code: retiring.code },
    overdue: isOverdue(state, target, at),
    health: { state: health.state, at: health.at, fault: health.fault },
  };
}

export const heldBy = (state: CredentialState, names: Names) =>
  liveLeases(state).map((lease) => leaseViewOf(state.targetId, lease, names));

export const leaseViewOf = (
  targetId: CredentialState['targetId'],
  { grantId, holder, fence, since, until }: Lease,
  names: Names,
) => ({ targetId, grantId, holder: personRefOf(names, holder), fence, since, until });

export const queueOf = ({ queue }: CredentialState, names: Names) =>
  queue.map(({ grantId, holder, since, turnSince }, index) => ({
    place: index + 1,
    grantId,
    holder: personRefOf(names, holder),
    since,
    turnUntil: turnSince === null ? null : turnSince + TURN_SECONDS,
  }));

/** A rotation that keeps new leases from beginning. */
export const rotationInTheWay = ({ owed, attempt, retiring }: CredentialState): 'owed' | 'under-way' | null =>
  attempt !== null || retiring?.how === 'now' ? 'under-way' : owed !== null ? 'owed' : null;

/** The credential as the policies see it. */
export const credentialEntity = ({ id, owner }: CredentialTarget): Entity => ({
  type: 'Credential',
  id,
  attributes: { target: { type: 'Target', id }, owner: { type: 'Group', id: owner } },
  parents: [],
});
