import { newEntry } from '../audit/entry.ts';
import type { DirectoryReads } from '../identity/ports.ts';
import type { NewId, RequestId } from '../kernel/ids.ts';
import type { Cause } from '../kernel/principal.ts';
import { refusal } from '../kernel/refusal.ts';
import { ok, refused } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { completeDecision, notify } from './outbox.ts';
import type { AccessStore } from './ports.ts';
import { cancel, isPending } from './request-transitions.ts';
import type { CancelledRequest } from './request.ts';
import { untilWritten } from './until-written.ts';
import { decidersOf, whyNotPending } from './why-not-pending.ts';

export interface CancelRequestSurroundings {
  readonly access: Pick<AccessStore, 'request' | 'changeRequest'>;
  readonly directory: Pick<DirectoryReads, 'namesOf'>;
  readonly newId: NewId;
}

/** The requester takes it back, or it is taken from somebody who has left. Whoever calls has checked who may. */
export function cancelRequest(
  { access, directory, newId }: CancelRequestSurroundings,
  cause: Cause,
  id: RequestId,
  why: CancelledRequest['why'],
): Promise<Result<CancelledRequest>> {
  return untilWritten<CancelledRequest>(async () => {
    const from = await access.request(id);
    if (from === null) return { answer: refused(refusal('not_found', 'There is no such request.')) };
    if (from.state === 'cancelled') return { answer: ok(from) };
    if (from.state !== 'requested' || !isPending(from, cause.at))
      return { answer: refused(whyNotPending(from, await directory.namesOf(decidersOf(from)))) };
    const to = cancel(from, why, { at: cause.at, by: cause.actor });
    const entry = newEntry(newId, cause, {
      action: 'request.cancel',
      outcome: 'allowed',
      subject: id,
      targetId: to.targetId,
      grantId: to.grantId,
      facts: { why },
    });
    const events = [completeDecision(newId, cause, id), notify(newId, cause, id, 'cancelled')];
    return { write: () => access.changeRequest({ from, to }, { entry, events }), then: to };
  });
}
