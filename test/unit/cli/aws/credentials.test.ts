import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { forgetCredentials } from '../../../../cli/aws/credential-cache.ts';
import { placesOf } from '../../../../cli/places.ts';
import { runCommand } from '../../../../cli/run-command.ts';
import { testWorld } from '../world.ts';
import { startFakeSallyport } from './fake-sallyport.ts';
import type { FakeSallyport } from './fake-sallyport.ts';
import { runCli, runCliOnFullDisk, startCli } from './run-cli.ts';

let sallyport: FakeSallyport;
const real = () => Math.floor(Date.now() / 1000);

beforeEach(async () => {
  sallyport = await startFakeSallyport();
});
afterEach(() => sallyport.stop());

/** In this process, at a time that may be chosen. */
async function credentials(...args: string[]) {
  return credentialsAt(real(), ...args);
}
async function credentialsAt(now: number, ...args: string[]) {
  const world = testWorld(sallyport.environment, () => now);
  const code = await runCommand(['aws', 'credentials', ...args], world);
  return { code, out: world.out(), err: world.err() };
}
const keyOf = ({ out }: { readonly out: string }): unknown =>
  (JSON.parse(out) as { AccessKeyId?: unknown }).AccessKeyId;

async function cacheFiles(): Promise<readonly string[]> {
  const folder = join(sallyport.home, 'state', 'sallyport', 'aws');
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  return names.filter((name) => name.endsWith('.json')).map((name) => join(folder, name));
}

describe('what an AWS tool gets', () => {
  test('is the five keys on standard output, and nothing else anywhere', async () => {
    const { code, out, err } = await credentials('tgt_1');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.trim().split('\n')).toHaveLength(1);
    expect(JSON.parse(out)).toEqual({
      Version: 1,
      AccessKeyId: 'ASIA1',
      SecretAccessKey: 'secret-1',
      SessionToken: 'token-1',
      Expiration: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    });
    expect((await credentials('tgt_1', '--json')).out).toBe(out);
  });

  test.each([['tgt_1'], ['orders, ADMIN'], ['order'], ['grt_1'], ['']])('may be asked for by %j', async (name) => {
    const asked = name === '' ? [] : [name];
    expect((await credentials(...asked)).code).toBe(0);
    expect((await credentials(...asked)).code).toBe(0);
    expect(sallyport.state.lent).toBe(1);
  });

  test('is for one target alone: what could be two is refused', async () => {
    const { endsAt } = sallyport.state.grants[0] ?? { endsAt: 0 };
    sallyport.state.targets = [...sallyport.state.targets, { id: 'tgt_2', name: 'Orders, reader' }];
    sallyport.state.grants = [
      ...sallyport.state.grants,
      { id: 'grt_2', state: 'active', endsAt, targetId: 'tgt_2' },
      { id: 'grt_3', state: 'active', endsAt: endsAt - 60, targetId: 'tgt_1' },
    ];
    for (const asked of [['orders'], []]) {
      const { code, out, err } = await credentials(...asked);
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err).toMatch(/Orders, admin.*tgt_1.*Orders, reader.*tgt_2/);
    }
    expect((await credentials('reader')).code).toBe(0);
    // Of two grants of one target, the one that lasts.
    await credentials('tgt_1');
    expect(sallyport.state.calls.at(-1)).toBe('POST /grants/grt_1/credentials');
  });

  test('is nothing without a live grant, and one line says what to do', async () => {
    sallyport.state.grants = [];
    const { code, out, err } = await credentials('tgt_1');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^sallyport aws credentials: You hold no live grant of "tgt_1".*sallyport request tgt_1 .*\n$/);
    expect((await credentials()).err).toContain('sallyport targets');
    sallyport.state.grants = [{ id: 'grt_1', state: 'activating', endsAt: real() + 60, targetId: 'tgt_1' }];
    expect((await credentials('tgt_1')).err).toContain('being activated');
  });

  test('asks for a sign-in where there is none', async () => {
    await rm(join(sallyport.home, 'state'), { recursive: true });
    expect((await credentials('tgt_1')).code).toBe(3);
  });
});

describe('credentials are kept', () => {
  test('in a file that only its owner may read, and secrets are in no message', async () => {
    await credentials('tgt_1');
    const [file = ''] = await cacheFiles();
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, 'utf8')).toContain('secret-1');
  });

  test('until 16 minutes before they expire; then new ones are fetched', async () => {
    await credentials('tgt_1');
    expect(keyOf(await credentialsAt(real() + 3600 - 17 * 60, 'tgt_1'))).toBe('ASIA1');
    expect(sallyport.state.calls.filter((call) => call.startsWith('POST'))).toHaveLength(1);
    expect(keyOf(await credentialsAt(real() + 3600 - 15 * 60, 'tgt_1'))).toBe('ASIA2');
  });

  test('to the very end where they end with the grant: nothing longer can be had', async () => {
    sallyport.state.grants = [{ id: 'grt_1', state: 'active', endsAt: real() + 600, targetId: 'tgt_1' }];
    await credentials('tgt_1');
    expect(keyOf(await credentialsAt(real() + 590, 'tgt_1'))).toBe('ASIA1');
  });

  test('never beyond the end: a grant that is over is refused without asking, and forgotten', async () => {
    sallyport.state.grants = [{ id: 'grt_1', state: 'active', endsAt: real() + 600, targetId: 'tgt_1' }];
    await credentials('grt_1');
    const calls = sallyport.state.calls.length;
    const { code, out, err } = await credentialsAt(real() + 601, 'grt_1');
    expect({ code, out, calls: sallyport.state.calls.length }).toEqual({ code: 1, out: '', calls });
    expect(err).toMatch(/grt_1 of "Orders, admin" ended at/);
    expect(await cacheFiles()).toEqual([]);
  });

  test('not when Sallyport says that the grant has ended', async () => {
    await credentials('tgt_1');
    sallyport.state.grants = [{ id: 'grt_1', state: 'ended', endsAt: real() - 1, targetId: 'tgt_1' }];
    expect((await credentialsAt(real() + 3000, 'tgt_1')).code).toBe(1);
    expect(await cacheFiles()).toEqual([]);
  });

  test('but not after somebody ended the grant early: that is noticed within a minute', async () => {
    await credentials('tgt_1');
    sallyport.state.grants = [{ id: 'grt_1', state: 'ending', endsAt: real() + 7200, targetId: 'tgt_1' }];
    const calls = sallyport.state.calls.length;
    expect((await credentialsAt(real() + 50, 'tgt_1')).code).toBe(0);
    expect(sallyport.state.calls).toHaveLength(calls);
    const { code, out, err } = await credentialsAt(real() + 61, 'tgt_1');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('has ended or is ending');
    expect(await cacheFiles()).toEqual([]);
  });

  test('and a grant that is active is asked about once a minute', async () => {
    await credentials('tgt_1');
    const calls = sallyport.state.calls.length;
    for (const later of [70, 80, 90, 140]) expect(keyOf(await credentialsAt(real() + later, 'tgt_1'))).toBe('ASIA1');
    expect(sallyport.state.calls.slice(calls)).toEqual(['GET /grants/grt_1', 'GET /grants/grt_1']);
  });

  test('and serve while Sallyport cannot be reached, as long as they are good', async () => {
    await credentials('tgt_1');
    sallyport.state.fails = 503;
    const renewing = await credentialsAt(real() + 3000, 'tgt_1');
    expect(keyOf(renewing)).toBe('ASIA1');
    expect(renewing.err).toContain('good until');
    expect((await credentialsAt(real() + 3601, 'tgt_1')).code).toBe(1);
  });

  test('what another wrote into the file, or half of it, is as good as nothing', async () => {
    await credentials('tgt_1');
    const [file = ''] = await cacheFiles();
    for (const text of ['', '{', '{"grantId":"grt_1"}', 'null']) {
      await writeFile(file, text);
      expect((await credentials('tgt_1')).code).toBe(0);
    }
    expect(sallyport.state.lent).toBe(5);
  });
});

describe('what is kept is forgotten', () => {
  const places = () => placesOf(sallyport.environment);
  const forget = (which: { readonly grantId?: string } = {}) =>
    forgetCredentials({ issuer: sallyport.issuer, places: places(), note: () => undefined }, which);

  test('for one grant when it is given back, and for that alone', async () => {
    sallyport.state.targets = [...sallyport.state.targets, { id: 'tgt_2', name: 'Billing' }];
    const other = { id: 'grt_2', state: 'active', endsAt: real() + 7200, targetId: 'tgt_2' } as const;
    sallyport.state.grants = [...sallyport.state.grants, other];
    for (const asked of ['tgt_1', 'orders', 'tgt_2']) await credentials(asked);
    await forget({ grantId: 'grt_1' });
    expect(await cacheFiles()).toHaveLength(1);
    expect(keyOf(await credentials('tgt_2'))).toBe('ASIA3');
  });

  test('when the person signs out: the next one here is not handed what was lent to them', async () => {
    await credentials('tgt_1');
    const world = testWorld(sallyport.environment, real);
    expect(await runCommand(['logout'], world)).toBe(0);
    expect(await cacheFiles()).toEqual([]);
    expect((await credentials('tgt_1')).code).toBe(3);
  });
});

describe('a clock that is five minutes off', () => {
  test.each([[300], [-300]])('by %d seconds changes nothing of that', async (ahead) => {
    sallyport.state.clockAhead = ahead;
    const end = real() + 600 + ahead;
    sallyport.state.grants = [{ id: 'grt_1', state: 'active', endsAt: end, targetId: 'tgt_1' }];
    await credentials('grt_1');
    expect(keyOf(await credentialsAt(real() + 590, 'grt_1'))).toBe('ASIA1');
    expect((await credentialsAt(real() + 602, 'grt_1')).err).toContain('ended at');
  });

  test('and is set right asks anew', async () => {
    await credentialsAt(real() + 300, 'tgt_1');
    await credentials('tgt_1');
    expect(sallyport.state.lent).toBe(2);
  });
});

describe('in processes of their own', () => {
  test('forty at once fetch once, and each gets the same', async () => {
    sallyport.state.pause = 300;
    const runs = await Promise.all(
      Array.from({ length: 40 }, () => runCli(['aws', 'credentials', 'tgt_1'], sallyport.environment)),
    );
    expect(runs.map(({ code, err }) => ({ code, err }))).toEqual(runs.map(() => ({ code: 0, err: '' })));
    expect(new Set(runs.map(({ out }) => out)).size).toBe(1);
    expect(sallyport.state.lent).toBe(1);
  }, 120_000);

  test('one that is killed while it fetches holds up nobody', async () => {
    const asked = new Promise<void>((done) => {
      sallyport.state.onCall = done;
    });
    sallyport.state.fails = 'hangs';
    const first = startCli(['aws', 'credentials', 'tgt_1'], sallyport.environment);
    await asked;
    const waiting = startCli(['aws', 'credentials', 'tgt_1'], sallyport.environment);
    sallyport.state.fails = undefined;
    first.child.kill('SIGKILL');
    expect((await first.ended).signal).toBe('SIGKILL');
    expect(keyOf(await waiting.ended)).toBe('ASIA1');
  }, 60_000);

  test('on a full disk they are fetched and not kept', async () => {
    for (const fetched of [1, 2]) {
      const { code, out, err } = await runCliOnFullDisk(['aws', 'credentials', 'tgt_1'], sallyport.environment);
      expect({ code, key: keyOf({ out }) }).toEqual({ code: 0, key: `ASIA${fetched}` });
      expect(err).toContain('not kept');
    }
    expect(await cacheFiles()).toEqual([]);
  }, 60_000);

  test('in a home that cannot be written to they are fetched and not kept', async () => {
    // A file where the folder would be: what root, too, cannot write into.
    await writeFile(join(sallyport.home, 'state', 'sallyport', 'aws'), '');
    expect(keyOf(await runCli(['aws', 'credentials', 'tgt_1'], sallyport.environment))).toBe('ASIA1');
    expect(keyOf(await runCli(['aws', 'credentials', 'tgt_1'], sallyport.environment))).toBe('ASIA2');
  }, 60_000);
});
