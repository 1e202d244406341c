/** One sign-in as it is kept between commands. */
export interface KeptSignIn {
  readonly issuer: string;
  readonly personId: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  /** By the clock of this machine, however wrong it is: tokens are timed by `expires_in` from this moment. */
  readonly receivedAt: number;
  readonly expiresInSeconds: number;
  /** From discovery, so that renewing needs one call. */
  readonly tokenEndpoint: string;
  readonly revocationEndpoint: string | null;
}

/** So long before its end an access token is renewed: what is asked with it takes a moment, too. */
const MARGIN = 30;

/** Whether the access token is good for another moment. A clock that was set back makes it due, which does no harm. */
export const isFresh = ({ receivedAt, expiresInSeconds }: KeptSignIn, now: number): boolean =>
  receivedAt <= now && now < receivedAt + expiresInSeconds - Math.min(MARGIN, expiresInSeconds / 2);

export function parseKeptSignIn(text: string): KeptSignIn | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const field = { ...value } as Readonly<Record<string, unknown>>;
  const { issuer, personId, accessToken, refreshToken, receivedAt, expiresInSeconds, tokenEndpoint } = field;
  if (typeof issuer !== 'string' || typeof personId !== 'string' || typeof tokenEndpoint !== 'string') return undefined;
  if (typeof accessToken !== 'string' || typeof refreshToken !== 'string') return undefined;
  if (typeof receivedAt !== 'number' || typeof expiresInSeconds !== 'number') return undefined;
  const revocationEndpoint = typeof field['revocationEndpoint'] === 'string' ? field['revocationEndpoint'] : null;
  const tokens = { accessToken, refreshToken, receivedAt, expiresInSeconds };
  return { issuer, personId, ...tokens, tokenEndpoint, revocationEndpoint };
}
