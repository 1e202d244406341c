import { createHmac, createPublicKey } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { callApi } from '../../local/headless/call-api.ts';
import { disable } from '../../local/headless/administration.ts';
import { openBrowser } from '../../local/headless/browser.ts';
import { refresh, signIn } from '../../local/headless/sign-in.ts';
import type { SignedIn } from '../../local/headless/sign-in.ts';
import type { Member } from '../../local/headless/member.ts';
import { hire } from './support/hire.ts';
import { authenticators, shared, stack } from './support/stack.ts';

const json = (text = ''): Record<string, unknown> =>
  z.record(z.string(), z.unknown()).parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const call = (token: string | undefined, path = '/me') => callApi({ api: stack.api, method: 'GET', path, token });
/**
 * Turned away by the authorizer, before any function of ours was asked: API Gateway answers 403 with a body of its own
 * for a token that is refused, and 401 where there is none.
 */
async function expectTurnedAway(token: string | undefined): Promise<void> {
  const { status, body } = await call(token);
  const nothing = token === undefined;
  expect({ status, body, token }).toEqual({
    status: nothing ? 401 : 403,
    body: { message: nothing ? 'Unauthorized' : 'Forbidden' },
    token,
  });
}
const now = () => Math.floor(Date.now() / 1000);

describe('only an access token of this issuer lets anybody in', () => {
  let member: Member;
  let tokens: SignedIn;
  let header: Record<string, unknown>;
  let claims: Record<string, unknown>;
  let signature: string;

  beforeAll(async () => {
    member = await hire('tokens');
    tokens = await member.signInAgain();
    const [first, second, third = ''] = tokens.accessToken.split('.');
    header = json(first);
    claims = json(second);
    signature = third;
  });

  const changed = (more: Record<string, unknown>, head = header) => `${encode(head)}.${encode({ ...claims, ...more })}`;

  test('the token itself is taken: what follows is refused for what was changed in it', async () => {
    expect((await call(tokens.accessToken)).status).toBe(200);
    expect(header).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
    expect(claims).toMatchObject({ iss: stack.issuer, aud: `${stack.issuer}/api`, sub: member.person.id });
    expect(Number(claims['exp']) - Number(claims['iat'])).toBeLessThanOrEqual(300);
  });

  test('no token, an empty one, and something that is none', async () => {
    for (const token of [undefined, '', 'x', 'a.b.c', `${tokens.accessToken}x`, tokens.accessToken.slice(0, -2)])
      await expectTurnedAway(token);
  });

  test.each(['none', 'None', 'NONE'])('alg "%s"', async (alg) => {
    await expectTurnedAway(`${changed({}, { ...header, alg })}.`);
    await expectTurnedAway(`${changed({}, { ...header, alg })}.${signature}`);
  });

  test('HS256 with the public key, in every form that it is published or written in, as the secret', async () => {
    const jwks = z.object({ keys: z.array(z.record(z.string(), z.string()).or(z.record(z.string(), z.unknown()))) });
    const { keys } = jwks.parse(await (await fetch(stack.jwksUri)).json());
    expect(keys.length).toBeGreaterThan(0);
    for (const jwk of keys) {
      const key = createPublicKey({ key: jwk, format: 'jwk' });
      const secrets = [
        key.export({ type: 'spki', format: 'pem' }),
        key.export({ type: 'spki', format: 'der' }),
        JSON.stringify(jwk),
        Buffer.from(String(jwk['x']), 'base64url'),
      ];
      for (const secret of secrets) {
        const input = changed({}, { ...header, alg: 'HS256', kid: jwk['kid'] });
        await expectTurnedAway(`${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`);
      }
    }
  });

  test('claims that were changed after signing: issuer, audience, person, sign-in, times, factor', async () => {
    const other = (await shared('ada')).person.id;
    for (const more of [
      { iss: 'https://elsewhere.example.com' },
      { aud: 'https://elsewhere.example.com/api' },
      { aud: [claims['aud'], 'https://elsewhere.example.com'] },
      { sub: other },
      { sid: 'sid_01jd4zv2t0e9xbk8ng5w1m3c7r' },
      { exp: now() + 86_400 },
      { exp: now() - 3600 },
      { nbf: now() + 3600, iat: now() + 3600 },
      { auth_time: now() + 1000 },
    ])
      await expectTurnedAway(`${changed(more)}.${signature}`);
  });

  test('a header that names another key, another type, or a key of its own', async () => {
    for (const head of [
      { ...header, typ: 'JWT' },
      { ...header, kid: 'another' },
      { ...header, kid: '../../../../dev/null' },
      { ...header, jku: 'https://elsewhere.example.com/jwks' },
      { ...header, crit: ['exp'] },
    ])
      await expectTurnedAway(`${changed({}, head)}.${signature}`);
  });

  test('an ID token and a refresh token are no access tokens', async () => {
    await expectTurnedAway(tokens.idToken);
    await expectTurnedAway(tokens.refreshToken);
  });

  test('a token anywhere but in the Authorization header is not looked at', async () => {
    for (const name of ['access_token', 'token'])
      expect((await call(undefined, `/me?${name}=${tokens.accessToken}`)).status).toBe(401);
  });

  test('what is refused says so without repeating the token', async () => {
    const answer = await call(`${changed({ iss: 'x' })}.${signature}`);
    expect(JSON.stringify(answer.body)).not.toContain(signature);
  });
});

describe('a token of a sign-in that has ended is refused at the next call, although it has not expired', () => {
  test('after "end all my sign-ins", with the refresh token too', async () => {
    const member = await hire('ends-all');
    const first = await member.signInAgain();
    const second = await member.signInAgain();
    expect((await call(first.accessToken)).status).toBe(200);
    const ended = await callApi({
      api: stack.api,
      method: 'POST',
      path: '/me/end-sign-ins',
      token: second.accessToken,
    });
    expect(ended.status).toBe(200);
    await expectTurnedAway(first.accessToken);
    await expectTurnedAway(second.accessToken);
    expect(await refresh(stack.issuer, first)).toBeUndefined();
  });

  test('after signing out in the browser it came from; another sign-in goes on', async () => {
    const { person } = await hire('signs-out');
    const browser = openBrowser(stack.issuer);
    const code = () => authenticators.show(person);
    const here = await signIn({ issuer: stack.issuer, person, code, browser });
    const elsewhere = await signIn({ issuer: stack.issuer, person, code });
    const question = await browser.open(`${stack.issuer}/oauth2/end-session`);
    expect((await call(here.accessToken)).status).toBe(200);
    await browser.submit(question, { logout: 'yes' });
    await expectTurnedAway(here.accessToken);
    expect((await call(elsewhere.accessToken)).status).toBe(200);
  });

  test('after the person was disabled', async () => {
    const member = await hire('disabled');
    const tokens = await member.signInAgain();
    expect((await call(tokens.accessToken)).status).toBe(200);
    await disable(await shared('ada'), member.person.id);
    await expectTurnedAway(tokens.accessToken);
    expect(await refresh(stack.issuer, tokens)).toBeUndefined();
  });
});

test('a refresh token is taken once, and its second use ends the sign-in that it belongs to', async () => {
  const member = await hire('refreshes');
  const first = await member.signInAgain();
  const second = await refresh(stack.issuer, first);
  expect((await call(second?.accessToken)).status).toBe(200);
  expect(await refresh(stack.issuer, first)).toBeUndefined();
  await expectTurnedAway(second?.accessToken);
});
