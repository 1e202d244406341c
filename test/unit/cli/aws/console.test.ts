import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { signInLink } from '../../../../cli/aws/sign-in-link.ts';
import { runCommand } from '../../../../cli/run-command.ts';
import { until } from '../../../../local/headless/until.ts';
import { testWorld } from '../world.ts';
import { startFakeSallyport } from './fake-sallyport.ts';
import type { FakeSallyport } from './fake-sallyport.ts';

let sallyport: FakeSallyport;
let federation: { readonly url: string; readonly stop: () => void };
let asked: { url: string | undefined; body: URLSearchParams }[];
let answers = 200;

beforeEach(async () => {
  sallyport = await startFakeSallyport();
  asked = [];
  answers = 200;
  const server = createServer((incoming, outgoing) => {
    let body = '';
    incoming.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
    incoming.on('end', () => {
      asked.push({ url: incoming.url, body: new URLSearchParams(body) });
      outgoing.writeHead(answers, { 'content-type': 'application/json' });
      outgoing.end(answers === 200 ? '{"SigninToken":"one-time-token"}' : 'bad secret-1');
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/federation`;
  federation = { url, stop: () => server.close() };
});
afterEach(async () => {
  federation.stop();
  await sallyport.stop();
});

async function openConsole(args: readonly string[], environment: Record<string, string> = {}) {
  const world = testWorld(
    { ...sallyport.environment, BROWSER: 'none', SALLYPORT_FEDERATION_URL: federation.url, ...environment },
    () => Math.floor(Date.now() / 1000),
  );
  const code = await runCommand(['aws', 'console', ...args], world);
  return { code, out: world.out(), err: world.err() };
}

/** A browser that opens what it is given, writes down where it was sent, and what it was called with. */
async function fakeBrowser(): Promise<{ readonly program: string; readonly seen: () => Promise<string[]> }> {
  const program = join(sallyport.home, 'browser');
  const log = join(sallyport.home, 'browser.log');
  await writeFile(
    program,
    `#!${process.execPath}
const { appendFileSync } = require('node:fs');
const visit = async () => {
  const { status, headers } = await fetch(process.argv[2], { redirect: 'manual' }).catch(() => ({ status: 0, headers: new Headers() }));
  return status + ' ' + headers.get('location');
};
visit().then(async (first) => appendFileSync('${log}', [process.argv[2], first, await visit()].join('\\n')));
`,
  );
  await chmod(program, 0o755);
  const read = () =>
    readFile(log, 'utf8').then(
      (text) => text.split('\n'),
      () => undefined,
    );
  return { program, seen: () => until(read, { what: 'the browser', withinSeconds: 20 }) };
}

describe('sallyport aws console', () => {
  test('sends the session in the body, asks for no duration, and prints the link only when told', async () => {
    const { code, out } = await openConsole(['orders', '--print']);
    expect(code).toBe(0);
    const link = new URL(out.trim());
    expect(link.origin + link.pathname).toBe(federation.url);
    expect(Object.fromEntries(link.searchParams)).toEqual({
      Action: 'login',
      Issuer: sallyport.issuer,
      Destination: 'https://eu-west-1.console.aws.amazon.com/console/home?region=eu-west-1',
      SigninToken: 'one-time-token',
    });
    expect(asked.map(({ url }) => url)).toEqual(['/federation']);
    expect(Object.fromEntries(asked[0]?.body ?? [])).toEqual({
      Action: 'getSigninToken',
      Session: '{"sessionId":"ASIA1","sessionKey":"secret-1","sessionToken":"token-1"}',
    });
  });

  test('opens the link once, and the browser is not started with it', async () => {
    const { program, seen } = await fakeBrowser();
    const { code, out, err } = await openConsole(['orders', '--region', 'us-east-2'], { BROWSER: program });
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/Your browser signs in to "Orders, admin", until/);
    const [address, first, second] = await seen();
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}$/);
    expect(first).toMatch(/^303 .*us-east-2.*SigninToken=one-time-token$/);
    expect(second).not.toContain('one-time-token');
    expect(out + err).not.toContain('one-time-token');
  });

  test('says what to do where there is no browser', async () => {
    const { code, out, err } = await openConsole(['orders']);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('--print');
    expect(err).not.toContain('one-time-token');
  });

  test('takes credentials that have most of an hour left', async () => {
    await openConsole(['orders', '--print']);
    await openConsole(['orders', '--print']);
    expect(sallyport.state.lent).toBe(1);
    sallyport.state.lifeSeconds = 40 * 60;
    await openConsole(['grt_1', '--print']);
    await openConsole(['grt_1', '--print']);
    expect(sallyport.state.lent).toBe(3);
  });

  test('repeats nothing of what AWS answered', async () => {
    answers = 400;
    const { code, out, err } = await openConsole(['orders', '--print']);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('no sign-in token (400)');
    expect(err).not.toContain('secret-1');
  });

  test.each([['https://evil.example/federation'], ['http://evil.example/'], ['http://127.0.0.1.evil.example/'], ['x']])(
    'sends credentials to no stand-in at %s',
    async (url) => {
      const { code, err } = await openConsole(['orders', '--print'], { SALLYPORT_FEDERATION_URL: url });
      expect(code).toBe(2);
      expect(err).toContain('only an address of this machine');
    },
  );
});

test.each([
  [
    'aws',
    'eu-central-1',
    'https://eu-central-1.signin.aws.amazon.com/federation',
    'eu-central-1.console.aws.amazon.com',
  ],
  ['aws', 'us-east-1', 'https://signin.aws.amazon.com/federation', 'us-east-1.console.aws.amazon.com'],
  [
    'aws-us-gov',
    'us-gov-west-1',
    'https://signin.amazonaws-us-gov.com/federation',
    'us-gov-west-1.console.amazonaws-us-gov.com',
  ],
  ['aws-cn', 'cn-north-1', 'https://signin.amazonaws.cn/federation', 'cn-north-1.console.amazonaws.cn'],
])('in %s, %s has its endpoint and its console', async (partition, region, endpoint, host) => {
  const urls: string[] = [];
  const link = await signInLink(
    {
      environment: {},
      fetch: async (url) => {
        urls.push(url);
        return Response.json({ SigninToken: 't' });
      },
    },
    {
      roleArn: `arn:${partition}:iam::123456789012:role/x`,
      credentials: { Version: 1, AccessKeyId: 'a', SecretAccessKey: 'b', SessionToken: 'c', Expiration: '' },
      issuer: 'https://access.example.com',
      region,
    },
  );
  expect(urls).toEqual([endpoint]);
  expect(link.startsWith(`${endpoint}?Action=login&`)).toBe(true);
  expect(new URL(new URL(link).searchParams.get('Destination') ?? '').host).toBe(host);
});
