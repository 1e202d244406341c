import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod';
import { idOf } from '../kernel/ids.ts';
import { epochSeconds } from '../kernel/time.ts';
import type { EpochSeconds } from '../kernel/time.ts';

/** After so long one signs in again, however busy one was; sooner, if the sign-in ends sooner. */
export const CONSOLE_SIGN_IN_SECONDS = 8 * 3600;

/** A browser that holds a sign-in. Kept under the hash of the cookie's value: who reads the table holds no cookie. */
export const consoleSignIn = z.strictObject({
  hash: z.string(),
  personId: idOf('usr'),
  signInId: idOf('sid'),
  acr: z.string(),
  authenticatedAt: epochSeconds,
  createdAt: epochSeconds,
  expiresAt: epochSeconds,
});
export type ConsoleSignIn = z.infer<typeof consoleSignIn>;

/** What the issuer said about who signed in, once it was verified. */
export type IssuedSignIn = Pick<ConsoleSignIn, 'personId' | 'signInId' | 'acr' | 'authenticatedAt'>;

const SECRET = /^[\w-]{43}$/;

export const newCookieValue = (): string => randomBytes(32).toString('base64url');

/** The hash under which a cookie's value is kept; undefined for what was never one of our values. */
export const hashOf = (cookie: string | undefined): string | undefined =>
  cookie !== undefined && SECRET.test(cookie) ? createHash('sha256').update(cookie).digest('base64url') : undefined;

export const newConsoleSignIn = (
  hash: string,
  issued: IssuedSignIn,
  { now, signInSeconds }: { readonly now: EpochSeconds; readonly signInSeconds: number },
): ConsoleSignIn => ({
  hash,
  ...issued,
  createdAt: now,
  expiresAt: Math.min(now + CONSOLE_SIGN_IN_SECONDS, issued.authenticatedAt + signInSeconds),
});
