import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { failureOf } from '../../../src/vault/engines/postgresql/postgresql-fault.ts';
import { quotedName, quotedText } from '../../../src/vault/engines/postgresql/postgresql-names.ts';

const error = (message: string, more: object = {}) => Object.assign(new Error(message), more);
const fromServer = (code: string, more: object = {}) => error('secret words', { severity: 'FATAL', code, ...more });

describe('what a failure of PostgreSQL says', () => {
  test('only 28P01 speaks against the password', () => {
    expect(failureOf(fromServer('28P01'))).toMatchObject({ password: 'refused', fault: { stage: 'authentication' } });
    for (const code of ['28000', '3D000', '42501', '53300', '57P03', '57014', 'XX000', '08P01', '25006']) {
      expect(failureOf(fromServer(code))?.password).toBe('silent');
    }
    // Of the network, whatever code it bears.
    expect(failureOf(error('x', { code: '28P01' }))?.password).toBe('silent');
  });

  test.each([
    ['ENOTFOUND', 'name'],
    ['EAI_AGAIN', 'name'],
    ['ECONNREFUSED', 'route'],
    ['EHOSTUNREACH', 'route'],
    ['ETIMEDOUT', 'route'],
    ['CERT_HAS_EXPIRED', 'tls'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls'],
    ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'tls'],
    ['SOMETHING_ELSE', 'protocol'],
  ])('%s is of the stage %s', (code, stage) => {
    expect(failureOf(error('secret words', { code }))).toMatchObject({ password: 'silent', fault: { stage, code } });
  });

  test('28000 tells where the server stood', () => {
    const says = (routine?: string) => failureOf(fromServer('28000', { routine }))?.fault.says;
    expect(says('ClientAuthentication')).toContain('pg_hba.conf');
    expect(says('InitializeSessionUserId')).toContain('NOLOGIN');
    expect(says()).toContain('does not let this role in');
  });

  test('no message of the driver or the server goes further', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 8 }), fc.constantFrom('28P01', '42601', 'EPROTO', 'QQQ'), (message, code) => {
        const shown = JSON.stringify(failureOf(error(`${message}\u0001`, { severity: 'ERROR', code })));
        return !shown.includes(JSON.stringify(message).slice(1, -1));
      }),
    );
  });

  test('what is no failure of the server stays what it is', () => {
    expect(failureOf(new TypeError('a mistake'))).toBeNull();
    expect(failureOf('a text')).toBeNull();
  });
});

describe('names and texts in statements', () => {
  test('whatever stands in a name, it is one identifier', () => {
    const unquoted = (text: string) => text.slice(1, -1).replaceAll('""', '"');
    const name = fc.string({ minLength: 1, maxLength: 15, unit: 'binary' }).filter((text) => !text.includes('\0'));
    fc.assert(
      fc.property(name, (text) => {
        const quoted = quotedName(text);
        expect(quoted).toMatch(/^"(?:[^"]|"")+"$/s);
        expect(unquoted(quoted)).toBe(text);
      }),
    );
  });

  test('a name that PostgreSQL would cut, and one with a NUL, are no names', () => {
    for (const name of ['', 'a\0b', 'x'.repeat(64), 'ä'.repeat(32)]) expect(() => quotedName(name)).toThrow();
    expect(quotedName('x'.repeat(63))).toHaveLength(65);
    expect(() => quotedText('a\0b')).toThrow();
  });
});
