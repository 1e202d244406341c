import * as client from 'openid-client';
import { openPage } from '../open-page.ts';
import { openLoopback } from './loopback.ts';
import { asked, newSignIn } from './new-sign-in.ts';
import type { NewSignIn, SignInWay } from './new-sign-in.ts';
import { signInFailure } from './issuer.ts';

/** Authorization code with PKCE; the browser comes back to a port of this machine (RFC 8252). */
export async function signInByBrowser(way: SignInWay, { open }: { readonly open: boolean }): Promise<NewSignIn> {
  const { issuer, context } = way;
  const verifier = client.randomPKCECodeVerifier();
  const state = client.randomState();
  const loopback = await openLoopback();
  let signedIn = false;
  try {
    const url = client.buildAuthorizationUrl(issuer.config, {
      ...asked(way),
      redirect_uri: loopback.redirectUri,
      state,
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    const opened = open && (await openPage(url.href, context.environment));
    context.out.note(
      `${opened ? 'Your browser opens this page; if it does not, open it' : 'Open this page'} to sign in:\n  ${url.href}`,
    );
    context.out.progress('Waiting for you to sign in …');
    const answer = await loopback.answer(state, context.interrupted);
    const tokens = await client
      .authorizationCodeGrant(issuer.config, answer, {
        pkceCodeVerifier: verifier,
        expectedState: state,
        idTokenExpected: true,
        ...(way.maxAgeSeconds !== undefined && { maxAge: way.maxAgeSeconds }),
      })
      .catch((error: unknown) => {
        throw signInFailure(error, issuer);
      });
    const made = newSignIn(issuer, tokens, context.now());
    signedIn = true;
    return made;
  } finally {
    await loopback.close(signedIn);
  }
}
