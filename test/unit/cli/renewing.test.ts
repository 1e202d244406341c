import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { isFresh } from '../../../cli/sign-in/kept-sign-in.ts';
import { withLock } from '../../../cli/lock.ts';
import { NOW, deskAt, signInAt } from './support/desk.ts';
import { openTestIssuer } from './support/issuer.ts';
import type { TestIssuer } from './support/issuer.ts';

jest.setTimeout(60_000);
const support = join(import.meta.dirname, 'support');
let server: TestIssuer;
afterEach(async () => server.close());

const kept = async (file: string) => JSON.parse(await readFile(file, 'utf8')) as { accessToken: string };

describe('an access token', () => {
  test('is used while it is fresh, and renewed quietly before it ends', async () => {
    server = await openTestIssuer();
    const fresh = await deskAt(server.issuer, { age: 100 });
    expect(await fresh.signIn.accessToken()).toBe('access-0');
    const due = await deskAt(server.issuer, { age: 280 });
    expect(await due.signIn.accessToken()).toBe('access-1');
    expect((await kept(due.file)).accessToken).toBe('access-1');
    expect([server.counted, due.notes]).toEqual([{ renewals: 1, reuses: 0 }, []]);
  });

  test('is timed from when it came, by whatever clock this machine has', () => {
    const wrong = NOW + 300;
    const signIn = signInAt('https://x.example', wrong);
    expect(isFresh(signIn, wrong + 200)).toBe(true);
    expect(isFresh(signIn, wrong + 280)).toBe(false);
    // The clock was set right in between: when in doubt it is renewed, which does no harm.
    expect(isFresh(signIn, NOW)).toBe(false);
  });

  test('that was turned away is replaced once, also when another process has done so by then', async () => {
    server = await openTestIssuer();
    const desk = await deskAt(server.issuer);
    const [one, two] = [desk.another(), desk.another()];
    expect(await one.renew('access-0')).toBe('access-1');
    expect(await two.renew('access-0')).toBe('access-1');
    expect(server.counted).toEqual({ renewals: 1, reuses: 0 });
  });

  test('forty processes at once: one renewal, no failure', async () => {
    server = await openTestIssuer({ slow: 200 });
    const { state } = await deskAt(server.issuer, { now: () => Math.floor(Date.now() / 1000), age: 290 });
    const got = await Promise.all(
      Array.from({ length: 40 }, async () => {
        const child = spawn(process.execPath, [join(support, 'renewing-process.mjs'), server.issuer], {
          env: { PATH: process.env['PATH'], HOME: state, SALLYPORT_KEYRING: 'off', XDG_STATE_HOME: state },
          stdio: ['ignore', 'pipe', 'pipe'],
        });
        let said = '';
        for (const stream of [child.stdout, child.stderr])
          stream.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
        const [code] = (await once(child, 'close')) as [number | null];
        return `${String(code)} ${said}`;
      }),
    );
    expect(new Set(got)).toEqual(new Set(['0 access-1']));
    expect(server.counted).toEqual({ renewals: 1, reuses: 0 });
  });

  test('whose renewal was lost on the way ends in signing in again, not in a loop', async () => {
    let lost = false;
    server = await openTestIssuer({
      before: ({ url, socket }) => {
        // The server has used the token up; its answer never arrives.
        if (url !== '/oauth2/token' || lost) return false;
        lost = true;
        server.counted.renewals += 1;
        socket.destroy();
        return true;
      },
    });
    const desk = await deskAt(server.issuer, { age: 290 });
    await expect(desk.signIn.accessToken()).rejects.toMatchObject({ exitCode: 5 });
    // Spent, though nobody here knows: what comes next is a reuse, and the end.
    await writeFile(desk.file, (await readFile(desk.file, 'utf8')).replace('refresh-0', 'refresh-spent'));
    await expect(desk.another().accessToken()).rejects.toMatchObject({ exitCode: 3, code: 'sign_in_needed' });
    await expect(desk.another().accessToken()).rejects.toThrow(/not signed in/);
    expect(server.counted.reuses).toBe(1);
  });
});

describe('what is kept', () => {
  test('is for its owner alone; a file that others may read is repaired, aloud', async () => {
    server = await openTestIssuer();
    const desk = await deskAt(server.issuer);
    expect((await stat(desk.file)).mode & 0o777).toBe(0o600);
    expect((await stat(join(desk.file, '..'))).mode & 0o777).toBe(0o700);
    await chmod(desk.file, 0o644);
    expect(await desk.signIn.accessToken()).toBe('access-0');
    expect((await stat(desk.file)).mode & 0o777).toBe(0o600);
    expect(desk.notes.join()).toContain('could be read by others');
  });

  test.each(['', '{', '{"issuer":1}', '[]'])('when it is spoilt (%s) one signs in again', async (text) => {
    server = await openTestIssuer();
    const desk = await deskAt(server.issuer);
    await writeFile(desk.file, text);
    await expect(desk.signIn.accessToken()).rejects.toMatchObject({ code: 'sign_in_needed' });
  });

  test('when new tokens could not be kept, the old ones are not spent', async () => {
    server = await openTestIssuer();
    const desk = await deskAt(server.issuer, { age: 290 });
    const full = { ...desk.store, checkWritable: () => Promise.reject(new Error('the disk is full')) };
    const { openSignIn } = await import('../../../cli/sign-in/sign-in.ts');
    const { signal } = new AbortController();
    const signIn = openSignIn({
      ...{ issuer: server.issuer, store: full, now: () => NOW, interrupted: signal },
      fetch: () => Promise.reject(new Error('nothing is sent')),
      note: () => undefined,
    });
    await expect(signIn.accessToken()).rejects.toThrow('the disk is full');
    expect((await kept(desk.file)).accessToken).toBe('access-0');
  });

  test('when the disk fills up at the last moment, this command goes on in memory and the next one signs in again', async () => {
    server = await openTestIssuer();
    const desk = await deskAt(server.issuer, { age: 290 });
    const { Failure } = await import('../../../cli/failure.ts');
    const { openSignIn } = await import('../../../cli/sign-in/sign-in.ts');
    const { openFetch } = await import('../../../cli/http/reach.ts');
    const { signal } = new AbortController();
    const signIn = openSignIn({
      ...{ issuer: server.issuer, now: () => NOW, interrupted: signal, fetch: openFetch({}, signal) },
      store: { ...desk.store, write: () => Promise.reject(new Failure('Cannot write: the disk is full.')) },
      note: (line) => desk.notes.push(line),
    });
    expect(await signIn.accessToken()).toBe('access-1');
    expect(await signIn.renew('access-1')).toBe('access-2');
    expect(desk.notes.join()).toContain('the disk is full');
    expect(await desk.store.read()).toBeUndefined();
    expect(server.counted.reuses).toBe(0);
  });
});

describe('the lock', () => {
  test('goes with a holder that was killed', async () => {
    server = await openTestIssuer();
    const { store } = await deskAt(server.issuer);
    const holder = spawn(process.execPath, [join(support, 'holding-process.mjs'), store.lockPath]);
    await once(holder.stdout, 'data');
    const meanwhile = await withLock(store.lockPath, async () => 'in', { waitSeconds: 0.2 }).catch(String);
    holder.kill('SIGKILL');
    await once(holder, 'close');
    expect(meanwhile).toContain('has held');
    expect(await withLock(store.lockPath, async () => 'in', { waitSeconds: 2 })).toBe('in');
  });

  test('lets one in at a time, within one process too', async () => {
    server = await openTestIssuer();
    const { store } = await deskAt(server.issuer);
    let inside = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 20 }, () =>
        withLock(store.lockPath, async () => {
          most = Math.max(most, (inside += 1));
          await Promise.resolve();
          inside -= 1;
        }),
      ),
    );
    expect(most).toBe(1);
  });
});
