import { beforeAll, describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import * as client from 'openid-client';
import { addPerson, disable } from '../../local/headless/administration.ts';
import { inWords, openBrowser } from '../../local/headless/browser.ts';
import type { Page } from '../../local/headless/browser.ts';
import { letDeviceIn, typeUserCode } from '../../local/headless/let-device-in.ts';
import type { Member } from '../../local/headless/member.ts';
import { cliClient } from '../../local/headless/sign-in.ts';
import { fromElsewhere } from './support/from-elsewhere.ts';
import { hire } from './support/hire.ts';
import { readEntries } from './support/record.ts';
import { authenticators, shared, stack } from './support/stack.ts';

const { issuer } = stack;
let party: client.Configuration;
beforeAll(async () => {
  party = await client.discovery(new URL(issuer), cliClient.clientId, undefined, client.None(), {
    execute: [client.allowInsecureRequests],
  });
});

/** What a relying party that knows only RFC 8628 does on a machine without a browser. */
async function device() {
  const asked = await client.initiateDeviceAuthorization(party, { scope: 'openid profile email offline_access' });
  const poll = () =>
    client.pollDeviceAuthorizationGrant(party, asked, undefined, { signal: AbortSignal.timeout(60_000) });
  return { asked, poll };
}
type Asked = Awaited<ReturnType<typeof device>>['asked'];

/** The page that asks whether the device is one's own, in a new browser. */
async function confirmationOf({ verification_uri: uri, user_code: code }: Asked) {
  const browser = openBrowser(issuer);
  return { browser, page: await typeUserCode(browser, uri, code) };
}

async function letIn(asked: Asked, { person }: Pick<Member, 'person'>): Promise<Page> {
  const { browser, page } = await confirmationOf(asked);
  return letDeviceIn(browser, page, person, () => authenticators.show(person));
}

async function refuse(asked: Asked): Promise<Page> {
  const { browser, page } = await confirmationOf(asked);
  return browser.submit(page, { decision: 'refuse' }, { having: 'decision=refuse' });
}

const TURNED_AWAY = 403;
const me = (token: string) => fetch(`${stack.api}/me`, { headers: { authorization: `Bearer ${token}` } });

describe('a device without a browser', () => {
  test('is told where to send its person, and carries no code in a link', async () => {
    const { asked } = await device();
    expect(asked).toEqual({
      device_code: expect.stringMatching(/^[\w-]{43}$/),
      user_code: expect.stringMatching(/^[B-DF-HJ-NP-TV-XZ]{4}-[B-DF-HJ-NP-TV-XZ]{4}$/),
      verification_uri: `${issuer}/device`,
      expires_in: 600,
      interval: 5,
    });
    expect(party.serverMetadata().device_authorization_endpoint).toBe(`${issuer}/oauth2/device`);
  });

  test('is let in with password and second factor, and refreshes; its tokens say what those of a browser say', async () => {
    const member = await hire('device');
    const { asked, poll } = await device();
    const done = await letIn(asked, member);
    expect({ path: new URL(done.url).pathname, status: done.status }).toEqual({ path: '/device/done', status: 200 });
    const tokens = await poll();
    const said = decodeJwt(tokens.access_token);
    expect(said).toMatchObject({
      iss: issuer,
      aud: `${issuer}/api`,
      sub: member.person.id,
      client_id: cliClient.clientId,
      sid: expect.stringMatching(/^sid_/),
      acr: 'urn:sallyport:acr:mfa',
      amr: ['pwd', 'otp', 'mfa'],
      auth_time: expect.any(Number),
    });
    expect(tokens.claims()).toMatchObject({ sub: member.person.id, sid: said['sid'], auth_time: said['auth_time'] });
    expect((await me(tokens.access_token)).status).toBe(200);

    const { refresh_token: first = '' } = tokens;
    const refreshed = await client.refreshTokenGrant(party, first);
    expect(decodeJwt(refreshed.access_token)).toMatchObject({ sid: said['sid'], auth_time: said['auth_time'] });
    // Reuse of the first refresh token ends the sign-in, as for a browser's.
    await expect(client.refreshTokenGrant(party, first)).rejects.toMatchObject({ error: 'invalid_grant' });
    expect((await me(refreshed.access_token)).status).toBe(TURNED_AWAY);
  });

  test('gets its tokens once: asking again with the same code ends the sign-in', async () => {
    const { asked, poll } = await device();
    await letIn(asked, await hire('device'));
    const tokens = await poll();
    await expect(poll()).rejects.toMatchObject({ error: 'invalid_grant' });
    expect((await me(tokens.access_token)).status).toBe(TURNED_AWAY);
  });

  test('has its sign-in ended by revoking its token, or with all of the person', async () => {
    const member = await hire('device');
    const one = await device();
    await letIn(one.asked, member);
    const revoked = await one.poll();
    await client.tokenRevocation(party, revoked.refresh_token ?? '');
    expect((await me(revoked.access_token)).status).toBe(TURNED_AWAY);

    const other = await hire('device');
    const two = await device();
    await letIn(two.asked, other);
    const ended = await two.poll();
    const authorization = `Bearer ${ended.access_token}`;
    await fetch(`${stack.api}/me/end-sign-ins`, { method: 'POST', headers: { authorization } });
    expect((await me(ended.access_token)).status).toBe(TURNED_AWAY);
    await expect(client.refreshTokenGrant(party, ended.refresh_token ?? '')).rejects.toMatchObject({
      error: 'invalid_grant',
    });
  });

  test('is told when it was refused', async () => {
    const { asked, poll } = await device();
    expect(inWords((await refuse(asked)).html)).toContain('The device gets nothing');
    await expect(poll()).rejects.toMatchObject({ error: 'access_denied' });
  });
});

describe('whoever types the code', () => {
  test('sees what is asked and is warned; reading the pages changes nothing', async () => {
    const { asked } = await device();
    const { browser, page } = await confirmationOf(asked);
    expect(page.status).toBe(200);
    const words = inWords(page.html);
    expect(words).toContain('Sallyport command line');
    expect(words).toContain(asked.user_code);
    expect(words).toMatch(/Asked from 127\.0\.0\.1|Asked from ::1/);
    expect(words).toContain('Whoever holds that device will be signed in as you');
    for (let times = 0; times < 3; times += 1) expect((await browser.open(page.url)).status).toBe(200);
    expect(page.url).not.toContain(asked.user_code.replace('-', ''));
    // The password is asked for only after the person has said that the device is theirs.
    const skipped = await browser.open(page.url.replace(/\/device$/, ''));
    expect(skipped.url).toBe(page.url);
    expect((await browser.open(page.url.replace(/\/device$/, '/second-factor'))).url).toBe(page.url);
    // And it is carried on in this browser alone, whatever the code in the link.
    expect((await openBrowser(issuer).open(page.url)).status).toBe(410);
    const linked = await browser.open(`${issuer}/device?user_code=${asked.user_code}`);
    expect(linked.html).not.toContain(asked.user_code);
  });

  test('cannot be made to by another site', async () => {
    const { asked } = await device();
    const browser = openBrowser(issuer);
    const start = await browser.open(asked.verification_uri);
    expect((await browser.submit(start, { user_code: asked.user_code, csrf: 'x' })).status).toBe(403);
    const { browser: mine, page } = await confirmationOf(asked);
    expect((await mine.submit(page, { decision: 'allow', csrf: 'x' })).status).toBe(403);
    expect((await mine.submit(page, { decision: 'refuse', csrf: 'x' })).status).toBe(403);
    // Nothing was decided by any of it.
    expect((await confirmationOf(asked)).page.status).toBe(200);
  });

  test('is one person: of two who have the code, the second is told that it is over', async () => {
    const [one, two] = [await hire('device'), await hire('device')];
    const { asked, poll } = await device();
    const late = await confirmationOf(asked);
    const ready = await late.browser.submit(late.page, { decision: 'allow' });
    await letIn(asked, one);
    const told = await late.browser.submit(ready, { email: two.person.email, password: two.person.password });
    expect(told.status).toBe(410);
    expect((await confirmationOf(asked)).page.status).toBe(410);
    expect(decodeJwt((await poll()).access_token)['sub']).toBe(one.person.id);
  });

  test('is nobody who has not enrolled, and nobody who was disabled', async () => {
    const ada = await shared('ada');
    const email = `not-enrolled-${Date.now()}@example.com`;
    await addPerson(ada, { name: 'New', email });
    const gone = await hire('device');
    await disable(ada, gone.person.id);
    const { asked } = await device();
    const { browser, page } = await confirmationOf(asked);
    const form = await browser.submit(page, { decision: 'allow' });
    for (const typed of [{ email, password: 'whatever-it-is' }, gone.person])
      expect((await browser.submit(form, { email: typed.email, password: typed.password })).status).toBe(403);
  });

  test('disabled after letting it in: the device gets nothing', async () => {
    const member = await hire('device');
    const { asked, poll } = await device();
    await letIn(asked, member);
    await disable(await shared('ada'), member.person.id);
    await expect(poll()).rejects.toMatchObject({ error: 'invalid_grant' });
  });

  test('leaves an entry, whether they let it in or refuse it; no code is in it', async () => {
    const from = String(Math.floor(Date.now() / 1000) - 1);
    const member = await hire('device');
    const one = await device();
    await letIn(one.asked, member);
    const other = await device();
    await refuse(other.asked);
    const entries = await readEntries({ from });
    const devices = entries.filter(({ action }) => action === 'sign-in.device');
    expect(devices).toMatchObject([
      { outcome: 'allowed', actor: { kind: 'person', id: member.person.id } },
      { outcome: 'denied', actor: { kind: 'anonymous' }, reasons: ['refused_by_person'] },
    ]);
    for (const { asked } of [one, other]) {
      expect(JSON.stringify(entries)).not.toContain(asked.device_code);
      expect(JSON.stringify(entries)).not.toContain(asked.user_code);
    }
  });

  test('cannot guess: the address has to wait, with the right code too', async () => {
    const { asked } = await device();
    const start = await fromElsewhere(asked.verification_uri);
    const csrf = /name="csrf" value="([^"]+)"/.exec(start.html)?.[1] ?? '';
    const cookie = start.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    const type = (userCode: string) =>
      fromElsewhere(asked.verification_uri, { form: { csrf, user_code: userCode }, cookie });
    const statuses = [];
    for (let tries = 0; tries < 21; tries += 1) statuses.push((await type('BBBB-BBBB')).status);
    // Fewer than twenty were looked at, if this address has guessed within the last hour.
    expect(statuses.filter((status) => status === 410).length).toBeLessThanOrEqual(20);
    expect(statuses.at(-1)).toBe(429);
    const right = await type(asked.user_code);
    expect(right.status).toBe(429);
    expect(Number(right.headers['retry-after'])).toBeGreaterThan(0);
    expect(inWords(right.html)).toMatch(/Wait \d+ seconds/);
  });
});
