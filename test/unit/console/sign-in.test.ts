import { describe, expect, test } from '@jest/globals';
import { disablePerson } from '../../../src/identity/disable-person.ts';
import { endSignIns } from '../../../src/identity/end-sign-ins.ts';
import { causeAt } from '../../support/company.ts';
import { consoleScene, hidden } from './scene.ts';

const COOKIE = '__Host-sallyport';

describe('signing in to the console', () => {
  test('begins at the issuer and comes back to the page that asked, and the cookie is for this host and its pages alone', async () => {
    const scene = await consoleScene();
    const browser = scene.browser();
    const request = '/console/requests/req_01jd4zv2t0e9xbk8ng5w1m3c7r';
    const begun = await browser.send('GET /console/sign-in', { queryStringParameters: { return: request } });
    expect([begun.status, begun.location]).toEqual([303, 'https://sallyport.example.com/oauth2/authorize?fresh=false']);
    scene.issues(scene.alice);
    const back = await browser.get('/console/callback');
    expect([back.status, back.location]).toEqual([303, request]);
    expect(back.cookies.at(-1)).toMatch(
      /^__Host-sallyport=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Lax; Max-Age=28800$/,
    );
  });

  test('leads nowhere but to our own pages', async () => {
    const scene = await consoleScene();
    const browser = scene.browser();
    await browser.send('GET /console/sign-in', { queryStringParameters: { return: 'https://evil.example/' } });
    scene.issues(scene.alice);
    expect((await browser.get('/console/callback')).location).toBe('/console');
  });

  test('can be asked to be fresh', async () => {
    const browser = (await consoleScene()).browser();
    const begun = await browser.send('GET /console/sign-in', { queryStringParameters: { fresh: 'yes' } });
    expect(begun.location).toContain('fresh=true');
  });

  test('what comes back to a browser that did not begin it signs nobody in', async () => {
    const scene = await consoleScene();
    scene.issues(scene.alice);
    const browser = scene.browser();
    const back = await browser.get('/console/callback');
    expect([back.status, browser.cookies.has(COOKIE)]).toEqual([400, false]);
    expect(scene.signIns.entries).toEqual([]);
  });

  test('what the issuer refuses signs nobody in', async () => {
    const browser = (await consoleScene()).browser();
    await browser.get('/console/sign-in');
    const back = await browser.get('/console/callback');
    expect([back.status, browser.cookies.has(COOKIE)]).toEqual([400, false]);
  });

  test('is on record, with the person and the sign-in', async () => {
    const scene = await consoleScene();
    await scene.of(scene.alice);
    expect(scene.signIns.entries).toMatchObject([
      { action: 'console.sign-in', actor: { kind: 'person', id: scene.alice.id }, address: '192.0.2.1' },
    ]);
  });

  test('a new sign-in in the same browser ends the one before', async () => {
    const scene = await consoleScene();
    const browser = await scene.of(scene.alice);
    const before = browser.cookies.get(COOKIE) ?? '';
    await browser.signIn(scene.alice);
    browser.cookies.set(COOKIE, before);
    expect((await browser.get('/console')).body).toContain('<h1>Sign in</h1>');
  });
});

describe('the gate of the pages', () => {
  test.each(['', 'x', 'a'.repeat(43), 'a'.repeat(5000)])(
    'a cookie that we did not give is nobody: %j',
    async (value) => {
      const browser = (await consoleScene()).browser();
      browser.cookies.set(COOKIE, value);
      const { status, body } = await browser.get('/console');
      expect([status, body.includes('<h1>Sign in</h1>')]).toEqual([200, true]);
    },
  );

  test('two cookies of one name are nobody: one of them was planted', async () => {
    const scene = await consoleScene();
    const value = (await scene.of(scene.alice)).cookies.get(COOKIE) ?? '';
    const { body } = await scene.browser().send('GET /console', { cookies: [`${COOKIE}=${value}`, `${COOKIE}=x`] });
    expect(body).toContain('<h1>Sign in</h1>');
  });

  test('after eight hours one signs in again', async () => {
    const scene = await consoleScene();
    const alice = await scene.of(scene.alice);
    scene.clock.now += 8 * 3600 - 1;
    expect((await alice.get('/console')).body).toContain('<h1>Access</h1>');
    scene.clock.now += 1;
    expect((await alice.get('/console')).body).toContain('<h1>Sign in</h1>');
  });

  test('ending all sign-ins is noticed at the next click', async () => {
    const scene = await consoleScene();
    const alice = await scene.of(scene.alice);
    await endSignIns(scene.means, causeAt(scene.clock.now + 1), scene.alice.id);
    expect((await alice.get('/console')).body).toContain('<h1>Sign in</h1>');
  });

  test('somebody disabled is nobody at the next click, and their form does nothing', async () => {
    const scene = await consoleScene();
    const alice = await scene.of(scene.alice);
    const csrf = hidden((await alice.get('/console')).body, 'csrf');
    await disablePerson(scene.means, causeAt(), scene.alice.id);
    const fields = { csrf, target: scene.target.id, minutes: '30', reason: 'x' };
    const reply = await alice.post('/console/requests', undefined, fields);
    expect(reply.status).toBe(401);
    expect(reply.body).toContain('Nothing was done.');
    expect(scene.access.entries.filter(({ action }) => action === 'request.create')).toEqual([]);
  });

  test('signing out forgets the browser and goes on to the issuer', async () => {
    const scene = await consoleScene();
    const alice = await scene.of(scene.alice);
    const value = alice.cookies.get(COOKIE) ?? '';
    const csrf = hidden((await alice.get('/console')).body, 'csrf');
    const reply = await alice.post('/console/sign-out', undefined, { csrf });
    expect(reply.location).toMatch(
      /^https:\/\/sallyport\.example\.com\/oauth2\/end-session\?client_id=sallyport-console&/,
    );
    expect(alice.cookies.has(COOKIE)).toBe(false);
    alice.cookies.set(COOKIE, value);
    expect((await alice.get('/console')).body).toContain('<h1>Sign in</h1>');
  });

  test('signing out by a link or a form from elsewhere does nothing', async () => {
    const scene = await consoleScene();
    const alice = await scene.of(scene.alice);
    const reply = await alice.post('/console/sign-out', undefined, { csrf: '' }, { 'sec-fetch-site': 'cross-site' });
    expect(reply.status).toBe(403);
    expect((await alice.get('/console')).body).toContain('<h1>Access</h1>');
  });
});

describe('home', () => {
  test('offers what I may ask for, and says why not the rest', async () => {
    const scene = await consoleScene();
    const { body } = await (await scene.of(scene.alice)).get('/console');
    expect(body).toMatch(/<input type="radio" name="target" value="tgt_[^"]+" required checked \/>/);
    expect(body).toContain('Orders database');
    expect(body).toMatch(/Backups<\/bdi>.*You are not eligible for this target/);
  });

  test('somebody who may ask for nothing is told so', async () => {
    const scene = await consoleScene();
    const { body } = await (await scene.of(scene.dave)).get('/console');
    expect(body).toContain('There is nothing that you may ask for.');
    expect(body).not.toContain('action="/console/requests"');
  });

  test('a request that I may not make is refused and on record, also without the button', async () => {
    const scene = await consoleScene();
    const dave = await scene.of(scene.dave);
    const reply = await scene.ask(dave);
    expect([reply.status, reply.body.includes('not_eligible')]).toEqual([403, true]);
    expect(scene.denials).toMatchObject([{ action: 'access:request', code: 'not_eligible' }]);
  });

  test.each([
    [{ minutes: '61' }, 422, 'duration_not_allowed'],
    [{ minutes: '0' }, 400, 'invalid_request'],
    [{ reason: '' }, 400, 'invalid_request'],
    [{ reason: 'a\u202Eb' }, 400, 'invalid_request'],
    [{ reason: 'x'.repeat(1001) }, 400, 'invalid_request'],
    [{ target: 'tgt_01jd4zv2t0e9xbk8ng5w1m3c7r' }, 404, 'not_found'],
    [{ target: 'orders' }, 400, 'invalid_request'],
  ])('asking with %j is refused', async (fields, status, code) => {
    const scene = await consoleScene();
    const reply = await scene.ask(await scene.of(scene.alice), fields);
    expect([reply.status, reply.body.includes(code)]).toEqual([status, true]);
  });

  test('shows approvers what awaits them, and nobody their own', async () => {
    const scene = await consoleScene();
    const alice = await scene.of(scene.alice);
    await scene.ask(alice);
    expect((await (await scene.of(scene.bob)).get('/console')).body).toContain('Awaiting my decision');
    expect((await alice.get('/console')).body).not.toContain('Awaiting my decision');
  });
});
