import { refusal } from '../kernel/refusal.ts';
import { refused } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { Written } from './ports.ts';

export const cannotRecord = refused(
  refusal('cannot_record', 'The audit entry could not be written, so nothing was done. Try again later.'),
);

const ATTEMPTS = 4;

/** What an attempt decided to write, and what it answers once that is written. Or it answers without writing. */
export type Attempt<T> =
  { readonly answer: Result<T> } | { readonly write: () => Promise<Written<string>>; readonly then: T };

/**
 * Reads, decides and writes; if somebody was quicker, reads anew and decides anew. So whoever loses a race is told
 * what is true after it. `attempt` reads everything it decides on.
 */
export async function untilWritten<T>(attempt: () => Promise<Attempt<T>> | Attempt<T>): Promise<Result<T>> {
  for (let count = 0; count < ATTEMPTS; count += 1) {
    const decided = await attempt();
    if ('answer' in decided) return decided.answer;
    const written = await decided.write();
    if (written.written) return { ok: true, value: decided.then };
    if (written.failed.includes('recorded')) return cannotRecord;
  }
  return refused(
    refusal('conflict', 'Others changed it at the same moment, again and again. Nothing was done; try again.'),
  );
}
