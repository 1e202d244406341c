import { Failure, signInNeeded } from '../failure.ts';
import type { Fetch } from '../http/reach.ts';
import { readRefusal } from '../http/read-refusal.ts';
import type { KeptSignIn } from './kept-sign-in.ts';

export const CLIENT_ID = 'sallyport-cli';

/** New tokens for the refresh token, which is used up by it (RFC 6749, section 6; rotation as in RFC 9700, section 4.14). */
export async function renewSignIn(kept: KeptSignIn, fetch: Fetch, now: () => number): Promise<KeptSignIn> {
  const response = await fetch(kept.tokenEndpoint, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: CLIENT_ID,
      refresh_token: kept.refreshToken,
    }),
  });
  // Timed from before the reply was read: late rather than early would be wrong.
  const receivedAt = now();
  const body = await readBody(response);
  if (response.status === 400 || response.status === 401) {
    if (body['error'] === 'invalid_grant')
      throw signInNeeded('Your sign-in is over: it has expired or was ended. Sign in again: sallyport login');
    if (typeof body['error'] === 'string')
      throw new Failure(`The sign-in could not be renewed (${body['error']}). Sign in again: sallyport login`);
  }
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: expiresIn } = body;
  if (!response.ok || typeof accessToken !== 'string') throw await readRefusal(response, kept.tokenEndpoint);
  return {
    ...kept,
    accessToken,
    refreshToken: typeof refreshToken === 'string' ? refreshToken : kept.refreshToken,
    receivedAt,
    expiresInSeconds: typeof expiresIn === 'number' ? expiresIn : 60,
  };
}

async function readBody(response: Response): Promise<Readonly<Record<string, unknown>>> {
  try {
    const body: unknown = await response.clone().json();
    return typeof body === 'object' && body !== null ? { ...body } : {};
  } catch {
    return {};
  }
}
