import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BerReader } from 'ldapts';
import { passwordModify } from '../../../src/vault/engines/ldap/password-modify.ts';

test('whatever a name and the passwords hold, they come out as they went in', () => {
  const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 500 });
  fc.assert(
    fc.property(text, fc.option(text), text, (dn, old, fresh) => {
      const reader = new BerReader(passwordModify({ dn, old, new: fresh }));
      const next = (tag: number) => reader.readString(tag, true)?.toString('utf8');
      reader.readSequence();
      expect(next(0x80)).toBe(Buffer.from(dn).toString('utf8'));
      if (old !== null) expect(next(0x81)).toBe(Buffer.from(old).toString('utf8'));
      expect(next(0x82)).toBe(Buffer.from(fresh).toString('utf8'));
      expect(reader.remain).toBe(0);
    }),
  );
});
