import { describe, expect, test } from '@jest/globals';
import { acceptPassword, hashPassword, passwordMatches } from '../../../../src/identity/sign-in/password.ts';

const email = 'alice.smith@example.com';
const accepted = (password: string) => acceptPassword(password, email).ok;

describe('choosing a password', () => {
  test.each(['correct horse battery', 'plum-tractor-lake', 'ünïcödé sätze sind gut', '爱爱爱学习汉语真的很有意思吧'])(
    'takes %s: long enough, whatever its letters',
    (password) => expect(accepted(password)).toBe(true),
  );

  test.each([
    ['elevenchars', 'too short'],
    ['', 'nothing'],
    ['a'.repeat(257), 'too long'],
    ['unbelievable', 'common'],
    ['Password1234567', 'a common one with digits around it'],
    ['!!!superman2024!!!', 'a common one with signs around it'],
    ['abcabcabcabcabc', 'one piece over and over'],
    ['123456789012345', 'no letter in it'],
    ['alice.smith-rules', 'the e-mail name in it'],
    ['I am ALICE.SMITH here', 'the e-mail name in capitals in it'],
  ])('refuses %j: %s', (password) => expect(accepted(password)).toBe(false));

  test('the refusal does not repeat the password', () => {
    const refused = acceptPassword('Password1234567', email);
    expect(JSON.stringify(refused)).not.toContain('Password1234567');
  });

  test('the length is counted in characters, not in bytes', () => expect(accepted('ö'.repeat(4) + 'äü')).toBe(false));
});

describe('checking a password', () => {
  test('is a salted Argon2id of at least 19 MiB, two passes', async () => {
    const [one, two] = await Promise.all([hashPassword('plum-tractor-lake'), hashPassword('plum-tractor-lake')]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(two);
  });

  test('knows the right one and no other', async () => {
    const hash = await hashPassword('plum-tractor-lake');
    expect(await passwordMatches('plum-tractor-lake', hash)).toBe(true);
    expect(await passwordMatches('plum-tractor-lakE', hash)).toBe(false);
    expect(await passwordMatches('', hash)).toBe(false);
  });

  test('the same letters typed on another system match', async () => {
    const hash = await hashPassword('caf\u00e9 au lait au lit');
    expect(await passwordMatches('cafe\u0301 au lait au lit', hash)).toBe(true);
  });

  test('does the same work where there is nothing to check against', async () => {
    const hash = await hashPassword('plum-tractor-lake');
    const timeOf = async (against: string | null) => {
      const started = performance.now();
      expect(await passwordMatches('something else entirely', against)).toBe(false);
      return performance.now() - started;
    };
    await timeOf(null);
    // The quickest of several: a busy machine slows some of them, and never makes one quicker than its work.
    const quickest = { known: Infinity, unknown: Infinity };
    for (let round = 0; round < 4; round += 1) {
      quickest.known = Math.min(quickest.known, await timeOf(hash));
      quickest.unknown = Math.min(quickest.unknown, await timeOf(null));
    }
    expect(quickest.unknown).toBeGreaterThan(quickest.known / 4);
  });
});
