import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { runCommand } from '../../../cli/run-command.ts';

process.env['AWS_REGION'] = 'eu-central-1';
const lambda = mockClient(LambdaClient);
const answers = (value: unknown) =>
  lambda.on(InvokeCommand).callsFake(() => ({ Payload: Buffer.from(JSON.stringify(value)) }));

let out = '';
let err = '';
beforeEach(() => {
  lambda.reset();
  out = '';
  err = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true));
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => ((err += String(text)), true));
});
afterEach(() => {
  jest.restoreAllMocks();
});

const ada = ['bootstrap', '--name', 'Ada', '--email', 'ada@example.com'];
const made = {
  person: { id: 'usr_1', name: 'Ada', email: 'ada@example.com' },
  enrolment: { url: 'https://sallyport.example.com/enrol', code: 'abcd-efgh', expiresAt: 1_800_000_000 },
};

describe('sallyport bootstrap', () => {
  test('invokes the function and prints page and code', async () => {
    answers({ ok: true, value: made });
    expect(await runCommand(ada)).toBe(0);
    expect(lambda.commandCalls(InvokeCommand)[0]?.args[0].input).toMatchObject({
      FunctionName: 'sallyport-bootstrap',
      Payload: JSON.stringify({ name: 'Ada', email: 'ada@example.com' }),
    });
    expect(out).toContain('https://sallyport.example.com/enrol');
    expect(out).toContain('abcd-efgh');
  });

  test('--json prints one line for programs', async () => {
    answers({ ok: true, value: made });
    expect(await runCommand([...ada, '--json'])).toBe(0);
    expect(JSON.parse(out)).toEqual(made);
  });

  test('says in words why not', async () => {
    answers({ ok: false, refusal: { code: 'already_bootstrapped', detail: 'There is an administrator already.' } });
    expect(await runCommand(ada)).toBe(1);
    expect(err).toBe('There is an administrator already. (already_bootstrapped)\n');
  });

  test.each([
    ['CredentialsProviderError', 'no AWS credentials were found'],
    ['ResourceNotFoundException', 'not deployed in this account and region'],
    ['ExpiredTokenException', 'have expired'],
  ])('turns %s into words', async (name, words) => {
    lambda.on(InvokeCommand).rejects(Object.assign(new Error('x'), { name }));
    expect(await runCommand(ada)).toBe(1);
    expect(err).toContain(words);
  });

  test('fails when the function failed', async () => {
    lambda.on(InvokeCommand).resolves({ FunctionError: 'Unhandled' });
    expect(await runCommand(ada)).toBe(1);
    expect(err).toContain('sallyport-bootstrap failed');
  });

  test.each([
    ['no command', []],
    ['an unknown command', ['frobnicate']],
    ['half a command', ['configure']],
    ['no name', ['bootstrap', '--email', 'a@example.com']],
    ['an unknown option', [...ada, '--force']],
    ['too much', [...ada, 'now']],
  ])('%s is answered with how to use it, and nothing is invoked', async (_what, args) => {
    expect(await runCommand(args)).toBe(2);
    expect(err).toContain('Usage: sallyport');
    expect(lambda.commandCalls(InvokeCommand)).toHaveLength(0);
  });
});
