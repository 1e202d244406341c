import type { Delivered } from '../../kernel/delivered.ts';
import type { OutboxId } from '../../kernel/ids.ts';
import type { Outbox } from '../ports.ts';
import { tellApprovers } from './tell-approvers.ts';
import type { TellApprovers } from './tell-approvers.ts';

/** Takes one item out of the outbox once everything was said; else it stays, and the sweeper brings it again. */
export async function deliverNotification(outbox: Outbox, ports: TellApprovers, id: OutboxId): Promise<Delivered> {
  const event = await outbox.event(id);
  if (event?.kind !== 'notify')
    return {
      correlationId: null,
      operation: `deliver ${id}`,
      outcome: event === null ? 'delivered-before' : 'not-ours',
    };
  const correlationId = event.correlationId ?? ports.correlationId;
  const told = await tellApprovers({ ...ports, correlationId }, event.requestId);
  if (told === 'told') await outbox.delivered(id);
  return { correlationId, operation: `notify ${event.event}`, outcome: told };
}
