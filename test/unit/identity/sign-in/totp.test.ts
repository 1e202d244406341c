import { describe, expect, test } from '@jest/globals';
import { matchingStep, newTotpSecret, totpUri } from '../../../../src/identity/sign-in/totp.ts';

/** RFC 6238, appendix B: the SHA-1 secret, and its codes cut to six digits. */
const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const vectors = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
] as const;

describe('a code of an authenticator app', () => {
  test.each(vectors)('at %d is %s, as the RFC says', (now, code) => {
    expect(matchingStep(code, secret, { now, lastStep: 0 })).toBe(Math.floor(now / 30));
  });

  test('is taken half a minute early or late, and no further', () => {
    const taken = [-60, -30, 0, 30, 60].map((shift) =>
      matchingStep('279037', secret, { now: 2_000_000_000 + shift, lastStep: 0 }),
    );
    const step = Math.floor(2_000_000_000 / 30);
    expect(taken).toEqual([null, step, step, step, null]);
  });

  test('is taken once: not its own step again, nor an older one', () => {
    const step = Math.floor(2_000_000_000 / 30);
    for (const lastStep of [step, step + 1])
      expect(matchingStep('279037', secret, { now: 2_000_000_000, lastStep })).toBeNull();
  });

  test('may be typed in two halves', () => {
    expect(matchingStep(' 279 037 ', secret, { now: 2_000_000_000, lastStep: 0 })).not.toBeNull();
  });

  test.each(['', '27903', '2790371', '27903a', '２７９０３７', '000000'])('%j is not one', (typed) => {
    expect(matchingStep(typed, secret, { now: 2_000_000_000, lastStep: 0 })).toBeNull();
  });
});

test('a new secret has 160 bits and is another each time', () => {
  expect(newTotpSecret()).toMatch(/^[A-Z2-7]{32}$/);
  expect(newTotpSecret()).not.toBe(newTotpSecret());
});

test('the QR code names the deployment and the person', () => {
  const uri = totpUri(secret, { email: 'alice@example.com', issuer: 'https://sallyport.example.com' });
  expect(uri).toMatch(/^otpauth:\/\/totp\/Sallyport%20sallyport\.example\.com:alice/);
  expect(new URL(uri).searchParams.get('secret')).toBe(secret);
});
