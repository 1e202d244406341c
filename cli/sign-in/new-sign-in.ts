import type { Context } from '../context.ts';
import type { KeptSignIn } from './kept-sign-in.ts';
import type { Issuer } from './issuer.ts';
import { Failure } from '../failure.ts';

/** What both ways of signing in need. */
export interface SignInWay {
  readonly issuer: Issuer;
  readonly context: Pick<Context, 'out' | 'environment' | 'now' | 'interrupted'>;
  /** So old may the sign-in of the browser be at most (RFC 9470); undefined when any will do. */
  readonly maxAgeSeconds?: number | undefined;
}

export interface NewSignIn {
  readonly signIn: KeptSignIn;
  readonly person: { readonly id: string; readonly name: string; readonly email: string };
}

/** How long a person may take in the browser. */
export const PATIENCE_SECONDS = 600;

export const asked = ({ maxAgeSeconds }: Pick<SignInWay, 'maxAgeSeconds'>): Record<string, string> => ({
  scope: 'openid profile email offline_access',
  ...(maxAgeSeconds !== undefined && { max_age: String(maxAgeSeconds), acr_values: 'urn:sallyport:acr:mfa' }),
});

interface Tokens {
  readonly access_token: string;
  readonly refresh_token?: string;
  readonly expires_in?: number;
  readonly claims: () => Readonly<Record<string, unknown>> | undefined;
}

export function newSignIn({ metadata }: Issuer, tokens: Tokens, now: number): NewSignIn {
  const claims = tokens.claims();
  const text = (name: string): string => {
    const value = claims?.[name];
    return typeof value === 'string' ? value : '';
  };
  if (tokens.refresh_token === undefined || metadata.token_endpoint === undefined || text('sub') === '')
    throw new Failure('The issuer gave no refresh token, or does not say who signed in.');
  return {
    signIn: {
      issuer: metadata.issuer,
      personId: text('sub'),
      accessToken: tokens.access_token,
      refreshToken: tokens.refresh_token,
      receivedAt: now,
      expiresInSeconds: tokens.expires_in ?? 60,
      tokenEndpoint: metadata.token_endpoint,
      revocationEndpoint: metadata.revocation_endpoint ?? null,
    },
    person: { id: text('sub'), name: text('name'), email: text('email') },
  };
}
