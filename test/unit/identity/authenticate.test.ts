import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import { verifyAccessToken } from '../../../src/identity/access-token.ts';
import { authenticate } from '../../../src/identity/authenticate.ts';
import { newPerson } from '../../../src/identity/person.ts';
import type { Person, Standing } from '../../../src/identity/person.ts';
import { groupName, newId } from '../../../src/kernel/ids.ts';
import { ISSUER, es256Keys, signedToken, tokenParts } from '../../support/tokens.ts';

const now = 1_800_000_000;
const { publicKey, privateKey } = es256Keys();
const verify = (token: string) => verifyAccessToken(token, { issuer: ISSUER, key: publicKey, oldestSeconds: 300, now });

const personId = newId('usr');
const signInId = newId('sid');
const targetId = newId('tgt');
const active = newPerson({ id: personId, name: 'Alice', email: 'alice@example.com' });
const bearer = (claims: Record<string, unknown> = {}) =>
  `Bearer ${signedToken(tokenParts(now, { claims: { sub: personId, sid: signInId, ...claims } }), privateKey)}`;

let standing: Standing | null;
const directory = { standing: jest.fn(() => Promise.resolve(standing)) };
const call = (header: string | undefined) => authenticate({ verify, directory }, header);
const asPerson = (person: Person): Standing => ({
  person,
  groups: [groupName.parse('approvers')],
  eligible: [targetId],
  endedSignIns: new Set(),
});

beforeEach(() => {
  standing = asPerson(active);
  directory.standing.mockClear();
});

describe('a call is authenticated', () => {
  test('when the token holds and the person is active; groups and eligibility come from the directory', async () => {
    expect(await call(bearer({ groups: ['administrators'] }))).toEqual({
      authenticated: true,
      tokenId: 'token-1',
      signIn: {
        personId,
        signInId,
        acr: 'urn:sallyport:acr:mfa',
        authenticatedAt: now - 60,
        clientId: 'sallyport-cli',
        groups: ['approvers'],
        eligible: [targetId],
      },
    });
    expect(directory.standing).toHaveBeenCalledTimes(1);
  });
});

describe('a call is refused', () => {
  const refusedFor = (why: string) => expect.objectContaining({ authenticated: false, why });

  test.each([
    ['without a token', undefined],
    ['with an empty header', ''],
    ['with another scheme', 'Basic YWxpY2U6c2VjcmV0'],
    ['with a refresh token, which is not a JWT', 'Bearer 0pAqueRefreshT0ken'],
    ['with a token too large to be ours', `Bearer aa.${'a'.repeat(5000)}.aa`],
    ['with two tokens', `${bearer()}, ${bearer()}`],
  ])('%s, and the directory is not even asked', async (_what, header) => {
    expect(await call(header)).toEqual(refusedFor('no-token'));
    expect(directory.standing).not.toHaveBeenCalled();
  });

  test('with a token that does not hold', async () => {
    expect(await call(bearer({ exp: now - 60 }))).toEqual(refusedFor('token'));
    expect(directory.standing).not.toHaveBeenCalled();
  });

  test('when the person is not in the directory', async () => {
    standing = null;
    expect(await call(bearer())).toEqual(refusedFor('sign-in'));
  });

  test('when the person is disabled', async () => {
    standing = asPerson({ ...active, status: 'disabled', disabledAt: 1, notBefore: 1 });
    expect(await call(bearer())).toEqual(refusedFor('sign-in'));
  });

  test('when this sign-in was ended', async () => {
    standing = { ...asPerson(active), endedSignIns: new Set([newId('sid'), signInId]) };
    expect(await call(bearer())).toEqual(refusedFor('sign-in'));
  });

  test('when all sign-ins were ended after it, or in the very same second', async () => {
    for (const notBefore of [now - 59, now - 60]) {
      standing = asPerson({ ...active, notBefore });
      expect(await call(bearer({ auth_time: now - 60 }))).toEqual(refusedFor('sign-in'));
    }
    standing = asPerson({ ...active, notBefore: now - 61 });
    expect(await call(bearer({ auth_time: now - 60 }))).toMatchObject({ authenticated: true });
  });

  test('loudly, when the directory does not answer', async () => {
    directory.standing.mockRejectedValueOnce(new Error('no answer'));
    await expect(call(bearer())).rejects.toThrow('no answer');
  });
});
