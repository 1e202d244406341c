import * as z from 'zod';
import { groupName, idOf } from '../kernel/ids.ts';
import { epochSeconds } from '../kernel/time.ts';

const of = {
  id: idOf('out'),
  personId: idOf('usr'),
  at: epochSeconds,
  /** Of the call that took it; missing in events of versions that did not pass it on. */
  correlationId: z.string().optional(),
};

/**
 * What the directory tells the rest of Sallyport when someone loses something, or may have. Stored in the same transaction as the
 * loss (`pk` = `outbox#<id>`, `sk` = `outbox`), it travels on the table's stream; whoever acts on it may see it twice.
 */
export const directoryEvent = z.discriminatedUnion('kind', [
  z.object({ ...of, kind: z.literal('person-disabled') }),
  z.object({ ...of, kind: z.literal('membership-removed'), group: groupName }),
  z.object({ ...of, kind: z.literal('eligibility-removed'), targetId: idOf('tgt') }),
  /** Rules that concern these targets have changed, or the targets have: who holds one may have lost the right to. */
  z.object({
    id: of.id,
    at: of.at,
    correlationId: of.correlationId,
    kind: z.literal('rights-changed'),
    targets: z.array(idOf('tgt')),
  }),
]);

/** Whoever should have acted on it by then is reminded by the sweeper. */
export const EVENT_PATIENCE_SECONDS = 60;

export type DirectoryEvent = z.infer<typeof directoryEvent>;
export type EventOf<K extends DirectoryEvent['kind']> = Extract<DirectoryEvent, { kind: K }>;
