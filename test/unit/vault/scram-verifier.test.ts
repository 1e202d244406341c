import { createHash, createHmac, randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { scramKeys, scramVerifier } from '../../../src/vault/engines/postgresql/scram-verifier.ts';

const base64 = (text: string) => Buffer.from(text, 'base64');
const hmac = (key: Uint8Array, text: string) => createHmac('sha256', key).update(text).digest();

describe('a verifier by SCRAM-SHA-256', () => {
  test('the exchange of RFC 7677, section 3, is accepted by it, and answered as there', () => {
    const nonce = 'rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0';
    const salt = 'W22ZaJ0SNY7soEsUEjb6gQ==';
    const exchange = `n=user,r=rOprNGfwEbeRWgbNEkqO,r=${nonce},s=${salt},i=4096,c=biws,r=${nonce}`;
    const proof = base64('dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=');
    const { storedKey, serverKey } = scramKeys('pencil', { salt: base64(salt), iterations: 4096 });

    // What the server does with the client's proof (RFC 5802, section 3): ClientKey := ClientProof XOR ClientSignature.
    const clientKey = hmac(storedKey, exchange).map((byte, place) => byte ^ (proof[place] ?? 0));
    expect(createHash('sha256').update(clientKey).digest()).toEqual(storedKey);
    expect(hmac(serverKey, exchange).toString('base64')).toBe('6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=');
  });

  test('is written as PostgreSQL keeps it, with a salt of its own each time', () => {
    const form = /^SCRAM-SHA-256\$4096:[A-Za-z0-9+/]{22}==\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=$/;
    const made = [1, 2].map(() => scramVerifier('a Password-1', randomBytes));
    for (const each of made) expect(each).toMatch(form);
    expect(new Set(made).size).toBe(2);
  });

  test('never holds the password', () => {
    const password = fc.string({ unit: fc.constantFrom(...Array.from('abcXYZ019-._~')), minLength: 12, maxLength: 40 });
    fc.assert(
      fc.property(password, (text) => !scramVerifier(text, randomBytes).includes(text)),
      { numRuns: 50 },
    );
  });

  test.each(['', 'naïve', 'tab\there', 'nul\0'])('%j is not what passwords here are made of', (text) => {
    expect(() => scramVerifier(text, randomBytes)).toThrow('printable ASCII');
  });
});
