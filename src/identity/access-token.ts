import type { KeyObject } from 'node:crypto';
import { errors, jwtVerify } from 'jose';
import * as z from 'zod';
import { idOf } from '../kernel/ids.ts';
import type { PersonId, SignInId } from '../kernel/ids.ts';
import { epochSeconds } from '../kernel/time.ts';
import type { EpochSeconds } from '../kernel/time.ts';

/** What Sallyport's own access tokens say (RFC 9068), once they are verified. */
export interface AccessToken {
  readonly id: string;
  readonly personId: PersonId;
  readonly signInId: SignInId;
  readonly clientId: string;
  readonly acr: string;
  readonly authenticatedAt: EpochSeconds;
}

/** Clocks of two machines may differ by so much. */
const TOLERANCE_SECONDS = 5;

export const audienceOf = (issuer: string): string => `${issuer}/api`;

const claims = z.object({
  sub: idOf('usr'),
  sid: idOf('sid'),
  jti: z.string().min(1).max(200),
  client_id: z.string().min(1).max(200),
  auth_time: epochSeconds,
  acr: z.string().min(1).max(200),
});

/**
 * Verifies an access token: algorithm, type, issuer and audience are pinned (RFC 8725, section 3; RFC 9068, section 4),
 * so neither a token for someone else, nor an ID token, nor one "signed" with the public key as a secret gets through.
 * Returns null for a token that does not hold. Any other failure throws.
 */
export async function verifyAccessToken(
  token: string,
  trusted: {
    readonly issuer: string;
    readonly key: KeyObject;
    /** How long ours live: one that claims to be older was not made by the issuer as it is. */
    readonly oldestSeconds: number;
    readonly now: EpochSeconds;
  },
): Promise<AccessToken | null> {
  let payload: unknown;
  try {
    const verified = await jwtVerify(token, trusted.key, {
      algorithms: ['ES256'],
      typ: 'at+jwt',
      issuer: trusted.issuer,
      audience: audienceOf(trusted.issuer),
      currentDate: new Date(trusted.now * 1000),
      clockTolerance: TOLERANCE_SECONDS,
      maxTokenAge: trusted.oldestSeconds,
      requiredClaims: ['exp'],
    });
    payload = verified.payload;
  } catch (error) {
    if (error instanceof errors.JOSEError) return null;
    throw error;
  }
  const parsed = claims.safeParse(payload);
  if (!parsed.success) return null;
  const { sub, sid, jti, client_id, auth_time, acr } = parsed.data;
  // A sign-in of the future would outlive every "end all my sign-ins" until then.
  if (auth_time > trusted.now + TOLERANCE_SECONDS) return null;
  return { id: jti, personId: sub, signInId: sid, clientId: client_id, acr, authenticatedAt: auth_time };
}
