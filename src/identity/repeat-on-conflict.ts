import { refusal } from '../kernel/refusal.ts';
import { refused } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';

/** An attempt that read, decided, and found that what it had read was changed before it could write. */
export const changedMeanwhile = 'changed-meanwhile';

const ATTEMPTS = 4;

/** Reads and decides anew when someone else was faster; after a few attempts the person is told to look again. */
export async function repeatOnConflict<T>(
  attempt: () => Promise<Result<T> | typeof changedMeanwhile>,
): Promise<Result<T>> {
  for (let count = 0; count < ATTEMPTS; count += 1) {
    const outcome = await attempt();
    if (outcome !== changedMeanwhile) return outcome;
  }
  return refused(refusal('conflict', 'Someone else keeps changing the same thing. Look at it again and repeat.'));
}
