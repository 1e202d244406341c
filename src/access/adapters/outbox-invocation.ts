import * as z from 'zod';
import { idOf } from '../../kernel/ids.ts';
import type { OutboxId } from '../../kernel/ids.ts';
import { eventIdOfKey } from './access-items.ts';

/** From a table's stream, filtered to new outbox items, or from the sweeper, which names one. */
const invocation = z.union([
  z.object({
    Records: z.array(z.object({ dynamodb: z.object({ Keys: z.object({ pk: z.object({ S: z.string() }) }) }) })),
  }),
  z.strictObject({ eventId: idOf('out') }),
]);

/** Which outbox items to look at. Only their keys are taken from the event: what they say is read from the table. */
export function outboxIdsOf(given: unknown): OutboxId[] {
  const event = invocation.parse(given);
  if ('eventId' in event) return [event.eventId];
  return event.Records.flatMap(({ dynamodb }) => {
    const id = eventIdOfKey.safeParse(dynamodb.Keys.pk.S);
    return id.success ? id.data : [];
  });
}
