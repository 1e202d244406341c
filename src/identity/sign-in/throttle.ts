import type { EpochSeconds } from '../../kernel/time.ts';

/**
 * How attempts are slowed. Nothing here locks anybody out: the wait grows with failures, has an upper bound, and is
 * forgotten an hour after the first. Passwords are counted by (name, address) and by address, so a stranger's guesses slow
 * the stranger; only who knows the password can slow a person's second factor.
 */
export interface ThrottleRule {
  readonly freeAttempts: number;
  readonly firstWaitSeconds: number;
  readonly longestWaitSeconds: number;
  readonly forgottenAfterSeconds: number;
}

const base = { firstWaitSeconds: 10, longestWaitSeconds: 900, forgottenAfterSeconds: 3600 };
export const throttleRules = {
  nameAndAddress: { ...base, freeAttempts: 5 },
  /** Many people may share one address. */
  address: { ...base, freeAttempts: 300 },
  secondFactor: { ...base, freeAttempts: 5 },
  /** Codes of devices, by address: 20^8 of them, so what an address may guess in ten minutes comes to nothing. */
  deviceCode: { ...base, freeAttempts: 20 },
  deviceRefusal: { ...base, freeAttempts: 20 },
} as const satisfies Record<string, ThrottleRule>;

/** Attempts that were begun and have not succeeded. */
export interface Attempts {
  readonly count: number;
  /** No further attempt is looked at before this time. */
  readonly nextAt: EpochSeconds;
  readonly expiresAt: EpochSeconds;
}

export type Admission =
  | { readonly admitted: true; readonly attempts: Attempts }
  | { readonly admitted: false; readonly retryAfterSeconds: number };

/** Counts an attempt before it is checked, so that a burst in parallel is counted too. */
export function admit(known: Attempts | null, rule: ThrottleRule, now: EpochSeconds): Admission {
  const before = known !== null && known.expiresAt > now ? known : null;
  if (before !== null && before.nextAt > now) return { admitted: false, retryAfterSeconds: before.nextAt - now };
  const count = (before?.count ?? 0) + 1;
  const over = count - rule.freeAttempts;
  const wait = over < 0 ? 0 : Math.min(rule.firstWaitSeconds * 2 ** Math.min(over, 20), rule.longestWaitSeconds);
  const expiresAt = before?.expiresAt ?? now + rule.forgottenAfterSeconds;
  return { admitted: true, attempts: { count, nextAt: now + wait, expiresAt } };
}
