import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { runCommand } from '../../../cli/run-command.ts';
import type { TestIssuer } from './support/issuer.ts';
import { clock, comeBack, issuerThat } from './support/oidc.ts';
import { untilSaid } from './support/until-said.ts';
import { testWorld } from './world.ts';

let server: TestIssuer;
afterEach(async () => server.close());

async function login(...args: string[]) {
  const home = await mkdtemp(join(tmpdir(), 'sallyport-login-'));
  const world = testWorld({ HOME: home, BROWSER: 'none', SALLYPORT_KEYRING: 'off' }, clock);
  return { home, world, ended: runCommand(['login', server.issuer, ...args], world) };
}

describe('login', () => {
  test('asks with PKCE and a state, on the loopback address', async () => {
    server = await issuerThat();
    const { world, ended, home } = await login('--no-browser', '--json');
    const [, url = ''] = await untilSaid(world.err, /to sign in:\n\s+(\S+)/);
    expect(Object.fromEntries(new URL(url).searchParams)).toMatchObject({
      client_id: 'sallyport-cli',
      response_type: 'code',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
      redirect_uri: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/callback$/),
    });
    const page = await comeBack(world, server);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('You are signed in')]);
    expect(await ended).toBe(0);
    expect(JSON.parse(world.out())).toMatchObject({ person: { name: 'Alice' }, keptIn: 'file', remembered: true });
    const remembered = await readFile(join(home, '.config', 'sallyport', 'config.json'), 'utf8');
    expect(JSON.parse(remembered)).toEqual({ issuer: server.issuer });
  });

  test.each([
    ['slow', 300],
    ['fast', -300],
  ])('works with a clock that is five minutes %s, and says so', async (word, ahead) => {
    server = await issuerThat({ ahead });
    const { world, ended } = await login('--no-browser');
    await comeBack(world, server);
    expect(await ended).toBe(0);
    expect(world.err()).toMatch(new RegExp(`The clock of this machine is (5 min|4 min 59 s|5 min 1 s) ${word}`));
  });

  test.each([
    ['an answer of another issuer', { iss: 'https://elsewhere.example' }, {}],
    ['a refusal', { error: 'access_denied' }, {}],
    ['an ID token that has expired', {}, { exp: 1 }],
    ['an ID token for somebody else', {}, { aud: 'another' }],
  ])('%s signs nobody in, and both the browser and the terminal say so', async (_what, changed, claims) => {
    server = await issuerThat({ claims });
    const { world, ended } = await login('--no-browser');
    const page = await comeBack(world, server, changed);
    expect([page.status, await page.text()]).toEqual([400, expect.stringContaining('You are not signed in')]);
    expect(await ended).toBe(1);
    expect(world.err()).toContain('The sign-in came to nothing');
    expect(await runCommand(['whoami', '--issuer', server.issuer], world)).toBe(3);
  });

  test('an issuer that calls itself something else is not spoken to', async () => {
    server = await issuerThat({ metadata: { issuer: 'https://elsewhere.example' } });
    const { world, ended } = await login('--no-browser');
    expect(await ended).toBe(1);
    expect(world.err()).toContain('says that it is "https://elsewhere.example"');
    expect(server.calls).toHaveLength(1);
  });

  const device = { metadata: { device_authorization_endpoint: '' } };
  const deviceAt = async (polls: readonly object[]) => {
    const opened = await issuerThat({ ...device, polls });
    server = opened;
    Object.assign(device.metadata, { device_authorization_endpoint: `${opened.issuer}/oauth2/device` });
    return login();
  };

  test('without a browser shows a code for another device, and waits until it was entered', async () => {
    const { world, ended } = await deviceAt([{ error: 'authorization_pending' }]);
    expect(await ended).toBe(0);
    expect(world.err()).toContain(`${server.issuer}/device`);
    expect(world.err()).toContain('WDJB-MJHT');
    expect(world.out()).toContain('Alice');
  });

  test.each([
    ['refused', 'access_denied', /was denied on the other device/],
    ['too late', 'expired_token', /has expired/],
  ])('%s on the other device is 4', async (_what, error, words) => {
    const { world, ended } = await deviceAt([{ error }]);
    expect(await ended).toBe(4);
    expect(world.err()).toMatch(words);
  });

  test('an issuer without the device flow says what works instead', async () => {
    server = await issuerThat();
    const { world, ended } = await login('--device');
    expect(await ended).toBe(1);
    expect(world.err()).toContain('--no-browser');
  });

  test('in a home that cannot be written the sign-in holds for this command, and it says why and what to do', async () => {
    server = await issuerThat();
    const world = testWorld({ HOME: '/dev/null', BROWSER: 'none', SALLYPORT_KEYRING: 'off' }, clock);
    const ended = runCommand(['login', server.issuer, '--no-browser', '--json'], world);
    await comeBack(world, server);
    expect(await ended).toBe(1);
    expect(JSON.parse(world.out())).toMatchObject({ keptIn: 'memory', remembered: false });
    expect(world.err()).toMatch(/Cannot .*\/dev\/null.*\n?.*XDG_STATE_HOME/);
    expect(world.err()).not.toContain('access-1');
  });
});
