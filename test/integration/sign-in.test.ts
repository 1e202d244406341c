import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import * as client from 'openid-client';
import { addPerson } from '../../local/headless/administration.ts';
import { inWords, openBrowser } from '../../local/headless/browser.ts';
import type { Browser, Page } from '../../local/headless/browser.ts';
import { cliClient, passPages, signIn } from '../../local/headless/sign-in.ts';
import type { Member } from '../../local/headless/member.ts';
import { hire } from './support/hire.ts';
import { authenticators, shared, stack } from './support/stack.ts';

const { issuer } = stack;
let member: Member;
let party: client.Configuration;

beforeAll(async () => {
  member = await hire('signing-in');
  party = await client.discovery(new URL(issuer), cliClient.clientId, undefined, client.None(), {
    execute: [client.allowInsecureRequests],
  });
});

/** What an independent relying party asks, and how it takes the answer. */
async function begin(more: Record<string, string> = {}) {
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const [expectedState, expectedNonce] = [client.randomState(), client.randomNonce()];
  const url = client.buildAuthorizationUrl(party, {
    redirect_uri: cliClient.redirectUri,
    scope: 'openid profile email',
    state: expectedState,
    nonce: expectedNonce,
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    ...more,
  });
  const maxAge = more['max_age'] === undefined ? undefined : Number(more['max_age']);
  const finish = (back: string | undefined) =>
    client.authorizationCodeGrant(party, new URL(back ?? 'missing:'), {
      pkceCodeVerifier,
      expectedState,
      expectedNonce,
      idTokenExpected: true,
      ...(maxAge !== undefined && { maxAge }),
    });
  return { url: url.href, finish };
}

/** An authenticator gives two codes after enrolment without waiting: who needs more sign-ins is hired for one test. */
const through = (browser: Browser, page: Page, who = member): Promise<Page> =>
  passPages(browser, page, who.person, () => authenticators.show(who.person));
const isPassword = (page: Page) => page.forms.some(({ fields }) => 'password' in fields);
const tokenOf = (answer: { readonly access_token: string }) => decodeJwt(answer.access_token);
/** What HTTP API answers when the authorizer says no. */
const TURNED_AWAY = 403;
const me = (token: string) => fetch(`${stack.api}/me`, { headers: { authorization: `Bearer ${token}` } });

describe('a relying party that knows only the standard', () => {
  test('finds the issuer, signs someone in, and gets tokens that verify with the published keys', async () => {
    const metadata = party.serverMetadata();
    expect(metadata).toMatchObject({
      issuer,
      code_challenge_methods_supported: ['S256'],
      response_types_supported: ['code'],
    });
    for (const endpoint of [metadata.authorization_endpoint, metadata.token_endpoint, metadata.jwks_uri])
      expect(String(endpoint)).toMatch(new RegExp(`^${issuer}/`));

    const browser = openBrowser(issuer);
    const { url, finish } = await begin();
    const back = await through(browser, await browser.open(url));
    const answer = await finish(back.leavesTo);
    expect(answer.claims()).toMatchObject({
      sub: member.person.id,
      name: member.person.name,
      email: member.person.email,
    });

    const keys = createRemoteJWKSet(new URL(String(metadata.jwks_uri)));
    const { payload, protectedHeader } = await jwtVerify(answer.access_token, keys, {
      issuer,
      audience: `${issuer}/api`,
      typ: 'at+jwt',
      algorithms: ['ES256'],
    });
    expect(protectedHeader.kid).toEqual(expect.any(String));
    expect(payload).toMatchObject({
      sub: member.person.id,
      client_id: cliClient.clientId,
      sid: expect.stringMatching(/^sid_/),
      jti: expect.any(String),
      acr: 'urn:sallyport:acr:mfa',
      amr: ['pwd', 'otp', 'mfa'],
      auth_time: expect.any(Number),
    });
    expect(answer.claims()?.['sid']).toBe(payload['sid']);
    expect(await client.fetchUserInfo(party, answer.access_token, member.person.id)).toMatchObject({
      email: member.person.email,
    });
  });

  test('gets a code once: its second use ends the sign-in that the first one began', async () => {
    const browser = openBrowser(issuer);
    const { url, finish } = await begin();
    const back = await through(browser, await browser.open(url));
    const answer = await finish(back.leavesTo);
    expect((await me(answer.access_token)).status).toBe(200);
    await expect(finish(back.leavesTo)).rejects.toMatchObject({ error: 'invalid_grant' });
    expect((await me(answer.access_token)).status).toBe(TURNED_AWAY);
  });

  test('has to use PKCE with S256, a redirect of its own, and our API as the only target', async () => {
    const answerOf = async (change: (url: URL) => void) => {
      const url = new URL((await begin()).url);
      change(url);
      const page = await openBrowser(issuer).open(url.href);
      return page.leavesTo === undefined ? page.status : new URL(page.leavesTo).searchParams.get('error');
    };
    expect(await answerOf(({ searchParams }) => searchParams.delete('code_challenge'))).toBe('invalid_request');
    expect(await answerOf(({ searchParams }) => searchParams.set('code_challenge_method', 'plain'))).toBe(
      'invalid_request',
    );
    expect(await answerOf(({ searchParams }) => searchParams.set('resource', 'https://elsewhere.example/api'))).toBe(
      'invalid_target',
    );
    expect(await answerOf(({ searchParams }) => searchParams.set('prompt', 'none'))).toBe('login_required');
    // These two are not sent back: the address may be the attacker's.
    expect(
      await answerOf(({ searchParams }) => searchParams.set('redirect_uri', 'http://elsewhere.example/callback')),
    ).toBe(400);
    expect(await answerOf(({ searchParams }) => searchParams.set('client_id', 'unknown'))).toBe(400);
  });

  test('comes back to any port of the loopback address, by its number and by no name', async () => {
    const statusOf = async (redirect: string) => {
      const url = new URL((await begin()).url);
      url.searchParams.set('redirect_uri', redirect);
      return (await openBrowser(issuer).open(url.href)).status;
    };
    for (const redirect of ['http://127.0.0.1:1024/callback', 'http://127.0.0.1:65535/callback'])
      expect(await statusOf(redirect)).toBe(200);
    expect(await statusOf('http://[::1]:4711/callback')).toBe(200);
    for (const redirect of ['http://localhost:4711/callback', 'http://127.0.0.2:4711/callback'])
      expect(await statusOf(redirect)).toBe(400);
    expect(await statusOf('http://127.0.0.1:4711/elsewhere')).toBe(400);
  });

  test('is not led astray by a forged host', async () => {
    const answer = await fetch(`${issuer}/.well-known/openid-configuration`, {
      headers: {
        'x-forwarded-host': 'elsewhere.example',
        'x-forwarded-proto': 'https',
        forwarded: 'host=elsewhere.example',
      },
    });
    expect(JSON.stringify(await answer.json())).not.toContain('elsewhere.example');
  });
});

describe('a browser that is signed in', () => {
  test('is not asked again, is asked when the sign-in is too old, and continues the same sign-in', async () => {
    const someone = await hire('someone');
    const browser = openBrowser(issuer);
    const first = await begin();
    const signedIn = tokenOf(
      await first.finish((await through(browser, await browser.open(first.url), someone)).leavesTo),
    );

    const second = await begin({ max_age: '600' });
    const again = await browser.open(second.url);
    expect(again.leavesTo).toBeDefined();
    expect(tokenOf(await second.finish(again.leavesTo))).toMatchObject({
      sid: signedIn['sid'],
      auth_time: signedIn['auth_time'],
    });

    await sleep(2100);
    const third = await begin({ max_age: '1', acr_values: 'urn:sallyport:acr:mfa' });
    const asked = await browser.open(third.url);
    expect(asked.leavesTo).toBeUndefined();
    expect(inWords(asked.html)).toContain('Confirm that it is you');
    const stepped = tokenOf(await third.finish((await through(browser, asked, someone)).leavesTo));
    expect(stepped['sid']).toBe(signedIn['sid']);
    expect(Number(stepped['auth_time'])).toBeGreaterThan(Number(signedIn['auth_time']));
  });

  test('can be taken over by someone else, which ends the sign-in before', async () => {
    const someone = await hire('someone');
    const other = await hire('other');
    const browser = openBrowser(issuer);
    const first = await begin();
    const mine = await first.finish((await through(browser, await browser.open(first.url), someone)).leavesTo);
    const second = await begin({ prompt: 'login' });
    const theirs = await second.finish((await through(browser, await browser.open(second.url), other)).leavesTo);
    expect(tokenOf(theirs)).toMatchObject({ sub: other.person.id });
    expect(tokenOf(theirs)['sid']).not.toBe(tokenOf(mine)['sid']);
    expect((await me(mine.access_token)).status).toBe(TURNED_AWAY);
    expect((await me(theirs.access_token)).status).toBe(200);
  });

  test('signs in anew after its sign-ins were ended', async () => {
    const someone = await hire('someone');
    const browser = openBrowser(issuer);
    const first = await begin();
    const before = await first.finish((await through(browser, await browser.open(first.url), someone)).leavesTo);
    await fetch(`${stack.api}/me/end-sign-ins`, {
      method: 'POST',
      headers: { authorization: `Bearer ${before.access_token}` },
    });
    expect((await me(before.access_token)).status).toBe(TURNED_AWAY);
    await sleep(1100);
    const second = await begin();
    const asked = await browser.open(second.url);
    expect(isPassword(asked)).toBe(true);
    const after = await second.finish((await through(browser, asked, someone)).leavesTo);
    expect(tokenOf(after)['sid']).not.toBe(tokenOf(before)['sid']);
    expect((await me(after.access_token)).status).toBe(200);
  });

  test('revoking its refresh token ends the sign-in', async () => {
    const other = await hire('other');
    const tokens = await signIn({ issuer, person: other.person, code: () => authenticators.show(other.person) });
    await client.tokenRevocation(party, tokens.refreshToken);
    expect((await me(tokens.accessToken)).status).toBe(TURNED_AWAY);
  });

  test('reading the page that asks whether to sign out ends nothing', async () => {
    const other = await hire('other');
    const browser = openBrowser(issuer);
    const tokens = await signIn({
      issuer,
      person: other.person,
      code: () => authenticators.show(other.person),
      browser,
    });
    for (let times = 0; times < 3; times += 1) await browser.open(`${issuer}/oauth2/end-session`);
    expect((await me(tokens.accessToken)).status).toBe(200);
  });
});

describe('the pages', () => {
  const pagesOf = async () => {
    const browser = openBrowser(issuer);
    return { browser, page: await browser.open((await begin()).url) };
  };

  test('work without script and allow none; the form may lead back to the client', async () => {
    const { url } = await begin();
    const started = await fetch(url, { redirect: 'manual' });
    const cookies = started.headers.getSetCookie();
    for (const cookie of cookies) {
      expect(cookie).toMatch(/^__(Host|Secure)-/);
      expect(cookie).toMatch(/; secure/i);
      expect(cookie).toMatch(/; httponly/i);
      expect(cookie).toMatch(/; samesite=lax/i);
    }
    const page = await fetch(new URL(started.headers.get('location') ?? '', issuer), {
      headers: { cookie: cookies.map((cookie) => cookie.split(';')[0]).join('; ') },
    });
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain(`form-action 'self' ${new URL(cliClient.redirectUri).origin}`);
    expect(policy).not.toMatch(/unsafe|script-src/);
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(await page.text()).not.toMatch(/<script| on[a-z]+="/);
  });

  test('an interaction belongs to the browser that began it', async () => {
    const { page } = await pagesOf();
    expect((await openBrowser(issuer).open(page.url)).status).toBe(410);
  });

  test('a form from another site, or without its token, is refused', async () => {
    const { browser, page } = await pagesOf();
    const forged = await browser.submit(page, {
      email: member.person.email,
      password: member.person.password,
      csrf: 'x',
    });
    expect(forged.status).toBe(403);
    expect(forged.html).not.toContain(member.person.password);
  });

  test('the second factor cannot be reached without the password', async () => {
    const { browser, page } = await pagesOf();
    const skipped = await browser.open(`${page.url}/second-factor`);
    expect(isPassword(skipped)).toBe(true);
  });

  test('answer alike to a wrong password and to somebody unknown', async () => {
    const { browser, page } = await pagesOf();
    const answers = [];
    for (const email of [member.person.email, 'nobody-at-all@example.com'])
      answers.push(await browser.submit(page, { email, password: 'wrong-wrong-wrong' }));
    expect(answers.map(({ status }) => status)).toEqual([403, 403]);
    expect(new Set(answers.map(({ html }) => inWords(html))).size).toBe(1);
  });

  test('slow down whoever guesses, with words that say how long', async () => {
    const { browser, page } = await pagesOf();
    const email = `guessed-at-${Date.now()}@example.com`;
    let answer = page;
    for (let tries = 0; tries < 7; tries += 1)
      answer = await browser.submit(page, { email, password: 'wrong-wrong-wrong' });
    expect(answer.status).toBe(429);
    expect(inWords(answer.html)).toMatch(/Wait \d+ seconds/);
    // The same address, another name: not slowed.
    const mine = await browser.submit(page, { email: member.person.email, password: member.person.password });
    expect(mine.status).toBe(200);
  });
});

describe('enrolling', () => {
  test('a one-time code is in no URL, is used once, and nothing is set before the second factor has worked', async () => {
    const ada = await shared('ada');
    const { enrolment } = await addPerson(ada, { name: 'New', email: `new-${Date.now()}@example.com` });
    const browser = openBrowser(issuer);
    const start = await browser.open(enrolment.url);
    const choice = await browser.submit(start, { enrolment_code: enrolment.code.toUpperCase().replaceAll('-', ' ') });
    expect(choice.url).toBe(`${issuer}/enrol/password`);
    const weak = await browser.submit(choice, { password: 'password1234', password_again: 'password1234' });
    expect(weak.status).toBe(400);
    const factor = await browser.submit(weak, { password: 'plum-tractor-lake', password_again: 'plum-tractor-lake' });
    expect(factor.url).toBe(`${issuer}/enrol/second-factor`);
    const wrong = await browser.submit(factor, { code: '000000' });
    expect(wrong.status).toBe(400);
    const totpSecret = /id="totp_secret">([A-Z2-7]+)</.exec(factor.html)?.[1] ?? '';
    const done = await browser.submit(wrong, {
      code: await authenticators.show({ id: `new-${Date.now()}`, totpSecret }),
    });
    expect(done.status).toBe(200);
    const again = openBrowser(issuer);
    const used = await again.submit(await again.open(enrolment.url), { enrolment_code: enrolment.code });
    expect(used.status).toBe(410);
  });
});
