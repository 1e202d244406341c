import { expect, test } from '@jest/globals';
import { grantIdOf, newestSignIn, signInIdOf } from '../../../../src/identity/sign-in/sign-in.ts';
import { idsAt } from '../../../support/entries.ts';

const newId = idsAt(() => 1_800_000_000);

test('a sign-in is found from the grant of any of its clients', () => {
  const signIn = newId('sid');
  expect(signInIdOf(grantIdOf(signIn, 'sallyport-cli'))).toBe(signIn);
});

test.each([undefined, '', 'nanoid-like', 'usr_01jd4zv2t0e9xbk8ng5w1m3c7r.cli'])(
  '%j belongs to no sign-in',
  (grantId) => {
    expect(signInIdOf(grantId)).toBeNull();
  },
);

test('of several in one browser the newest counts', () => {
  const [older, newer] = [newId('sid'), newId('sid')];
  expect(newestSignIn([grantIdOf(newer, 'a'), undefined, grantIdOf(older, 'b')])).toBe(newer);
  expect(newestSignIn([])).toBeNull();
});
