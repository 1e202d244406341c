import * as z from 'zod';
import { idOf } from '../kernel/ids.ts';
import type { GrantId, NewId, RequestId } from '../kernel/ids.ts';
import type { Cause } from '../kernel/principal.ts';
import { epochSeconds } from '../kernel/time.ts';

/** The two places where the workflow waits for the table. */
export const task = z.discriminatedUnion('stage', [
  z.strictObject({ stage: z.literal('decision'), id: idOf('req') }),
  z.strictObject({ stage: z.literal('hold'), id: idOf('grt') }),
]);
export type Task = z.infer<typeof task>;

const of = {
  id: idOf('out'),
  at: epochSeconds,
  /** Of the call that caused it; missing in events of versions that did not pass it on. */
  correlationId: z.string().optional(),
};

/**
 * What must happen next, stored in the transaction of the change. It says where to look, not what is true:
 * a consumer reads the state again, does what is safe to repeat, and deletes the item. What a later version added to an
 * event is ignored: while a deployment is under way both versions read.
 */
export const accessEvent = z.discriminatedUnion('kind', [
  z.object({ ...of, kind: z.literal('start-workflow'), requestId: idOf('req') }),
  z.object({ ...of, kind: z.literal('complete-task'), task }),
  z.object({
    ...of,
    kind: z.literal('notify'),
    requestId: idOf('req'),
    event: z.enum([
      'requested',
      'voted',
      'approved',
      'denied',
      'cancelled',
      'expired',
      'active',
      'ending',
      'ended',
      'revoke_failed',
    ]),
  }),
]);
export type AccessEvent = z.infer<typeof accessEvent>;
export type EventOf<K extends AccessEvent['kind']> = Extract<AccessEvent, { kind: K }>;
export type NotifyEvent = EventOf<'notify'>['event'];

/** The moment of the change, and the call it follows from. */
type From = Pick<Cause, 'at' | 'correlationId'>;

/** From this second on the sweeper delivers it again. */
export const OUTBOX_PATIENCE_SECONDS = 60;

export const startWorkflow = (newId: NewId, { at, correlationId }: From, requestId: RequestId): AccessEvent => ({
  id: newId('out'),
  at,
  correlationId,
  kind: 'start-workflow',
  requestId,
});

export const completeDecision = (newId: NewId, { at, correlationId }: From, id: RequestId): AccessEvent => ({
  id: newId('out'),
  at,
  correlationId,
  kind: 'complete-task',
  task: { stage: 'decision', id },
});

export const completeHold = (newId: NewId, { at, correlationId }: From, id: GrantId): AccessEvent => ({
  id: newId('out'),
  at,
  correlationId,
  kind: 'complete-task',
  task: { stage: 'hold', id },
});

export const notify = (
  newId: NewId,
  { at, correlationId }: From,
  requestId: RequestId,
  event: NotifyEvent,
): AccessEvent => ({
  id: newId('out'),
  at,
  correlationId,
  kind: 'notify',
  requestId,
  event,
});
