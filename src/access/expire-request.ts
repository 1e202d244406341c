import { newEntry } from '../audit/entry.ts';
import type { RequestId } from '../kernel/ids.ts';
import { causeOf, Contended, mustBeRecorded } from './change-grant.ts';
import type { Step } from './change-grant.ts';
import { completeDecision, notify } from './outbox.ts';
import type { AccessReads, AccessStore } from './ports.ts';
import { expire } from './request-transitions.ts';
import { requestExpiresAt } from './request.ts';
import type { AccessRequest } from './request.ts';

export interface ExpiresRequests extends Omit<Step, 'store'> {
  readonly store: Pick<AccessReads, 'request'> & Pick<AccessStore, 'changeRequest'>;
}

const ROUNDS = 5;

/**
 * Nobody decided in time, or nobody carried the approval out. Returns the state that counts, which is another one if
 * somebody did at the last moment. Throws before the time to decide is over.
 */
export async function expireRequest(step: ExpiresRequests, id: RequestId): Promise<AccessRequest['state']> {
  const { store, newId, clock, by, correlationId } = step;
  for (let round = 0; round < ROUNDS; round += 1) {
    const from = await store.request(id);
    if (from === null) throw new Error(`${id} is not there`);
    const at = clock();
    const expiresAt = requestExpiresAt(from);
    if ((from.state !== 'requested' && from.state !== 'approved') || expiresAt === null) return from.state;
    if (from.state === 'approved' && at < expiresAt) return from.state;
    const to = expire(from, { at, by });
    const entry = newEntry(newId, causeOf(step, at, []), {
      action: 'request.expire',
      outcome: 'allowed',
      subject: id,
      targetId: from.targetId,
      grantId: from.grantId,
      facts: { was: from.state, expiresAt },
    });
    const events = [
      completeDecision(newId, { at, correlationId }, id),
      notify(newId, { at, correlationId }, id, 'expired'),
    ];
    const written = await store.changeRequest({ from, to }, { entry, events });
    if (written.written) return to.state;
    mustBeRecorded(written);
  }
  throw new Contended(id);
}
