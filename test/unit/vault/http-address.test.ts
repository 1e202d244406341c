import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { httpCredential } from '../../../src/kernel/engine-address.ts';
import { placeholdersIn, withFilled } from '../../../src/kernel/http-placeholders.ts';
import { atPointer, jsonPointer } from '../../../src/kernel/json-pointer.ts';

const headers = { authorization: 'Bearer {{candidate.value}}' };
const sent = {
  engine: 'http',
  baseUrl: 'https://api.example.com',
  made: { by: 'sent' },
  apply: { method: 'PUT', path: '/password', body: { old: '{{current.value}}', new: '{{candidate.value}}' } },
  verify: { method: 'GET', path: '/me', headers },
};
const issued = {
  ...sent,
  made: { by: 'issued', valueAt: '/key', idAt: '/id' },
  apply: { method: 'POST', path: '/keys', headers: { authorization: 'Bearer {{current.value}}' } },
  retire: { method: 'DELETE', path: '/keys/{{old.id}}' },
};
const refusals = (address: object): string =>
  (httpCredential.safeParse(address).error?.issues ?? [])
    .map(({ path, message }) => `${path.join('.')}: ${message}`)
    .join('\n');

describe('the address of a generic HTTP credential', () => {
  test('is taken when every placeholder stands where it can be filled and no secret is in a path', () => {
    expect(refusals(sent)).toBe('');
    expect(refusals(issued)).toBe('');
  });

  const wrong: readonly [string, object, string][] = [
    [
      'a secret in a path',
      { ...sent, verify: { method: 'GET', path: '/me?token={{candidate.value}}', headers } },
      'verify.path: {{candidate.value}} is secret',
    ],
    [
      'a secret in a path in the form of HTTP Basic',
      { ...sent, verify: { method: 'GET', path: '/{{candidate.basic}}', headers } },
      'verify.path: {{candidate.basic}} is secret',
    ],
    [
      'a placeholder that stands for nothing',
      { ...sent, apply: { ...sent.apply, headers: { 'x-key': '{{candidate.password}}' } } },
      'apply.headers.x-key: expected {{candidate.…}}',
    ],
    [
      'a placeholder that is not closed',
      { ...sent, apply: { ...sent.apply, body: ['{{candidate.value}}', { deep: ['{{candidate.value}'] }] } },
      'apply.body: expected {{candidate.…}}',
    ],
    [
      'a placeholder in a name',
      { ...sent, apply: { ...sent.apply, body: { '{{current.id}}': '{{candidate.value}}' } } },
      'apply.body: a placeholder stands in a text',
    ],
    [
      'the new value before the service has made it',
      { ...issued, apply: { ...issued.apply, body: { key: '{{candidate.value}}' } } },
      'apply.body: {{candidate.value}} is not known at this call',
    ],
    [
      'an administrator that is not there',
      { ...sent, apply: { ...sent.apply, headers: { authorization: 'Basic {{administrator.basic}}' } } },
      'apply.headers.authorization: there is no administrator',
    ],
    [
      'an id that no answer has',
      { ...issued, made: { by: 'issued', valueAt: '/key' } },
      'retire.path: {{old.id}} needs an id',
    ],
    ['a verification that shows no value', { ...sent, verify: { method: 'GET', path: '/health' } }, 'verify: it must'],
    ['a change that sends no new value', { ...sent, apply: { method: 'POST', path: '/rotate' } }, 'apply: it must'],
    ['a retirement of nothing', { ...issued, retire: { method: 'DELETE', path: '/keys' } }, 'retire: it must say'],
    ['a body of a GET', { ...sent, verify: { ...sent.verify, body: {} } }, 'verify.body: a GET has no body'],
    [
      'a header that is not its own',
      { ...sent, verify: { ...sent.verify, headers: { ...headers, Host: 'x' } } },
      'Host',
    ],
    [
      'a header of two lines',
      { ...sent, verify: { ...sent.verify, headers: { ...headers, x: 'a\r\nb: c' } } },
      'ASCII',
    ],
    [
      'a bad JSON Pointer',
      { ...issued, made: { by: 'issued', valueAt: 'key' } },
      'made.valueAt: expected a JSON Pointer',
    ],
    ['a bad escape in one', { ...issued, made: { by: 'issued', valueAt: '/a~2' } }, 'made.valueAt: expected a JSON'],
    ['an address with a path', { ...sent, baseUrl: 'https://api.example.com/v1' }, 'baseUrl: expected scheme'],
    ['an address with a password', { ...sent, baseUrl: 'https://a:b@api.example.com' }, 'baseUrl: expected scheme'],
    ['an address without TLS', { ...sent, baseUrl: 'http://api.example.com' }, 'baseUrl: expected an https://'],
    ['a path to another host', { ...sent, verify: { method: 'GET', path: '//evil.example', headers } }, 'verify.path'],
  ];
  test.each(wrong)('is refused with %s', (_what, address, says) => {
    expect(refusals(address)).toContain(says);
  });
});

describe('a placeholder', () => {
  test('is filled once: what stands in a value is never taken for another', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (value, before, after) => {
        fc.pre(!/[{}]/.test(before + after));
        const fill = () => `${value}{{current.value}}$&`;
        expect(withFilled(`${before}{{candidate.value}}${after}`, fill)).toBe(`${before}${fill()}${after}`);
      }),
    );
  });

  test('is found wherever it stands, and a text without any has none', () => {
    expect(placeholdersIn('a{{old.id}}/{{current.basic}}')).toEqual([
      { whose: 'old', part: 'id' },
      { whose: 'current', part: 'basic' },
    ]);
    fc.assert(fc.property(fc.string(), (text) => /\{\{|\}\}/.test(text) || placeholdersIn(text).length === 0));
  });
});

describe('a JSON Pointer', () => {
  // The document and the pointers of RFC 6901, section 5.
  const document = {
    foo: ['bar', 'baz'],
    '': 0,
    'a/b': 1,
    'c%d': 2,
    'e^f': 3,
    'g|h': 4,
    'i\\j': 5,
    'k"l': 6,
    ' ': 7,
    'm~n': 8,
  };
  test.each<[string, unknown]>([
    ['', document],
    ['/foo', ['bar', 'baz']],
    ['/foo/0', 'bar'],
    ['/', 0],
    ['/a~1b', 1],
    ['/c%d', 2],
    ['/e^f', 3],
    ['/g|h', 4],
    ['/i\\j', 5],
    ['/k"l', 6],
    ['/ ', 7],
    ['/m~0n', 8],
  ])('%j leads where RFC 6901 says', (pointer, there) => {
    expect(jsonPointer.safeParse(pointer).success).toBe(true);
    expect(atPointer(document, pointer)).toEqual(there);
  });

  test.each(['/nothing', '/foo/2', '/foo/00', '/foo/-', '/foo/length', '/constructor', '/__proto__', '/a~1b/c'])(
    '%j leads nowhere',
    (pointer) => {
      expect(atPointer(document, pointer)).toBeUndefined();
    },
  );
});
