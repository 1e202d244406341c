import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { approve, deny, grantIn, readRequest } from '../../local/headless/elevation.ts';
import type { GrantView, RequestView } from '../../local/headless/elevation.ts';
import type { Member } from '../../local/headless/member.ts';
import { until, untilEpoch } from '../../local/headless/until.ts';
import { ensurePython } from '../../local/python.ts';
import { signedInTerminal } from './support/command-line.ts';
import type { Ran, Terminal } from './support/command-line.ts';
import { approver, engineer } from './support/hire.ts';
import { approved } from './support/hold.ts';
import { entriesOf } from './support/record.ts';
import { stack } from './support/stack.ts';
import { theTarget } from './support/target.ts';

let alice: Member;
let bob: Member;
let terminal: Terminal;
let tools: Readonly<Record<string, string>>;

beforeAll(async () => {
  alice = await engineer();
  bob = await approver();
  terminal = await signedInTerminal(alice);
  const python = await ensurePython();
  tools = {
    HOME: terminal.home,
    PATH: `${dirname(python)}:${process.env['PATH'] ?? ''}`,
    AWS_ENDPOINT_URL: stack.cloud.endpoint,
    AWS_EC2_METADATA_DISABLED: 'true',
    SALLYPORT_FEDERATION_URL: stack.federation,
  };
});

/** The AWS command line itself, in the same home: it knows of Sallyport only what stands in ~/.aws/config. */
const aws = (...args: string[]): Promise<Ran> =>
  new Promise((done) => {
    execFile('aws', ['--output', 'json', ...args], { env: tools }, (error, out, err) => {
      done({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : null, out, err });
    });
  });
const sallyport = (...args: string[]): Promise<Ran> => terminal.run(args, tools);

const field = (text: string, name: string): string =>
  String(Object.entries(JSON.parse(text) as object).find(([each]) => each === name)?.[1]);

async function hold(seconds: number): Promise<GrantView> {
  const { grantId } = await approved(alice, bob, { targetId: theTarget.id, seconds });
  return grantIn(alice, grantId, 'active', 40);
}

describe('the AWS command line through a profile of ours', () => {
  test('works while the grant is live, and is refused once it was given back', async () => {
    const mine = '# mine\n[default]\nregion = eu-west-1\n';
    const config = join(terminal.home, '.aws', 'config');
    expect((await sallyport('aws', 'configure', theTarget.id, '--profile', 'before')).code).toBe(0);
    await writeFile(config, mine);
    expect((await sallyport('aws', 'configure', theTarget.id, '--profile', 'prod')).code).toBe(0);

    const none = await aws('--profile', 'prod', 'sts', 'get-caller-identity');
    expect(none.code).not.toBe(0);
    expect(none.err).toContain('You hold no live grant');

    const { id } = await hold(900);
    const who = await aws('--profile', 'prod', 'sts', 'get-caller-identity');
    expect([who.code, who.err]).toEqual([0, '']);
    expect(field(who.out, 'Arn')).toMatch(new RegExp(`:assumed-role/sallyport-target-[^/]+/${id}$`));
    expect((await aws('--profile', 'prod', 'dynamodb', 'list-tables')).code).toBe(0);
    expect((await aws('configure', 'get', 'region')).out.trim()).toBe('eu-west-1');
    expect((await aws('--profile', 'prod', 'configure', 'get', 'region')).out.trim()).toBe(stack.cloud.region);

    const lent = field((await sallyport('aws', 'credentials', theTarget.id)).out, 'AccessKeyId');
    expect(lent).toMatch(/^ASIA/);
    expect((await sallyport('return', id)).code).toBe(0);
    for (const action of [
      ['sts', 'get-caller-identity'],
      ['dynamodb', 'list-tables'],
    ]) {
      const refused = await aws('--profile', 'prod', ...action);
      expect(refused.code).not.toBe(0);
      expect(refused.err).toMatch(/You hold no live grant of|has ended or is ending/);
    }
    const gone = await sallyport('aws', 'credentials', id);
    expect([gone.code, gone.out]).toEqual([1, '']);
    expect(gone.err).toContain('grant_not_active');

    expect((await sallyport('aws', 'configure', '--remove')).code).toBe(0);
    expect(await readFile(config, 'utf8')).toBe(mine);
  });

  test('is refused at the natural end, by the command line and by AWS', async () => {
    const { id, endsAt } = await hold(25);
    const { code, out } = await sallyport('aws', 'credentials', id);
    expect(code).toBe(0);
    const keys = {
      AWS_ACCESS_KEY_ID: field(out, 'AccessKeyId'),
      AWS_SECRET_ACCESS_KEY: field(out, 'SecretAccessKey'),
      AWS_SESSION_TOKEN: field(out, 'SessionToken'),
      AWS_REGION: stack.cloud.region,
    };
    const listTables = () =>
      new Promise<string>((done) => {
        execFile('aws', ['dynamodb', 'list-tables'], { env: { ...tools, ...keys } }, (error, _out, err) =>
          done(error === null ? 'allowed' : err),
        );
      });
    expect(await listTables()).toBe('allowed');
    await untilEpoch(endsAt + 1);
    expect(await listTables()).toContain('AccessDenied');
    const over = await sallyport('aws', 'credentials', id);
    expect([over.code, over.out]).toEqual([1, '']);
    expect(over.err).toContain('ended at');
  });
});

test('forty processes that ask at once are lent credentials once, and the record says so', async () => {
  const { id } = await hold(600);
  const runs = await Promise.all(Array.from({ length: 40 }, () => sallyport('aws', 'credentials', id)));
  expect(runs.map(({ code, err }) => [code, err])).toEqual(runs.map(() => [0, '']));
  expect(new Set(runs.map(({ out }) => out)).size).toBe(1);
  expect((await sallyport('return', id)).code).toBe(0);
  const lending = ({ action }: { readonly action: string }) => action === 'credentials.lend';
  expect((await entriesOf(id, (entries) => entries.some(lending))).filter(lending)).toHaveLength(1);
});

test('the console is opened by a link that signs in once, as the grant', async () => {
  const { id } = await hold(900);
  const opened = await sallyport('aws', 'console', theTarget.id, '--print');
  expect([opened.code, opened.err]).toEqual([0, '']);
  const page = await (await fetch(opened.out.trim())).text();
  expect(page).toContain(`/${id}</dd>`);
  expect((await fetch(opened.out.trim())).status).toBe(400);
  await sallyport('return', id);
});

/** Runs a command for which the target is asked first; `decide` gets the request. */
async function execAsking(reason: string, decide: (request: RequestView) => Promise<unknown>): Promise<Ran> {
  const words = ['exec', theTarget.id, '--for', '15m', '--reason', reason, '--', ...who];
  const running = terminal.start(words, tools);
  const waiting = await until(
    async () => {
      const { body } = await alice.call('GET', '/requests');
      const [first] = (body as { requests: { id: string; state: string; reason: string }[] }).requests;
      return first?.state === 'requested' && first.reason === reason ? first.id : undefined;
    },
    { what: 'the request of exec', withinSeconds: 30 },
  );
  await decide(await readRequest(bob, waiting));
  return running.ended;
}
const who = ['aws', 'sts', 'get-caller-identity', '--output', 'json'];

test('exec asks, waits for bob, and runs the command as the grant; what was given back runs nothing', async () => {
  let grantId = '';
  const { code, out } = await execAsking('Ticket 4720', async (request) => {
    grantId = request.grantId;
    await approve(bob, request);
  });
  expect([code, field(out, 'Arn').split('/').at(-1)]).toEqual([0, grantId]);
  // What is held is used, not asked for again.
  const again = await sallyport('exec', theTarget.id, '--for', '15m', '--reason', 'Ticket 4721', '--', ...who);
  expect([again.code, field(again.out, 'Arn').split('/').at(-1)]).toEqual([0, grantId]);
  expect((await sallyport('return', grantId)).code).toBe(0);
  const after = await sallyport('exec', theTarget.id, '--', ...who);
  expect([after.code, after.out]).toEqual([1, '']);
});

test('exec runs nothing when bob says no, and answers 4 with his reason', async () => {
  const { code, out, err } = await execAsking('Ticket 4722', (request) => deny(bob, request, 'not on a Friday'));
  expect([code, out]).toEqual([4, '']);
  expect(err).toContain('not on a Friday');
});
