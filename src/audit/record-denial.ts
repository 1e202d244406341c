import type { NewId } from '../kernel/ids.ts';
import type { Actor, Cause } from '../kernel/principal.ts';
import type { EpochSeconds } from '../kernel/time.ts';
import { newEntry } from './entry.ts';
import type { Entry } from './entry.ts';

/** So many denials of one principal in one minute have an entry each; the rest are counted. */
export const DENIALS_PER_MINUTE = 20;
/** For so long the count of a flood waits to be named by the principal's next entry. */
export const COUNT_KEPT_SECONDS = 7 * 86_400;

export interface DenialCount {
  /** Denials of this key in this minute, this one included. */
  readonly count: number;
  /** With the first of a minute: how many there were in the last minute that had any. Else 0: it is told once. */
  readonly before: number;
}

export interface DenialStore {
  /** Counts one more denial of this key in this minute; keys do not share anything. */
  count(key: string, minute: number, expiresAt: EpochSeconds): Promise<DenialCount>;
  put(entry: Entry): Promise<void>;
}

export interface Denied {
  readonly action: string;
  readonly resource: string;
  readonly code: string;
  readonly policies: readonly string[];
}

/**
 * A denial is an entry of its own. Each principal has a budget of its own, so that a flood of one person's refusals
 * neither fills the log nor stops another's. The last entry within the budget says that the rest of the minute is only
 * counted, and the principal's next entry after that minute says how many those were.
 */
export async function recordDenial(store: DenialStore, newId: NewId, cause: Cause, denied: Denied): Promise<void> {
  const minute = Math.floor(cause.at / 60);
  const { count, before } = await store.count(keyOf(cause.actor, cause.address), minute, cause.at + COUNT_KEPT_SECONDS);
  if (count > DENIALS_PER_MINUTE) return;
  const unrecorded = before - DENIALS_PER_MINUTE;
  await store.put(
    newEntry(newId, cause, {
      action: denied.action,
      subject: denied.resource,
      outcome: 'denied',
      reasons: [denied.code, ...denied.policies],
      facts: {
        ...(count === DENIALS_PER_MINUTE && { furtherDenialsThisMinute: 'counted-only' }),
        ...(unrecorded > 0 && { earlierDenialsWithoutEntry: unrecorded }),
      },
    }),
  );
}

function keyOf(actor: Actor, address: string | null): string {
  if (actor.kind === 'person') return actor.id;
  return actor.kind === 'system' ? actor.name : `anonymous ${address ?? ''}`;
}
