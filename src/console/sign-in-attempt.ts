import * as z from 'zod';
import { returnPath } from './return-path.ts';

/**
 * What one browser must remember while it is at the issuer. It lies in a `__Host-` cookie and nowhere else, so beginning
 * to sign in writes nothing. It needs no signature: it is checked against what the issuer answers, says nothing about
 * who someone is, and no other site can plant it.
 */
export interface SignInAttempt {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly returnTo: string;
}

/** As long as the issuer waits for the person. */
export const ATTEMPT_SECONDS = 1800;

const secret = z.string().regex(/^[\w-]{43}$/);
const attempt = z.strictObject({
  state: secret,
  nonce: secret,
  verifier: secret,
  returnTo: z.string().max(200).transform(returnPath),
});

export const encodeAttempt = (given: SignInAttempt): string =>
  Buffer.from(JSON.stringify(given), 'utf8').toString('base64url');

/** Null for anything that we did not write. */
export function decodeAttempt(cookie: string | undefined): SignInAttempt | null {
  try {
    return attempt.safeParse(JSON.parse(Buffer.from(cookie ?? '', 'base64url').toString('utf8'))).data ?? null;
  } catch {
    return null;
  }
}
