import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { openBrowser } from '../../local/headless/browser.ts';
import { approve, deny, readRequest } from '../../local/headless/elevation.ts';
import { letDeviceIn, typeUserCode } from '../../local/headless/let-device-in.ts';
import type { Member } from '../../local/headless/member.ts';
import { until } from '../../local/headless/until.ts';
import { openTerminal, signInThrough, signedInTerminal } from './support/command-line.ts';
import type { Terminal } from './support/command-line.ts';
import { approver, engineer, hire } from './support/hire.ts';
import { authenticators, stack } from './support/stack.ts';

const object = (text: string) => JSON.parse(text) as Record<string, unknown>;
const stateFolder = (home: string) => join(home, '.local', 'state', 'sallyport', 'sign-ins');

let alice: Member;
let bob: Member;
let terminal: Terminal;
let target: { readonly id: string; readonly name: string };

beforeAll(async () => {
  alice = await engineer();
  bob = await approver();
  terminal = await signedInTerminal(alice);
  const { out } = await terminal.run(['targets', '--json']);
  target = (object(out)['targets'] as { id: string; name: string; mayAsk: boolean }[]).find(
    ({ mayAsk }) => mayAsk,
  ) as never;
});

describe('signing in', () => {
  test('keeps the sign-in where only its owner reads it, and remembers the issuer', async () => {
    const [file] = (await readdir(stateFolder(terminal.home))).filter((name) => name.endsWith('.json'));
    const { mode } = await stat(join(stateFolder(terminal.home), String(file)));
    expect(mode & 0o777).toBe(0o600);
    expect((await stat(stateFolder(terminal.home))).mode & 0o777).toBe(0o700);
    const { code, out } = await terminal.run(['whoami', '--json']);
    expect([code, object(out)]).toMatchObject([0, { issuer: stack.issuer, id: alice.person.id }]);
  });

  test('the browser is told, and no token is printed', async () => {
    const other = await openTerminal();
    const login = other.start(['login', stack.issuer, '--no-browser']);
    const member = await hire('newcomer');
    expect(await signInThrough(login, member)).toContain('You are signed in');
    const { code, out, err } = await login.ended;
    expect(code).toBe(0);
    expect(out).toContain(member.person.email);
    expect(out + err).not.toMatch(/eyJ[\w-]+\./);
  });

  test('a machine without a browser shows a code, which is entered on another device', async () => {
    const other = await openTerminal();
    const member = await hire('remote');
    const login = other.start(['login', stack.issuer]);
    const [, address = '', code = ''] = await login.says(/open\n\s+(http\S+)\nand enter the code\n\s+(\S+)/);
    const browser = openBrowser(stack.issuer);
    const page = await typeUserCode(browser, address, code);
    await letDeviceIn(browser, page, member.person, () => authenticators.show(member.person));
    expect((await login.ended).code).toBe(0);
    const { out } = await other.run(['whoami']);
    expect(out).toContain(member.person.email);
  });

  test('a redirect that was not begun here is turned away and waited past', async () => {
    const other = await openTerminal();
    const member = await hire('newcomer');
    const login = other.start(['login', stack.issuer, '--no-browser']);
    const [, url = ''] = await login.says(/to sign in:\n\s+(http\S+)/);
    const redirect = new URL(url).searchParams.get('redirect_uri') ?? '';
    expect((await fetch(`${redirect}?code=forged&state=forged`)).status).toBe(400);
    await signInThrough(login, member);
    expect((await login.ended).code).toBe(0);
  });

  test('Ctrl-C ends the waiting with 130', async () => {
    const other = await openTerminal();
    const login = other.start(['login', stack.issuer, '--no-browser']);
    await login.says(/to sign in:/);
    login.interrupt();
    expect(await login.ended).toMatchObject({ code: 130, out: '' });
  });

  test('where nobody is signed in, and where the issuer is unknown, it says what to do', async () => {
    const other = await openTerminal();
    const unknown = await other.run(['whoami']);
    expect(unknown).toMatchObject({ code: 2, out: '' });
    expect(unknown.err).toContain('sallyport login');
    const nobody = await other.run(['whoami', '--issuer', stack.issuer]);
    expect(nobody).toMatchObject({ code: 3, out: '' });
    expect(nobody.err).toContain(`sallyport login ${stack.issuer}`);
  });

  test('signing out ends it at the issuer too', async () => {
    const member = await hire('leaver');
    const other = await signedInTerminal(member);
    const [file] = (await readdir(stateFolder(other.home))).filter((name) => name.endsWith('.json'));
    const kept = object(await readFile(join(stateFolder(other.home), String(file)), 'utf8'));
    expect((await other.run(['logout'])).code).toBe(0);
    expect((await readdir(stateFolder(other.home))).filter((name) => name.endsWith('.json'))).toEqual([]);
    const me = await fetch(`${stack.api}/me`, { headers: { authorization: `Bearer ${String(kept['accessToken'])}` } });
    expect(me.status).toBe(403);
    expect((await other.run(['whoami'])).code).toBe(3);
    expect((await other.run(['logout'])).code).toBe(0);
  });

  test('a sign-in that was ended elsewhere is over here, in words and with 3', async () => {
    const member = await hire('ended');
    const other = await signedInTerminal(member);
    await member.call('POST', '/me/end-sign-ins');
    const { code, err } = await other.run(['targets']);
    expect([code, err]).toEqual([3, expect.stringContaining('sallyport login')]);
    expect((await other.run(['targets'])).code).toBe(3);
  });
});

describe('asking', () => {
  test('targets says for what one may ask and why not for the rest, within 80 columns', async () => {
    const { code, out } = await terminal.run(['targets']);
    expect(code).toBe(0);
    expect(out).toContain(target.name);
    expect(out).toMatch(/Who decides.*approvers/);
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  test('request waits, bob approves, and what is held can be given back', async () => {
    const asking = terminal.start(['request', target.name, '--for', '15m', '--reason', 'Ticket 4711', '--json']);
    const waiting = await openRequest(alice);
    await approve(bob, await readRequest(bob, waiting));
    const { code, out } = await asking.ended;
    expect([code, object(out)]).toMatchObject([
      0,
      { id: waiting, state: 'approved', seconds: 900, grant: { state: 'active' } },
    ]);
    const grants = await terminal.run(['grants']);
    expect(grants.out).toContain('active');
    const returned = await terminal.run(['return', '--json']);
    expect([returned.code, object(returned.out)]).toMatchObject([0, { state: 'ended', probe: { result: 'refused' } }]);
    expect((await terminal.run(['grants'])).out).toContain('You hold nothing now');
    expect((await terminal.run(['requests'])).out).toContain(waiting);
  });

  test('a request that is denied ends the waiting with 4 and the reason', async () => {
    const asking = terminal.start(['request', target.id, '--for', '15m', '--reason', 'Ticket 4712']);
    await deny(bob, await readRequest(bob, await openRequest(alice)), 'not on a Friday');
    const { code, out } = await asking.ended;
    expect(code).toBe(4);
    expect(out).toContain('not on a Friday');
  });

  test('Ctrl-C leaves the request and says how to go on; going on works', async () => {
    const asking = terminal.start(['request', target.id, '--for', '15m', '--reason', 'Ticket 4713']);
    const id = await openRequest(alice);
    await asking.says(/decides/);
    asking.interrupt();
    const { code, err } = await asking.ended;
    expect(code).toBe(130);
    expect(err).toContain(`sallyport requests ${id} --wait`);
    const goingOn = terminal.start(['requests', id, '--wait']);
    await deny(bob, await readRequest(bob, id));
    expect((await goingOn.ended).code).toBe(4);
  });

  test('who is not eligible is refused with 1 and the reason, by the server', async () => {
    const dave = await signedInTerminal(await hire('dave'));
    expect((await dave.run(['targets'])).out).toContain('You may ask for none of these');
    const { code, out, err } = await dave.run(['request', target.id, '--for', '15m', '--reason', 'please']);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('not_eligible');
    const asJson = await dave.run(['request', target.id, '--for', '15m', '--reason', 'please', '--json']);
    expect(object(asJson.err)).toMatchObject({
      error: { code: 'not_eligible', status: 403, requestId: expect.any(String) },
    });
  });

  test.each([
    ['a duration that is none', ['--for', 'ages'], 2],
    ['longer than the rule allows', ['--for', '300h'], 1],
  ])('%s is refused', async (_what, args, expected) => {
    const { code, err } = await terminal.run(['request', target.id, '--reason', 'x', ...args]);
    expect(code).toBe(expected);
    expect(err).not.toMatch(/^\s+at /m);
  });
});

describe('deciding', () => {
  test('pending and approve lead to the page; who asked cannot open it for themselves', async () => {
    const asked = await terminal.run([
      ...['request', target.id, '--for', '15m', '--reason', 'Ticket 4714', '--no-wait', '--json'],
    ]);
    const { id } = object(asked.out);
    const office = await signedInTerminal(await approver());
    expect((await office.run(['pending'])).out).toContain(String(id));
    const { code, out } = await office.run(['approve', String(id)]);
    expect(code).toBe(0);
    expect(out).toContain(`${stack.issuer}/console/requests/${String(id)}`);
    const own = await terminal.run(['approve', String(id)]);
    expect([own.code, own.err]).toEqual([1, expect.stringContaining('own_request')]);
    await deny(bob, await readRequest(bob, String(id)));
  });
});

/** The one that this person asked for last and that still waits. */
const openRequest = (member: Member): Promise<string> =>
  until(
    async () => {
      const { body } = await member.call('GET', '/requests');
      const [first] = (body as { requests: { id: string; state: string }[] }).requests;
      return first?.state === 'requested' ? first.id : undefined;
    },
    { what: 'a request that waits', withinSeconds: 30 },
  );
