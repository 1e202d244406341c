/**
 * What servers and drivers say when a credential is refused. Each takes whatever was thrown, and reads codes, not words,
 * where there are codes. A missing right is not among them: no other credential would help.
 */
export type RecognisesRefusal = (error: unknown) => boolean;

/** `pg`: invalid_password and invalid_authorization_specification (PostgreSQL, appendix A). */
export const isPgAuthenticationError: RecognisesRefusal = (error) =>
  ['28P01', '28000'].includes(textOf(error, 'code') ?? '');

/** `mysql2`: ER_ACCESS_DENIED_ERROR, on MariaDB and MySQL alike. */
export const isMysqlAuthenticationError: RecognisesRefusal = (error) =>
  textOf(error, 'code') === 'ER_ACCESS_DENIED_ERROR' || numberOf(error, 'errno') === 1045;

/** `ioredis` and `redis`: the server's reply begins with a code. A ready check that failed has it in its cause. */
export const isRedisAuthenticationError: RecognisesRefusal = (error) =>
  /^(WRONGPASS|NOAUTH)\b/.test(textOf(error, 'message') ?? '');

/** `ldapts`: invalidCredentials (RFC 4511, 4.1.9). */
export const isLdapAuthenticationError: RecognisesRefusal = (error) => {
  const name = textOf(error, 'name');
  return name === 'InvalidCredentialsError' || (numberOf(error, 'code') === 49 && /ldap|credentials/i.test(name ?? ''));
};

const awsNames = [
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'InvalidSignatureException',
  'AuthFailure',
];
/** AWS SDK for JavaScript 3: the access key is not known, or its secret is wrong. */
export const isAwsAuthenticationError: RecognisesRefusal = (error) => awsNames.includes(textOf(error, 'name') ?? '');

/** A `Response` of `fetch`, thrown or returned, or an error that has it or its status (axios, got, ky). */
export const isHttpAuthenticationError: RecognisesRefusal = (error) =>
  [error, memberOf(error, 'response')].some((each) =>
    [numberOf(each, 'status'), numberOf(each, 'statusCode')].includes(401),
  );

/** Any of them, and any that another error has as its cause. */
export const isAuthenticationError: RecognisesRefusal = (error) => {
  let each = error;
  for (let depth = 0; depth < 5 && each !== undefined && each !== null; depth += 1) {
    if (known.some((recognises) => recognises(each))) return true;
    each = memberOf(each, 'cause');
  }
  return false;
};

const known: readonly RecognisesRefusal[] = [
  isPgAuthenticationError,
  isMysqlAuthenticationError,
  isRedisAuthenticationError,
  isLdapAuthenticationError,
  isAwsAuthenticationError,
  isHttpAuthenticationError,
];

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (Reflect.get(value, name) as unknown) : undefined;
}
const textOf = (value: unknown, name: string): string | undefined => {
  const member = memberOf(value, name);
  return typeof member === 'string' ? member : undefined;
};
const numberOf = (value: unknown, name: string): number | undefined => {
  const member = memberOf(value, name);
  return typeof member === 'number' ? member : undefined;
};
