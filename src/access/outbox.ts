import * as z from 'zod';
import { idOf } from '../kernel/ids.ts';
import type { GrantId, NewId, RequestId } from '../kernel/ids.ts';
import { epochSeconds } from '../kernel/time.ts';
import type { EpochSeconds } from '../kernel/time.ts';

/** The two places where the workflow waits for the table. */
export const task = z.discriminatedUnion('stage', [
  z.strictObject({ stage: z.literal('decision'), id: idOf('req') }),
  z.strictObject({ stage: z.literal('hold'), id: idOf('grt') }),
]);
export type Task = z.infer<typeof task>;

const of = { id: idOf('out'), at: epochSeconds };

/**
 * What must happen next, stored in the transaction of the change. It says where to look, not what is true:
 * a consumer reads the state again, does what is safe to repeat, and deletes the item.
 */
export const accessEvent = z.discriminatedUnion('kind', [
  z.strictObject({ ...of, kind: z.literal('start-workflow'), requestId: idOf('req') }),
  z.strictObject({ ...of, kind: z.literal('complete-task'), task }),
  z.strictObject({
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

/** From this second on the sweeper delivers it again. */
export const OUTBOX_PATIENCE_SECONDS = 60;

export const startWorkflow = (newId: NewId, at: EpochSeconds, requestId: RequestId): AccessEvent => ({
  id: newId('out'),
  at,
  kind: 'start-workflow',
  requestId,
});

export const completeDecision = (newId: NewId, at: EpochSeconds, id: RequestId): AccessEvent => ({
  id: newId('out'),
  at,
  kind: 'complete-task',
  task: { stage: 'decision', id },
});

export const completeHold = (newId: NewId, at: EpochSeconds, id: GrantId): AccessEvent => ({
  id: newId('out'),
  at,
  kind: 'complete-task',
  task: { stage: 'hold', id },
});

export const notify = (newId: NewId, at: EpochSeconds, requestId: RequestId, event: NotifyEvent): AccessEvent => ({
  id: newId('out'),
  at,
  kind: 'notify',
  requestId,
  event,
});
