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
import type { AccessStore } from './ports.ts';
import type { AccessRequest } from './request.ts';

export interface EndLeaverSurroundings {
  readonly access: Pick<AccessStore, 'openOf' | 'request' | 'grant' | 'changeRequest' | 'changeGrant'>;
  readonly directory: Pick<DirectoryReads, 'namesOf' | 'standing'>;
  readonly newId: NewId;
}

/**
 * Takes from somebody who has left, or who lost a target, what they asked for and hold. Who comes back at once has lost
 * it all the same: what was asked for before the event ends, what was rightly asked for afterwards stays, however late
 * the event is. Throws if anything is left, so that the event is delivered again. Votes of somebody who has left need
 * no act: they are counted anew each time.
 */
export async function endLeaver(
  surroundings: EndLeaverSurroundings,
  event: DirectoryEvent,
  now: EpochSeconds,
): Promise<{ readonly cancelled: number; readonly ended: number }> {
  const { access, directory } = surroundings;
  if (event.kind === 'membership-removed') return { cancelled: 0, ended: 0 };
  const standing = await directory.standing(event.personId);
  const left = event.kind === 'person-disabled' || standing?.person.status !== 'active';
  const stillLost =
    standing?.person.status !== 'active' ||
    (event.kind === 'eligibility-removed' && !standing.eligible.includes(event.targetId));
  const concerns = (thing: AccessRequest | Grant | null) =>
    thing !== null && (stillLost || madeAt(thing.id) <= event.at) && (left || thing.targetId === event.targetId);
  const cause: Cause = {
    actor: { kind: 'system', name: 'leaver' },
    signInId: null,
    correlationId: event.correlationId ?? event.id,
    address: null,
    reasons: [event.kind],
    at: now,
  };
  const open = await access.openOf(event.personId);
  let cancelled = 0;
  for (const id of open.requests) {
    if (!concerns(await access.request(id))) continue;
    settled(await cancelRequest(surroundings, cause, id, left ? 'leaver' : 'ineligible'), ['request_not_pending']);
    cancelled += 1;
  }
  let ended = 0;
  for (const id of open.grants) {
    if (!concerns(await access.grant(id))) continue;
    settled(await endGrant(surroundings, cause, id, 'leaver'), ['grant_not_active']);
    ended += 1;
  }
  return { cancelled, ended };
}

/** Over already, however that came about, is what was wanted. */
function settled(
  result: { readonly ok: true } | { readonly ok: false; readonly refusal: { readonly code: RefusalCode } },
  over: readonly RefusalCode[],
): void {
  if (!result.ok && !over.includes(result.refusal.code)) throw new Error(refusals[result.refusal.code].title);
}
