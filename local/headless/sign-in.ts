import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod';
import { inWords, openBrowser } from './browser.ts';
import type { Browser, Page } from './browser.ts';

export const cliClient = { clientId: 'sallyport-cli', redirectUri: 'http://127.0.0.1:53682/callback' } as const;

/** The tokens of one sign-in. */
export const signedIn = z.object({
  accessToken: z.string(),
  refreshToken: z.string(),
  idToken: z.string(),
  /** Epoch second at which the access token stops being one. */
  expiresAt: z.number(),
});
export type SignedIn = z.infer<typeof signedIn>;

export type SignInOptions = {
  readonly issuer: string;
  readonly person: { readonly email: string; readonly password: string };
  /** Called when the page asks for it: a code is good for a short time. */
  readonly code: () => Promise<string>;
  /** One that is signed in already is let through without another question, unless `prompt` says otherwise. */
  readonly browser?: Browser;
  readonly prompt?: 'login';
};

/** Signs in as the command line does: authorization code with PKCE, the pages filled in by their documented fields. */
export async function signIn({ issuer, person, code, browser, prompt }: SignInOptions): Promise<SignedIn> {
  const verifier = randomBytes(32).toString('base64url');
  const state = randomBytes(16).toString('base64url');
  const visitor = browser ?? openBrowser(issuer);
  const query = new URLSearchParams({
    client_id: cliClient.clientId,
    redirect_uri: cliClient.redirectUri,
    response_type: 'code',
    scope: 'openid profile offline_access',
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...(prompt && { prompt }),
  });
  const opened = await visitor.open(`${issuer}/oauth2/authorize?${query.toString()}`);
  const done = opened.leavesTo === undefined ? await passPages(visitor, opened, person, code) : opened;
  const answer = new URL(done.leavesTo ?? issuer).searchParams;
  const granted = answer.get('code');
  if (granted === null || answer.get('state') !== state)
    throw new Error(`the sign-in of ${person.email} came to nothing: ${answer.get('error') ?? inWords(done.html)}`);
  const tokens = await askForTokens(issuer, {
    grant_type: 'authorization_code',
    code: granted,
    redirect_uri: cliClient.redirectUri,
    code_verifier: verifier,
  });
  if (tokens === undefined) throw new Error('the code of the sign-in was not taken');
  return tokens;
}

/** Password, then the code of the authenticator app; leads to wherever the sign-in was begun. */
export async function passPages(
  browser: Browser,
  first: Page,
  { email, password }: SignInOptions['person'],
  code: SignInOptions['code'],
): Promise<Page> {
  const second = await browser.submit(first, { email, password }, { having: 'password' });
  return browser.submit(second, { code: await code() }, { having: 'code' });
}

/** New tokens for the refresh token, which is used up by it; undefined when the sign-in is over. */
export const refresh = (issuer: string, { refreshToken }: Pick<SignedIn, 'refreshToken'>) =>
  askForTokens(issuer, { grant_type: 'refresh_token', refresh_token: refreshToken });

const tokenReply = z.object({
  access_token: z.string(),
  refresh_token: z.string(),
  id_token: z.string(),
  expires_in: z.number(),
});

async function askForTokens(issuer: string, parameters: Record<string, string>): Promise<SignedIn | undefined> {
  const response = await fetch(`${issuer}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: cliClient.clientId, ...parameters }),
    signal: AbortSignal.timeout(40_000),
  });
  if (response.status === 400) return undefined;
  if (!response.ok) throw new Error(`the token endpoint answered ${response.status}`);
  const reply = tokenReply.parse(await response.json());
  return {
    accessToken: reply.access_token,
    refreshToken: reply.refresh_token,
    idToken: reply.id_token,
    expiresAt: Math.floor(Date.now() / 1000) + reply.expires_in,
  };
}
