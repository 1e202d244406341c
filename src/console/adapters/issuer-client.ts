import * as openid from 'openid-client';
import * as z from 'zod';
import { idOf } from '../../kernel/ids.ts';
import { ACR_MFA } from '../../kernel/principal.ts';
import { refusal } from '../../kernel/refusal.ts';
import { ok, refused } from '../../kernel/result.ts';
import { epochSeconds } from '../../kernel/time.ts';
import type { IssuerClient } from '../ports.ts';

export const CONSOLE_CLIENT = 'sallyport-console';

/** What our issuer says of a sign-in. It issues no other. */
const idToken = z
  .object({ sub: idOf('usr'), sid: idOf('sid'), acr: z.string(), auth_time: epochSeconds })
  .transform(({ sub, sid, acr, auth_time }) => ({ personId: sub, signInId: sid, acr, authenticatedAt: auth_time }));

/** Authorization code with PKCE, state and nonce at our own issuer (OpenID Connect Core; RFC 9700). */
export function issuerClient(issuer: string): IssuerClient {
  const configuration = new openid.Configuration(
    {
      issuer,
      authorization_endpoint: `${issuer}/oauth2/authorize`,
      token_endpoint: `${issuer}/oauth2/token`,
      jwks_uri: `${issuer}/oauth2/jwks`,
    },
    CONSOLE_CLIENT,
    { id_token_signed_response_alg: 'ES256' },
    openid.None(),
  );
  configuration.timeout = 8;
  // The settings allow a plain http issuer to the stand-in on this machine alone.
  if (issuer.startsWith('http://localhost:')) openid.allowInsecureRequests(configuration);
  openid.enableNonRepudiationChecks(configuration);
  const redirectUri = `${issuer}/console/callback`;

  return {
    async begin({ fresh, returnTo }) {
      const attempt = {
        state: openid.randomState(),
        nonce: openid.randomNonce(),
        verifier: openid.randomPKCECodeVerifier(),
        returnTo,
      };
      const url = openid.buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope: 'openid',
        state: attempt.state,
        nonce: attempt.nonce,
        code_challenge: await openid.calculatePKCECodeChallenge(attempt.verifier),
        code_challenge_method: 'S256',
        acr_values: ACR_MFA,
        ...(fresh && { prompt: 'login' }),
      });
      return { url: url.href, attempt };
    },
    async finish(query, { state, nonce, verifier }) {
      try {
        const tokens = await openid.authorizationCodeGrant(configuration, new URL(`${redirectUri}?${query}`), {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        });
        // The access token is dropped: the console acts by its cookie and keeps no token.
        return ok(idToken.parse(tokens.claims()));
      } catch (error) {
        if (!isRefusal(error)) throw error;
        return refused(
          refusal(
            'invalid_request',
            'The sign-in was broken off, has expired, or was begun in another window. Try again.',
          ),
        );
      }
    },
  };
}

/** The answer does not belong to this attempt (oauth4webapi's codes): another state, nonce, issuer or time. */
const foreign = new Set([
  'OAUTH_INVALID_RESPONSE',
  'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
  'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED',
  'OAUTH_JWT_TIMESTAMP_CHECK_FAILED',
]);

/** The issuer said no, or its answer is not for us. A fault of the network or of the issuer is neither. */
const isRefusal = (error: unknown): boolean =>
  error instanceof openid.AuthorizationResponseError ||
  error instanceof openid.ResponseBodyError ||
  (error instanceof openid.ClientError && foreign.has(error.code ?? ''));
