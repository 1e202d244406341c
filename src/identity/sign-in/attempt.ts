import { createHash } from 'node:crypto';
import { refusal } from '../../kernel/refusal.ts';
import { ok, refused } from '../../kernel/result.ts';
import type { Result } from '../../kernel/result.ts';
import type { EpochSeconds } from '../../kernel/time.ts';
import type { ThrottleStore } from './ports.ts';
import { admit } from './throttle.ts';
import type { ThrottleRule } from './throttle.ts';

export interface Counted {
  readonly key: string;
  readonly rule: ThrottleRule;
  /** Whether a success wipes the slate, or only takes back its own mark (an address is shared by many). */
  readonly success: 'forgets' | 'takes-back';
}

/** So often another attempt may come between reading and counting; more at once is itself too many. */
const RACES = 5;

/** Counts one attempt under every key, or refuses it before anything is checked. */
export async function beginAttempt(
  store: ThrottleStore,
  counted: readonly Counted[],
  now: EpochSeconds,
): Promise<Result<void>> {
  for (const { key, rule } of counted) {
    const wait = await countOne(store, key, rule, now);
    if (wait > 0)
      return refused(
        refusal('throttled', `Too many attempts. Wait ${inWords(wait)} and try again.`, { retryAfterSeconds: wait }),
      );
  }
  return ok(undefined);
}

async function countOne(store: ThrottleStore, key: string, rule: ThrottleRule, now: EpochSeconds): Promise<number> {
  for (let race = 0; race < RACES; race += 1) {
    const before = await store.attempts(key);
    const admission = admit(before, rule, now);
    if (!admission.admitted) return admission.retryAfterSeconds;
    if (await store.put(key, admission.attempts, before)) return 0;
  }
  return 1;
}

/** After a success nobody waits for the slips before it. */
export async function endAttempt(store: ThrottleStore, counted: readonly Counted[]): Promise<void> {
  await Promise.all(
    counted.map(async ({ key, success }) => {
      if (success === 'forgets') return store.forget(key);
      const before = await store.attempts(key);
      // Losing this race leaves one mark too many, which the hour forgets.
      if (before !== null) await store.put(key, { ...before, count: Math.max(0, before.count - 1) }, before);
    }),
  );
}

/** Keys hold no e-mail: what was typed may be anything, a password in the wrong field included. */
export const hashed = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

const inWords = (seconds: number): string =>
  seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
