import { describe, expect, test } from '@jest/globals';
import { audienceOf, verifyAccessToken } from '../../../src/identity/access-token.ts';
import { ISSUER, es256Keys, macToken, signedToken, tokenParts, unsignedToken } from '../../support/tokens.ts';

const now = 1_800_000_000;
const { publicKey, privateKey } = es256Keys();
const trusted = { issuer: ISSUER, key: publicKey, oldestSeconds: 300, now };
const verify = (token: string) => verifyAccessToken(token, trusted);
const token = (wrong: Parameters<typeof tokenParts>[1] = {}) => signedToken(tokenParts(now, wrong), privateKey);

describe('an access token', () => {
  test('as the issuer makes it is accepted, and says who and how', async () => {
    const parts = tokenParts(now);
    expect(await verify(signedToken(parts, privateKey))).toEqual({
      id: 'token-1',
      personId: parts.claims['sub'],
      signInId: parts.claims['sid'],
      clientId: 'sallyport-cli',
      acr: 'urn:sallyport:acr:mfa',
      authenticatedAt: now - 60,
    });
  });

  test('whose audience is a list with ours in it is accepted', async () => {
    expect(await verify(token({ claims: { aud: [audienceOf(ISSUER), `${ISSUER}/other`] } }))).not.toBeNull();
  });

  test.each([
    ['another issuer', { claims: { iss: 'https://evil.example.com' } }],
    ['our issuer with a slash', { claims: { iss: `${ISSUER}/` } }],
    ['another audience', { claims: { aud: `${ISSUER}/other` } }],
    ['a client as its audience (an ID token)', { header: { typ: 'JWT' }, claims: { aud: 'sallyport-cli' } }],
    ['the type of an ID token', { header: { typ: 'JWT' } }],
    ['no type', { header: { typ: undefined } }],
    ['a critical extension that nobody knows', { header: { crit: ['x'], x: 1 } }],
    ['an end that has passed', { claims: { exp: now - 6 } }],
    ['no end', { claims: { exp: undefined } }],
    ['an issue time in the future', { claims: { iat: now + 6 } }],
    ['an issue time longer ago than ours live', { claims: { iat: now - 306 } }],
    ['no issue time', { claims: { iat: undefined } }],
    ['a beginning in the future', { claims: { nbf: now + 6 } }],
    ['a sign-in in the future', { claims: { auth_time: now + 6 } }],
    ['a sign-in time as text', { claims: { auth_time: String(now - 60) } }],
    ['no subject', { claims: { sub: undefined } }],
    ['a subject that is no person', { claims: { sub: 'sallyport-cli' } }],
    ['no sign-in', { claims: { sid: undefined } }],
    ['no id', { claims: { jti: undefined } }],
    ['no client', { claims: { client_id: undefined } }],
    ['no sign-in time', { claims: { auth_time: undefined } }],
    ['no authentication class', { claims: { acr: undefined } }],
  ])('with %s is refused', async (_what, wrong) => {
    expect(await verify(token(wrong))).toBeNull();
  });

  test('may be off by five seconds of two clocks', async () => {
    expect(await verify(token({ claims: { exp: now - 4, iat: now - 300 } }))).not.toBeNull();
    expect(await verify(token({ claims: { iat: now + 5, nbf: now + 5 } }))).not.toBeNull();
  });

  test('that nobody signed ("alg": "none") is refused', async () => {
    expect(await verify(unsignedToken(tokenParts(now, { header: { alg: 'none' } })))).toBeNull();
  });

  test('signed by HS256 with the public key as its secret is refused', async () => {
    const secrets = [
      publicKey.export({ type: 'spki', format: 'pem' }),
      publicKey.export({ type: 'spki', format: 'der' }),
      JSON.stringify(publicKey.export({ format: 'jwk' })),
    ];
    for (const secret of secrets)
      expect(await verify(macToken(tokenParts(now, { header: { alg: 'HS256' } }), secret))).toBeNull();
  });

  test('signed by another key is refused', async () => {
    expect(await verify(signedToken(tokenParts(now), es256Keys().privateKey))).toBeNull();
  });

  test('with another algorithm in its header is refused', async () => {
    for (const alg of ['ES384', 'RS256', 'EdDSA', 'es256']) expect(await verify(token({ header: { alg } }))).toBeNull();
  });

  test('that was tampered with is refused', async () => {
    const [header, , signature] = token().split('.');
    const [, claims] = token({ claims: { acr: 'changed' } }).split('.');
    expect(await verify(`${header}.${claims}.${signature}`)).toBeNull();
  });

  test('that is no token at all is refused', async () => {
    for (const text of ['', '.', '..', 'a.b.c', 'not a token', '{}']) expect(await verify(text)).toBeNull();
  });
});
