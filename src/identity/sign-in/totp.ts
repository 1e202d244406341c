import { timingSafeEqual } from 'node:crypto';
import { generateSecret, generateSync, generateURI } from 'otplib';
import type { EpochSeconds } from '../../kernel/time.ts';

/** RFC 6238 as every authenticator app knows it: SHA-1, six digits, steps of 30 seconds. */
const STEP_SECONDS = 30;

export const newTotpSecret = (): string => generateSecret({ length: 20 });

/** What the QR code says. */
export const totpUri = (secret: string, { email, issuer }: { email: string; issuer: string }): string =>
  generateURI({ issuer: `Sallyport ${new URL(issuer).host}`, label: email, secret });

/**
 * The time step whose code was typed: this one or a neighbour (a clock may be off by half a minute), and later than
 * the last one used, so that a code that was seen cannot be used again. The store repeats that condition.
 */
export function matchingStep(
  typed: string,
  secret: string,
  { now, lastStep }: { readonly now: EpochSeconds; readonly lastStep: number },
): number | null {
  const code = typed.replaceAll(/\s/g, '');
  if (!/^\d{6}$/.test(code)) return null;
  const current = Math.floor(now / STEP_SECONDS);
  const matches = [current - 1, current, current + 1].filter(
    (step) =>
      step > lastStep &&
      timingSafeEqual(Buffer.from(generateSync({ secret, epoch: step * STEP_SECONDS })), Buffer.from(code)),
  );
  return matches[0] ?? null;
}
