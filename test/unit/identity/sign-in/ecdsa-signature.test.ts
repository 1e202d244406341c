import { createHash, generateKeyPairSync, sign, verify } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { joseSignature } from '../../../../src/identity/sign-in/ecdsa-signature.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

test('every signature in DER becomes one that a JWS verifier takes, the short numbers too', () => {
  const lengths = new Set<number>();
  for (let each = 0; each < 600; each += 1) {
    const data = createHash('sha256').update(String(each)).digest();
    const der = sign('sha256', data, privateKey);
    lengths.add(der.length);
    const joined = joseSignature(der);
    expect(joined).toHaveLength(64);
    expect(verify('sha256', data, { key: publicKey, dsaEncoding: 'ieee-p1363' }, joined)).toBe(true);
  }
  expect(lengths.size).toBeGreaterThan(2);
});

test.each([
  ['nothing', []],
  ['another type', [0x31, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01]],
  ['a length that is not its own', [0x30, 0x07, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01]],
  ['one number', [0x30, 0x03, 0x02, 0x01, 0x01]],
  ['an empty number', [0x30, 0x05, 0x02, 0x00, 0x02, 0x01, 0x01]],
  ['a number that is too long', [0x30, 0x26, 0x02, 0x21, ...new Array<number>(33).fill(1), 0x02, 0x01, 0x01]],
  ['something after the numbers', [0x30, 0x08, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01, 0x05, 0x00]],
])('%s is refused', (_what, bytes) => {
  expect(() => joseSignature(Uint8Array.from(bytes))).toThrow();
});
