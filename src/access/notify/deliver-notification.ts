import type { OutboxId } from '../../kernel/ids.ts';
import type { Outbox } from '../ports.ts';
import { tellApprovers } from './tell-approvers.ts';
import type { TellApprovers } from './tell-approvers.ts';

/** Takes one item out of the outbox once everything was said; else it stays, and the sweeper brings it again. */
export async function deliverNotification(outbox: Outbox, ports: TellApprovers, id: OutboxId): Promise<void> {
  const event = await outbox.event(id);
  if (event?.kind !== 'notify') return;
  if ((await tellApprovers(ports, event.requestId)) === 'told') await outbox.delivered(id);
}
