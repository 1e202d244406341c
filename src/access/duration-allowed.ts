import { refusal } from '../kernel/refusal.ts';
import { ok, refused } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { durationInWords } from './duration-in-words.ts';

/** Refuses in words that name both bounds. `whose` says where the upper one comes from. */
export function durationAllowed(
  seconds: number,
  { least, most, whose }: { readonly least: number; readonly most: number; readonly whose: string },
): Result<number> {
  if (Number.isSafeInteger(seconds) && seconds >= least && seconds <= most) return ok(seconds);
  return refused(
    refusal(
      'duration_not_allowed',
      `${whose} allows ${least} to ${most} seconds (${durationInWords(least)} to ${durationInWords(most)}); you gave ${seconds}.`,
    ),
  );
}
