import { describe, expect, test } from '@jest/globals';
import { parseIssuer } from '../../../cli/configuration.ts';
import { parseDuration } from '../../../cli/duration.ts';
import { explain } from '../../../cli/explain.ts';
import { Failure, Problem, UsageError } from '../../../cli/failure.ts';
import { findTarget } from '../../../cli/find-target.ts';
import { openOutput } from '../../../cli/output.ts';
import { hasBrowser } from '../../../cli/open-page.ts';
import { placesOf } from '../../../cli/places.ts';
import { table, wrap } from '../../../cli/table.ts';
import { secondsInWords } from '../../../cli/time-in-words.ts';

describe('a duration', () => {
  test.each([
    ['30m', 1800],
    ['1h30m', 5400],
    ['1h 30m', 5400],
    ['90s', 90],
    ['1d', 86_400],
    ['2H', 7200],
    ['90m', 5400],
  ])('%s is %d seconds', (text, seconds) => expect(parseDuration(text)).toBe(seconds));

  test.each(['', '30', 'm', '1.5h', '30m1h', '-5m', '0m', '1h1h', '1 hour', 'forever'])('"%s" is none', (text) => {
    expect(() => parseDuration(text)).toThrow(UsageError);
    expect(() => parseDuration(text)).toThrow(/such as 30m, 1h30m or 90s/);
  });

  test.each([
    [45, '45 s'],
    [900, '15 min'],
    [5400, '1 h 30 min'],
    [90_061, '25 h 1 min'],
  ])('%d seconds are said as %s', (seconds, words) => expect(secondsInWords(seconds)).toBe(words));
});

describe('a target', () => {
  const role = (name: string) => `arn:aws:iam::123456789012:role/sallyport-target-${name}`;
  const targets = [
    { id: 'tgt_1', name: 'Orders, administrator', roleArn: role('orders-admin') },
    { id: 'tgt_2', name: 'Orders, reader', roleArn: role('orders-read') },
    { id: 'tgt_3', name: 'Orders', roleArn: role('orders') },
  ];

  test.each([
    ['tgt_2', 'tgt_2'],
    ['orders, reader', 'tgt_2'],
    ['sallyport-target-orders-admin', 'tgt_1'],
    ['admin', 'tgt_1'],
    // Its whole name, though others begin so.
    ['Orders', 'tgt_3'],
    [role('orders-read'), 'tgt_2'],
  ])('"%s" means %s', (given, id) => expect(findTarget(targets, given).id).toBe(id));

  test('that could be several names them', () => {
    expect(() => findTarget(targets, 'order')).toThrow(/Orders, administrator {2}\(tgt_1\)\n/);
  });

  test.each(['billing', '', ' '])('"%s" is none', (given) => {
    expect(() => findTarget(targets, given)).toThrow(/`sallyport targets` lists them/);
  });
});

describe('what is printed', () => {
  const stream = (isTTY: boolean) => {
    const lines: string[] = [];
    return { isTTY, columns: 80, lines, write: (text: string) => lines.push(text) };
  };

  test('results go to standard output and notes do not', () => {
    const [stdout, stderr] = [stream(false), stream(false)];
    const out = openOutput({ json: true, environment: {}, stdout, stderr });
    out.note('by the way');
    out.progress('waiting');
    out.result({ a: 1 }, () => ['a is one']);
    expect([stdout.lines, stderr.lines]).toEqual([['{"a":1}\n'], ['by the way\n']]);
  });

  test.each([
    ['on a terminal', true, {}, true],
    ['not in a file', false, {}, false],
    ['not where NO_COLOR is set', true, { NO_COLOR: '1' }, false],
    ['not on a dumb terminal', true, { TERM: 'dumb' }, false],
  ])('is coloured %s', (_where, isTTY, environment, coloured) => {
    const out = openOutput({ json: false, environment, stdout: stream(isTTY), stderr: stream(isTTY) });
    expect(out.paint('green', 'x') !== 'x').toBe(coloured);
  });

  test('a table is as wide as the terminal, and what one copies is never cut', () => {
    const id = 'req_01jd4zv2t0e9xbk8ng5w1m3c7r';
    const lines = table(
      [[id, 'a name that is much too long for what there is of room', 'active', '2026-11-25 11:52']],
      80,
    );
    expect(lines[0]?.length).toBeLessThanOrEqual(80);
    expect(lines[0]).toContain(`${id}  a name`);
    expect(lines[0]).toContain('…');
    expect(wrap('one two three', 9, '  ')).toEqual(['  one two', '  three']);
  });
});

describe('what went wrong', () => {
  const quiet = { json: false, environment: {} };

  test('is said in words, without a trace, and with the exit code of its kind', () => {
    expect(explain(new Failure('No.', { exitCode: 5 }), 'targets', quiet)).toEqual({
      text: 'sallyport targets: No.',
      exitCode: 5,
    });
    expect(explain(new TypeError('x is not a function'), 'targets', quiet)).toEqual({
      text: 'sallyport targets: x is not a function',
      exitCode: 1,
    });
  });

  test('a refusal keeps its code, its request and its fields', () => {
    const problem = new Problem({
      status: 400,
      code: 'invalid_request',
      title: 'x',
      detail: 'Two fields are wrong.',
      requestId: 'abc',
      errors: [{ path: 'seconds', message: 'expected a number' }],
    });
    expect(explain(problem, 'request', quiet).text).toBe(
      'sallyport request: Two fields are wrong. (invalid_request, request abc)\n  seconds: expected a number',
    );
    expect(JSON.parse(explain(problem, 'request', { ...quiet, json: true }).text)).toMatchObject({
      error: { code: 'invalid_request', requestId: 'abc', detail: 'Two fields are wrong.' },
    });
  });

  test('with SALLYPORT_DEBUG it says where, and repeats no message of others', () => {
    const cause = new Error('Bearer eyJsecret');
    const { text } = explain(new Failure('No.', { cause }), 'x', {
      json: false,
      environment: { SALLYPORT_DEBUG: '1' },
    });
    expect(text).toMatch(/\n\s+at /);
    expect(text).not.toContain('eyJsecret');
  });
});

describe('the surroundings', () => {
  test.each([
    ['access.example.com', 'https://access.example.com'],
    ['https://access.example.com/', 'https://access.example.com'],
    ['http://localhost:4500', 'http://localhost:4500'],
  ])('%s is the issuer %s', (given, issuer) => expect(parseIssuer(given)).toBe(issuer));

  test('files lie where the XDG directories say; relative ones do not count', () => {
    expect(placesOf({ HOME: '/home/a', XDG_STATE_HOME: '/s', XDG_CONFIG_HOME: 'c' }, 'linux')).toEqual({
      configuration: '/home/a/.config/sallyport',
      state: '/s/sallyport',
    });
  });

  test.each([
    ['a display', { DISPLAY: ':0' }, true],
    ['no display', {}, false],
    ['SSH', { DISPLAY: ':0', SSH_CONNECTION: '1' }, false],
    ['SSH, and BROWSER', { SSH_CONNECTION: '1', BROWSER: '/usr/bin/firefox' }, true],
    ['BROWSER=none', { DISPLAY: ':0', BROWSER: 'none' }, false],
  ])('with %s there is a browser: %#', (_what, environment, there) => {
    expect(hasBrowser(environment, 'linux')).toBe(there);
  });
});
