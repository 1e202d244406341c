import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { constants } from 'node:os';
import { join } from 'node:path';
import { until } from '../../../../local/headless/until.ts';
import { startFakeSallyport } from './fake-sallyport.ts';
import type { FakeSallyport } from './fake-sallyport.ts';
import { runCli, startCli } from './run-cli.ts';

let sallyport: FakeSallyport;
beforeEach(async () => {
  sallyport = await startFakeSallyport();
});
afterEach(() => sallyport.stop());

const exec = (args: readonly string[], environment: Record<string, string> = {}) =>
  runCli(['exec', ...args], { ...sallyport.environment, ...environment });
const node = (code: string) => ['--', process.execPath, '-e', code];

describe('sallyport exec', () => {
  test('gives the command the credentials, and takes away what competes with them', async () => {
    const show = 'console.log(JSON.stringify(process.env))';
    const { code, out } = await exec(['orders', ...node(show)], {
      AWS_PROFILE: 'mine',
      AWS_DEFAULT_PROFILE: 'mine',
      AWS_SECURITY_TOKEN: 'old',
      AWS_WEB_IDENTITY_TOKEN_FILE: '/x',
      AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://x',
      AWS_SECRET_ACCESS_KEY: 'old',
      AWS_ENDPOINT_URL: 'http://localhost:4566',
      OTHER: 'stays',
    });
    expect(code).toBe(0);
    const seen = JSON.parse(out) as Record<string, string>;
    const aws = Object.fromEntries(Object.entries(seen).filter(([name]) => name.startsWith('AWS_')));
    expect(aws).toEqual({
      AWS_ACCESS_KEY_ID: 'ASIA1',
      AWS_SECRET_ACCESS_KEY: 'secret-1',
      AWS_SESSION_TOKEN: 'token-1',
      AWS_CREDENTIAL_EXPIRATION: expect.stringMatching(/Z$/),
      AWS_REGION: 'eu-west-1',
      AWS_DEFAULT_REGION: 'eu-west-1',
      AWS_ENDPOINT_URL: 'http://localhost:4566',
    });
    expect(seen['OTHER']).toBe('stays');
  });

  test('takes the region that was said, then that of the environment, then the target’s', async () => {
    const show = 'console.log(process.env.AWS_REGION)';
    const { out } = await exec(['orders', ...node(show)], { AWS_REGION: 'eu-north-1' });
    expect(out).toBe('eu-north-1\n');
    const said = await exec(['orders', '--region', 'us-west-2', ...node(show)], { AWS_REGION: 'eu-north-1' });
    expect(said.out).toBe('us-west-2\n');
  });

  test('passes the exit code on, and the words after -- as they are', async () => {
    const show = 'console.log(JSON.stringify(process.argv.slice(1))); process.exit(7)';
    const { code, out } = await exec(['orders', ...node(show), '--', '--json', '--help', 'a b', '$HOME', '']);
    expect(code).toBe(7);
    expect(JSON.parse(out)).toEqual(['--json', '--help', 'a b', '$HOME', '']);
  });

  test('says what a shell says of a command that is not there, or cannot be run', async () => {
    const missing = await exec(['orders', '--', 'no-such-command']);
    expect([missing.code, missing.err]).toEqual([127, expect.stringContaining('no command "no-such-command"')]);
    const file = join(sallyport.home, 'not-runnable');
    await writeFile(file, '', { mode: 0o600 });
    expect((await exec(['orders', '--', file])).code).toBe(126);
  });

  test('without a live grant, or without a command, runs nothing', async () => {
    const run = node('console.log("ran")');
    expect((await exec(['orders'])).code).toBe(2);
    sallyport.state.grants = [];
    const { code, out, err } = await exec(['orders', ...run]);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('sallyport request orders');
  });

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR2'] as const)('hands %s on to the command', async (signal) => {
    const trap = `process.on('${signal}', () => { console.log('got it'); process.exit(9); }); console.log('ready'); setInterval(() => {}, 1000);`;
    const { child, ended } = startCli(['exec', 'orders', ...node(trap)], sallyport.environment);
    let out = '';
    child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')));
    await until(async () => (out.includes('ready') ? true : undefined), { what: 'the child', withinSeconds: 20 });
    child.kill(signal);
    expect(await ended).toMatchObject({ code: 9, out: 'ready\ngot it\n' });
  });

  test('answers 128 and the signal for a command that a signal ended', async () => {
    const { code } = await exec(['orders', ...node("process.kill(process.pid, 'SIGKILL')")]);
    expect(code).toBe(128 + constants.signals.SIGKILL);
  });
});
