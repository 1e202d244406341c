import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { newPassword } from '../../../src/vault/engines/new-password.ts';

const random = (count: number) => randomBytes(count);
const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[-._~]/];

describe('a password that Sallyport makes', () => {
  test('has the length, one of every kind that is left, and nothing that must not stand in it', () => {
    const exclude = fc.string({
      unit: fc.constantFrom(...Array.from({ length: 94 }, (_, at) => String.fromCharCode(33 + at))),
      maxLength: 40,
    });
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 128 }), exclude, (length, without) => {
        const password = newPassword({ length, exclude: without }, random);
        expect(password).toMatch(/^[A-Za-z0-9\-._~]+$/);
        expect(password).toHaveLength(length);
        expect(Array.from(password).filter((each) => without.includes(each))).toEqual([]);
        for (const kind of kinds) {
          const left = Array.from('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~').filter(
            (each) => kind.test(each) && !without.includes(each),
          );
          if (left.length > 0) expect(password).toMatch(kind);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('favours no character', () => {
    const counts = new Map<string, number>();
    for (let each = 0; each < 4000; each += 1) {
      for (const sign of newPassword({ length: 40, exclude: '' }, random))
        counts.set(sign, (counts.get(sign) ?? 0) + 1);
    }
    const mean = (4000 * 40) / 66;
    expect(counts.size).toBe(66);
    // Seven standard deviations, and what demanding one of each kind adds to the rarest kind.
    for (const count of counts.values()) expect(Math.abs(count - mean)).toBeLessThan(7 * Math.sqrt(mean) + mean * 0.15);
  });

  test('takes its chance from what is handed in', () => {
    const bytes = (count: number) => Uint8Array.from({ length: count }, (_, at) => (at * 37) % 256);
    const rules = { length: 40, exclude: '' };
    expect(newPassword(rules, bytes)).toBe(newPassword(rules, bytes));
  });
});
