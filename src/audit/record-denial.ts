import type { NewId } from '../kernel/ids.ts';
import type { Actor, Cause } from '../kernel/principal.ts';
import type { EpochSeconds } from '../kernel/time.ts';
import { newEntry } from './entry.ts';
import type { Entry } from './entry.ts';

/** So many denials of one principal in one minute have an entry each; the rest are counted. */
export const DENIALS_PER_MINUTE = 20;

export interface DenialStore {
  /** Counts one more denial of this key in this minute and returns how many there were, this one included. */
  count(key: string, minute: number, expiresAt: EpochSeconds): Promise<number>;
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
 * neither fills the log nor stops another's; at the limit one entry says that the rest of the minute is only counted.
 */
export async function recordDenial(store: DenialStore, newId: NewId, cause: Cause, denied: Denied): Promise<void> {
  const minute = Math.floor(cause.at / 60);
  const count = await store.count(keyOf(cause.actor, cause.address), minute, (minute + 60) * 60);
  if (count > DENIALS_PER_MINUTE) return;
  await store.put(
    newEntry(newId, cause, {
      action: denied.action,
      subject: denied.resource,
      outcome: 'denied',
      reasons: [denied.code, ...denied.policies],
      facts: count === DENIALS_PER_MINUTE ? { furtherDenialsThisMinute: 'counted-only' } : {},
    }),
  );
}

function keyOf(actor: Actor, address: string | null): string {
  if (actor.kind === 'person') return actor.id;
  return actor.kind === 'system' ? actor.name : `anonymous ${address ?? ''}`;
}
