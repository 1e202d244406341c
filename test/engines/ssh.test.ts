import { chown, readFile, symlink, unlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Call } from '../../src/vault/engine.ts';
import { sshEngine } from '../../src/vault/engines/ssh/ssh-engine.ts';
import { atServer } from '../support/vault/at-server.ts';
import { newKey, startSshUnderTest } from '../support/vault/ssh-under-test.ts';
import type { SshUnderTest } from '../support/vault/ssh-under-test.ts';
import { stoppedAtEachCall } from '../support/vault/stopped-at-each-call.ts';

jest.setTimeout(300_000);

describe.each(['itself', 'administrator'] as const)('a key of an account, changed by %s', (by) => {
  let ssh: SshUnderTest;
  let current: string;

  beforeAll(async () => {
    ssh = await startSshUnderTest(by);
  }, 300_000);
  afterAll(() => ssh.stop());
  beforeEach(async () => {
    current = await ssh.reset();
  });

  const at = (call?: Call) => atServer(ssh.address, ssh.administrator, call === undefined ? {} : { call });
  const next = () => sshEngine.stage(at(), { current, labelled: [current] });
  const apply = (candidate: string, call?: Call) => sshEngine.apply(at(call), { current, candidate });
  const retire = (kept: string, old: string, how: 'at-disuse' | 'now', call?: Call) =>
    sshEngine.retire(at(call), { current: kept, old, how });
  const logIn = async (...values: readonly string[]) => Promise.all(values.map(ssh.logsIn));

  /** Faster than `ssh`, with which it agrees (the first test). */
  const tried = async (...values: readonly string[]) =>
    Promise.all(values.map(async (value) => (await sshEngine.probe(at(), value)).login));

  test('both keys log in until the old one is retired, and every other line stays, byte for byte', async () => {
    const rest = await ssh.rest();
    const candidate = await next();
    expect(await sshEngine.probe(at(), candidate)).toMatchObject({ login: 'dead', fault: { code: 'PUBLICKEY' } });
    expect(await apply(candidate)).toEqual({ applied: true });
    expect(await sshEngine.verify(at(), candidate)).toEqual({ verified: true });
    expect(await logIn(current, candidate)).toEqual([true, true]);
    expect(await retire(candidate, current, 'at-disuse')).toEqual({ retired: false, why: 'cannot-tell' });
    expect(await retire(candidate, current, 'now')).toEqual({ retired: true });
    expect(await logIn(current, candidate)).toEqual([false, true]);
    expect(await retire(candidate, current, 'at-disuse')).toEqual({ retired: true });
    expect(await ssh.rest()).toBe(rest);
    expect(await ssh.beside()).toEqual([]);
    const { publicKey } = JSON.parse(candidate) as { publicKey: string };
    expect(await ssh.keys()).toContain(`\nrestrict,pty,from="127.0.0.1,10.0.0.0/8" ${publicKey} sallyport:attempt-1\n`);
    const log = await ssh.log();
    for (const secret of [current, candidate].flatMap(ssh.secretsOf)) expect(log).not.toContain(secret);
  });

  // The administrator's way differs in how it logs in and where it finds the home.
  if (by === 'itself') {
    test('stopped at any call of apply, the current key is good, and the repetition makes the new one good', async () => {
      const points = await stoppedAtEachCall({
        before: async () => {
          current = await ssh.reset();
          return { candidate: await next(), rest: await ssh.rest() };
        },
        act: ({ candidate }, call) => apply(candidate, call),
        after: async ({ candidate, rest }) => {
          expect((await sshEngine.probe(at(), current)).login).toBe('alive');
          expect(await apply(candidate)).toEqual({ applied: true });
          expect(await tried(current, candidate)).toEqual(['alive', 'alive']);
          expect(await ssh.rest()).toBe(rest);
        },
      });
      expect(points).toBe(28);
    });

    test('stopped at any call of retire, the new key is good, and the repetition retires the old one', async () => {
      const points = await stoppedAtEachCall({
        before: async () => {
          current = await ssh.reset();
          const candidate = await next();
          await apply(candidate);
          return candidate;
        },
        act: (candidate, call) => retire(candidate, current, 'now', call),
        after: async (candidate) => {
          expect((await sshEngine.probe(at(), candidate)).login).toBe('alive');
          expect(await retire(candidate, current, 'now')).toEqual({ retired: true });
          expect(await tried(current, candidate)).toEqual(['dead', 'alive']);
        },
      });
      expect(points).toBe(36);
    });
  }

  test('two at once do what one does', async () => {
    const candidate = await next();
    expect(await Promise.all([apply(candidate), apply(candidate)])).toEqual([{ applied: true }, { applied: true }]);
    expect((await ssh.keys()).split('sallyport:')).toHaveLength(2);
    expect(await logIn(current, candidate)).toEqual([true, true]);
  });

  test('a line that somebody adds at the last moment is not lost', async () => {
    const candidate = await next();
    const somebody = newKey('somebody').publicKey;
    let added = false;
    const call: Call = async (name, run) => {
      const result = await run();
      if (name === 'write the file' && !added) {
        added = true;
        await ssh.write(`${await ssh.keys()}\n${somebody}`);
      }
      return result;
    };
    expect(await apply(candidate, call)).toEqual({ applied: true });
    expect(await ssh.keys()).toContain(somebody);
    expect(await ssh.logsIn(candidate)).toBe(true);
    expect(await ssh.beside()).toEqual([]);
  });

  test('what a crash left beside the file is taken away later, and nothing else', async () => {
    const folder = join(ssh.keyFile, '..');
    const [left, others] = [join(folder, 'authorized_keys.sallyport-0123456789abcdef'), join(folder, 'config')];
    for (const path of [left, others]) {
      await writeFile(path, '');
      await utimes(path, 1_000_000_000, 1_000_000_000);
    }
    const { uid, gid } = ssh.server.account;
    await chown(left, uid, gid);
    expect(await apply(await next())).toEqual({ applied: true });
    expect(await ssh.beside()).toEqual(['config']);
  });

  test('no file is written that would not hold the current key', async () => {
    const [candidate, other] = [await next(), await next()];
    const before = await ssh.keys();
    expect(await retire(candidate, current, 'now')).toMatchObject({
      why: 'failed',
      fault: { stage: 'authentication' },
    });
    expect(await retire(current, current, 'now')).toMatchObject({ why: 'failed', fault: { stage: 'value' } });
    expect(await sshEngine.apply(at(), { current: other, candidate })).toMatchObject({ refused: 'unclear' });
    expect(await ssh.keys()).toBe(before);
  });

  test('a link is not followed, and a file that is too large is left', async () => {
    const candidate = await next();
    const text = await ssh.keys();
    const elsewhere = join(ssh.server.account.home, 'elsewhere');
    await writeFile(elsewhere, text, 'latin1');
    const { uid, gid } = ssh.server.account;
    await chown(elsewhere, uid, gid);
    await unlink(ssh.keyFile);
    await symlink(elsewhere, ssh.keyFile);
    expect(await apply(candidate)).toMatchObject({ refused: 'unclear', fault: { stage: 'rights' } });
    expect(await readFile(elsewhere, 'latin1')).toBe(text);
    await unlink(ssh.keyFile);
    await ssh.write(`${text}\n${'#'.repeat(300_000)}\n`);
    expect(await apply(candidate)).toMatchObject({ refused: 'unclear', fault: { stage: 'rights' } });
    await unlink(ssh.keyFile);
    // The account cannot even log in, its administrator finds no file.
    expect(await apply(candidate)).toMatchObject({
      refused: 'unclear',
      fault: { code: by === 'itself' ? 'PUBLICKEY' : 'NO_SUCH_FILE' },
    });
  });

  test('a server with another key gets nothing, and what stands in the way is named', async () => {
    const faultOf = async (change: Partial<SshUnderTest['address']>, value = current) => {
      const probed = await sshEngine.probe(atServer({ ...ssh.address, ...change }, null), value);
      return probed.login === 'unknown' ? [probed.fault.stage, probed.fault.code] : probed.login;
    };
    const { publicKey: hostKey } = newKey('another host');
    const logged = (await ssh.log()).length;
    expect(await faultOf({ hostKey })).toEqual(['tls', 'HOST_KEY']);
    expect(await faultOf({ hostKey: `ecdsa-sha2-nistp256 ${'A'.repeat(140)}` })).toEqual(['tls', 'HOST_KEY']);
    expect((await ssh.log()).slice(logged)).not.toMatch(/userauth-request for user/);
    expect(await faultOf({ host: 'no-such-host.invalid' })).toEqual(['name', expect.stringMatching(/ENOTFOUND|EAI/)]);
    expect(await faultOf({ port: 1 })).toEqual(['route', 'ECONNREFUSED']);
    expect(await faultOf({ user: 'root' })).toEqual(['value', null]);
    expect(await faultOf({}, 'no JSON')).toEqual(['value', null]);
    expect(await faultOf({}, JSON.stringify({ ...JSON.parse(current), privateKey: 'none' }))).toEqual(['value', null]);
    const back = await ssh.lose();
    expect(await faultOf({})).toEqual(['route', 'ECONNREFUSED']);
    await back();
    expect(await faultOf({})).toBe('alive');
  });

  test('a session that is open under the old key stays: nobody can tell whose it is', async () => {
    const candidate = await next();
    await apply(candidate);
    const session = await ssh.open?.(current);
    expect(await session?.works()).toBe(true);
    expect(await retire(candidate, current, 'now')).toEqual({ retired: true });
    expect(await session?.works()).toBe(true);
    await session?.close();
  });
});
