import * as z from 'zod';

/** One change of the audit table, as far as it is looked at: what happened, and to which key. */
const change = z.object({
  eventID: z.string().optional(),
  eventName: z.enum(['INSERT', 'MODIFY', 'REMOVE']),
  dynamodb: z.object({ Keys: z.object({ sk: z.object({ S: z.string() }) }) }),
});

export interface Tampering {
  readonly kind: 'modified' | 'removed' | 'not-understood';
  /** The key of what was touched, never its content; null when it could not be read. */
  readonly entryId: string | null;
  readonly eventId: string | null;
}

/**
 * Entries are put and never touched again, so every other event on the table is a finding. So is a record that is not
 * understood: it must not stop the stream, and must not pass unseen.
 */
export function findTampering(records: readonly unknown[]): Tampering[] {
  return records.flatMap((record): Tampering[] => {
    const parsed = change.safeParse(record);
    if (!parsed.success) return [{ kind: 'not-understood', entryId: null, eventId: null }];
    const { eventName, eventID, dynamodb } = parsed.data;
    if (eventName === 'INSERT') return [];
    return [
      { kind: eventName === 'MODIFY' ? 'modified' : 'removed', entryId: dynamodb.Keys.sk.S, eventId: eventID ?? null },
    ];
  });
}
