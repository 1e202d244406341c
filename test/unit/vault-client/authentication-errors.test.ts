import { describe, expect, test } from '@jest/globals';
import * as recognise from '../../../packages/vault-client/src/authentication-errors.ts';

const named = (name: string, more: object = {}) => Object.assign(new Error(`as ${name} says it`), { name, ...more });

describe('an error of authentication', () => {
  test.each<[string, recognise.RecognisesRefusal, unknown]>([
    ['pg, a wrong password', recognise.isPgAuthenticationError, named('error', { code: '28P01' })],
    ['pg, no such role', recognise.isPgAuthenticationError, named('error', { code: '28000' })],
    ['mysql2', recognise.isMysqlAuthenticationError, named('Error', { code: 'ER_ACCESS_DENIED_ERROR', errno: 1045 })],
    [
      'ioredis',
      recognise.isRedisAuthenticationError,
      Object.assign(new Error('WRONGPASS invalid username-password pair or user is disabled.'), { name: 'ReplyError' }),
    ],
    ['ioredis without a login', recognise.isRedisAuthenticationError, new Error('NOAUTH Authentication required.')],
    ['ldapts', recognise.isLdapAuthenticationError, named('InvalidCredentialsError', { code: 49 })],
    ['AWS SDK, an unknown key', recognise.isAwsAuthenticationError, named('InvalidClientTokenId')],
    ['AWS SDK, DynamoDB', recognise.isAwsAuthenticationError, named('UnrecognizedClientException')],
    ['AWS SDK, S3', recognise.isAwsAuthenticationError, named('InvalidAccessKeyId')],
    ['fetch', recognise.isHttpAuthenticationError, new Response(null, { status: 401 })],
    ['axios', recognise.isHttpAuthenticationError, named('AxiosError', { response: { status: 401 } })],
    ['got', recognise.isHttpAuthenticationError, named('HTTPError', { response: { statusCode: 401 } })],
  ])('is recognised: %s', (_who, own, error) => {
    expect(own(error)).toBe(true);
    expect(recognise.isAuthenticationError(error)).toBe(true);
    expect(recognise.isAuthenticationError(new Error('wrapped', { cause: error }))).toBe(true);
  });

  test.each<[string, unknown]>([
    ['a missing right of PostgreSQL', named('error', { code: '42501' })],
    ['a missing right of MySQL', named('Error', { code: 'ER_TABLEACCESS_DENIED_ERROR', errno: 1142 })],
    ['a missing right of Redis', new Error('NOPERM this user has no permissions')],
    ['a missing right on AWS', named('AccessDeniedException')],
    ['a clock that is wrong', named('RequestTimeTooSkewed')],
    ['403', new Response(null, { status: 403 })],
    ['a server that is away', named('Error', { code: 'ECONNREFUSED' })],
    ['nothing', undefined],
    ['a text', 'WRONGPASS'],
    ['null', null],
  ])('is not seen in %s', (_what, error) => {
    expect(recognise.isAuthenticationError(error)).toBe(false);
  });

  test('is looked for no deeper than a chain that goes round', () => {
    const error = new Error('round');
    error.cause = error;
    expect(recognise.isAuthenticationError(error)).toBe(false);
  });
});
