import type { Authorization } from '../authorization/decision.ts';
import type { DirectoryEvent } from '../identity/directory-event.ts';
import type { DirectoryReads } from '../identity/ports.ts';
import { madeAt } from '../kernel/ids.ts';
import type { NewId } from '../kernel/ids.ts';
import type { Cause } from '../kernel/principal.ts';
import { refusals } from '../kernel/refusal.ts';
import type { RefusalCode } from '../kernel/refusal.ts';
import type { EpochSeconds } from '../kernel/time.ts';
import { cancelRequest } from './cancel-request.ts';
import { endGrant } from './end-grant.ts';
import type { Grant } from './grant.ts';
import { mayStillAsk } from './may-still-ask.ts';
import type { AccessStore } from './ports.ts';
import type { AccessRequest } from './request.ts';

export interface EndLeaverSurroundings {
  readonly access: Pick<AccessStore, 'openOf' | 'request' | 'grant' | 'target' | 'changeRequest' | 'changeGrant'>;
  readonly directory: Pick<DirectoryReads, 'namesOf' | 'standing'>;
  readonly authorization: Pick<Authorization, 'decide'>;
  readonly newId: NewId;
}

/**
 * Takes from somebody who has left, or who lost a target or a group, what they asked for and hold. Who comes back at once has lost
 * it all the same: what was asked for before the event ends, what was rightly asked for afterwards stays, however late
 * the event is. Throws if anything is left, so that the event is delivered again. Votes of somebody who has left need
 * no act: they are counted anew each time.
 */
export async function endLeaver(
  surroundings: EndLeaverSurroundings,
  event: Exclude<DirectoryEvent, { kind: 'rights-changed' }>,
  now: EpochSeconds,
): Promise<{ readonly cancelled: number; readonly ended: number }> {
  const { access, directory, authorization } = surroundings;
  const standing = await directory.standing(event.personId);
  const left = event.kind === 'person-disabled' || standing?.person.status !== 'active';
  const stillLost =
    standing?.person.status !== 'active' ||
    (event.kind === 'eligibility-removed' && !standing.eligible.includes(event.targetId));
  const concerns = async (thing: AccessRequest | Grant | null) => {
    if (thing === null) return false;
    // Of a group one asks for many things: what other rules still permit stays.
    if (event.kind === 'membership-removed' && !left)
      return !mayStillAsk(authorization, standing, await access.target(thing.targetId));
    return (
      (stillLost || madeAt(thing.id) <= event.at) &&
      (left || (event.kind === 'eligibility-removed' && thing.targetId === event.targetId))
    );
  };
  const cause = causeOfEvent(event, now);
  const open = await access.openOf(event.personId);
  let cancelled = 0;
  for (const id of open.requests) {
    if (!(await concerns(await access.request(id)))) continue;
    settled(await cancelRequest(surroundings, cause, id, left ? 'leaver' : 'ineligible'), ['request_not_pending']);
    cancelled += 1;
  }
  let ended = 0;
  for (const id of open.grants) {
    if (!(await concerns(await access.grant(id)))) continue;
    settled(await endGrant(surroundings, cause, id, 'leaver'), ['grant_not_active']);
    ended += 1;
  }
  return { cancelled, ended };
}

export const causeOfEvent = (event: DirectoryEvent, at: EpochSeconds): Cause => ({
  actor: { kind: 'system', name: 'leaver' },
  signInId: null,
  correlationId: event.correlationId ?? event.id,
  address: null,
  reasons: [event.kind],
  at,
});

/** Over already, however that came about, is what was wanted. */
export function settled(
  result: { readonly ok: true } | { readonly ok: false; readonly refusal: { readonly code: RefusalCode } },
  over: readonly RefusalCode[],
): void {
  if (!result.ok && !over.includes(result.refusal.code)) throw new Error(refusals[result.refusal.code].title);
}
