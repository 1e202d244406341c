import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { chmod, lstat, mkdir, readFile, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { changeFile } from '../../../../cli/aws/config-file.ts';
import { ourCommand } from '../../../../cli/aws/our-command.ts';
import { profileNames } from '../../../../cli/aws/profile-name.ts';
import { runCommand } from '../../../../cli/run-command.ts';
import { testWorld } from '../world.ts';
import { startFakeSallyport } from './fake-sallyport.ts';
import type { FakeSallyport } from './fake-sallyport.ts';
import { runCli, runCliOnFullDisk } from './run-cli.ts';

let sallyport: FakeSallyport;
let folder: string;
let config: string;
const real = () => Math.floor(Date.now() / 1000);

beforeEach(async () => {
  sallyport = await startFakeSallyport();
  folder = join(sallyport.home, '.aws');
  config = join(folder, 'config');
  await mkdir(folder);
});
afterEach(() => sallyport.stop());

async function configure(...args: string[]) {
  const world = testWorld(sallyport.environment, real);
  const code = await runCommand(['aws', 'configure', ...args], world);
  return { code, out: world.out(), err: world.err() };
}
const written = () => readFile(config, 'utf8');
const theirs = '# mine\n[profile prod]\nregion=us-east-1   \n\n';

describe('sallyport aws configure', () => {
  test('adds a profile for each target that one may ask for, with its region', async () => {
    await writeFile(config, theirs);
    sallyport.state.targets = [
      { id: 'tgt_1', name: 'Orders, admin' },
      { id: 'tgt_2', name: 'Billing', mayAsk: false },
    ];
    expect((await configure()).code).toBe(0);
    expect((await written()).startsWith(theirs)).toBe(true);
    expect((await written()).slice(theirs.length)).toMatch(
      /^\n# Written by .*\n\[profile orders-admin\]\ncredential_process = .*sallyport.* aws credentials tgt_1 --issuer http:\/\/127\.0\.0\.1:\d+\nregion = eu-west-1\n$/,
    );
    const before = await written();
    expect((await configure()).out).toContain('unchanged');
    expect(await written()).toBe(before);
  });

  test('takes a name and a region, and keeps them the next time', async () => {
    await configure('order', '--profile', 'ord', '--region', 'eu-central-1');
    expect(await written()).toMatch(/^# Written by .*\n\[profile ord\]\n.*\nregion = eu-central-1\n$/);
    const before = await written();
    await configure();
    expect(await written()).toBe(before);
    await configure('orders', '--profile', 'second');
    expect(await written()).toContain('[profile second]');
  });

  test('refuses a profile that is not ours, and keys of that name, and writes nothing', async () => {
    const foreign = '[profile orders-admin]\nregion = us-east-1\n';
    await writeFile(config, foreign);
    const refused = await configure();
    expect(refused.code).toBe(1);
    expect(refused.err).toMatch(/"orders-admin" .*not Sallyport's.*--profile NAME/);
    expect(await written()).toBe(foreign);
    await writeFile(config, '');
    await writeFile(join(folder, 'credentials'), '[orders-admin]\naws_access_key_id = AKIA\n');
    expect((await configure()).code).toBe(1);
    expect(await written()).toBe('');
    expect((await configure('order', '--profile', 'ord')).code).toBe(0);
  });

  test('--remove takes ours out again, all or by name, without asking Sallyport', async () => {
    await writeFile(config, theirs);
    sallyport.state.targets = [
      { id: 'tgt_1', name: 'Orders, admin' },
      { id: 'tgt_2', name: 'Billing' },
    ];
    await configure();
    const calls = sallyport.state.calls.length;
    expect((await configure('--remove', 'Billing')).code).toBe(0);
    expect(await written()).not.toContain('billing');
    expect((await configure('--remove', 'billing')).code).toBe(1);
    expect((await configure('--remove')).out).toContain('orders-admin');
    expect(await written()).toBe(theirs);
    expect((await configure('--remove')).code).toBe(0);
    expect(sallyport.state.calls).toHaveLength(calls);
  });

  test('says what it did to programs', async () => {
    expect(JSON.parse((await configure('--json')).out)).toEqual({
      file: config,
      written: true,
      profiles: [{ name: 'orders-admin', target: 'Orders, admin', did: 'added' }],
    });
    expect(JSON.parse((await configure('--remove', '--json')).out)).toEqual({
      file: config,
      removed: ['orders-admin'],
    });
  });

  test.each([
    [['--profile', 'two words'], 'no name for a profile'],
    [['--region', 'europe'], 'no AWS region'],
    [['nobody'], 'No target'],
    [['--remove', '--region', 'eu-west-1'], '--region'],
  ])('%j is refused in words', async (args, words) => {
    const { code, err } = await configure(...args);
    expect(code).not.toBe(0);
    expect(err).toContain(words);
    await expect(written()).rejects.toThrow();
  });

  test('one name for several targets is not understood', async () => {
    sallyport.state.targets = [
      { id: 'tgt_1', name: 'Orders, admin' },
      { id: 'tgt_2', name: 'Billing' },
    ];
    expect((await configure('--profile', 'ord')).code).toBe(2);
  });
});

describe('the file', () => {
  test('is made private when it was not there, and keeps its mode when it was', async () => {
    await configure();
    expect((await stat(config)).mode & 0o777).toBe(0o600);
    await chmod(config, 0o644);
    await configure('order', '--profile', 'again');
    expect((await stat(config)).mode & 0o777).toBe(0o644);
  });

  test('behind a symbolic link is changed, and the link stays', async () => {
    const real = join(sallyport.home, 'dotfiles', 'aws-config');
    await mkdir(join(sallyport.home, 'dotfiles'));
    await symlink('../dotfiles/aws-config', config);
    await configure();
    expect((await lstat(config)).isSymbolicLink()).toBe(true);
    expect(await readFile(real, 'utf8')).toContain('[profile orders-admin]');
    await configure('--remove');
    expect((await lstat(config)).isSymbolicLink()).toBe(true);
    expect(await readFile(real, 'utf8')).toBe('');
  });

  test('is where AWS_CONFIG_FILE says', async () => {
    const other = join(sallyport.home, 'elsewhere');
    const world = testWorld({ ...sallyport.environment, AWS_CONFIG_FILE: other }, real);
    expect(await runCommand(['aws', 'configure'], world)).toBe(0);
    expect(await readFile(other, 'utf8')).toContain('orders-admin');
  });

  test('is left alone when it is no file, such as /dev/null', async () => {
    execFileSync('mkfifo', [config]);
    const { code, err } = await configure();
    expect([code, err]).toEqual([1, expect.stringContaining('no ordinary file')]);
    expect((await lstat(config)).isFIFO()).toBe(true);
  });

  test('is as it was on a full disk, with nothing left beside it', async () => {
    await writeFile(config, theirs);
    const { code, err } = await runCliOnFullDisk(['aws', 'configure'], sallyport.environment);
    expect(code).toBe(1);
    expect(err).toContain('Cannot write');
    expect(await written()).toBe(theirs);
    expect(await readdir(folder)).toEqual(['config']);
  }, 60_000);

  test('keeps the change that someone else made at the same moment', async () => {
    await writeFile(config, 'a');
    let asked = 0;
    const { writeFileSync } = await import('node:fs');
    await changeFile(config, (text) => {
      asked += 1;
      if (asked === 1) writeFileSync(config, 'b');
      return `${text}!`;
    });
    expect([asked, await written()]).toEqual([2, 'b!']);
  });

  test('takes the profiles of ten that write at once', async () => {
    await writeFile(config, theirs);
    const names = Array.from({ length: 10 }, (_, at) => `profile-${at}`);
    const runs = await Promise.all(
      names.map((name) => runCli(['aws', 'configure', 'orders', '--profile', name], sallyport.environment)),
    );
    expect(runs.map(({ code, err }) => [code, err])).toEqual(runs.map(() => [0, '']));
    for (const name of names) expect(await written()).toContain(`[profile ${name}]`);
  }, 120_000);
});

describe('how an AWS tool calls us', () => {
  const installed = async (name: string) => {
    const script = join(sallyport.home, 'lib', 'sallyport.mjs');
    await mkdir(join(sallyport.home, 'lib'), { recursive: true });
    await mkdir(join(sallyport.home, name), { recursive: true });
    await writeFile(script, '', { mode: 0o755 });
    await symlink(script, join(sallyport.home, name, 'sallyport')).catch(() => undefined);
    return { script, node: '/opt/my node/bin/node', environment: { PATH: join(sallyport.home, name) } };
  };

  test('is by name where an installation put us on the PATH', async () => {
    expect(ourCommand(await installed('bin'))).toBe('sallyport');
  });

  test('is by full paths where npx did, on Windows, and where another sallyport comes first', async () => {
    const npx = await installed('node_modules/.bin');
    const full = `"/opt/my node/bin/node" ${npx.script}`;
    expect(ourCommand(npx)).toBe(full);
    expect(ourCommand({ ...(await installed('bin')), platform: 'win32' })).toBe(full);
    await mkdir(join(sallyport.home, 'other'));
    await writeFile(join(sallyport.home, 'other', 'sallyport'), '', { mode: 0o755 });
    const PATH = `${join(sallyport.home, 'other')}:${join(sallyport.home, 'bin')}`;
    expect(ourCommand({ ...npx, environment: { PATH } })).toBe(full);
  });
});

test('names of profiles come from names of targets, and no two are the same', () => {
  const names = profileNames([
    { id: 'tgt_01ABCDEF', name: 'Production, operator' },
    { id: 'tgt_01ABCDEG', name: 'Büro (EU)' },
    { id: 'tgt_01ABCDEH', name: 'orders' },
    { id: 'tgt_01ABCDEJ', name: 'Orders!' },
    { id: 'tgt_01ABCDEK', name: '本番' },
  ]);
  expect([...names.values()]).toEqual(['production-operator', 'buro-eu', 'orders-abcdeh', 'orders-abcdej', 'abcdek']);
});
