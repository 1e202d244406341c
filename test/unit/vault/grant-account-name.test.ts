import { expect, test } from '@jest/globals';
import { newId } from '../../../src/kernel/ids.ts';
import { grantAccountName } from '../../../src/vault/grant-account-name.ts';

test('the account of a grant has a name that every database takes, and that no other grant has', () => {
  const grants = Array.from({ length: 1000 }, () => newId('grt'));
  const names = grants.map(grantAccountName);
  expect(new Set(names).size).toBe(1000);
  for (const [index, name] of names.entries()) {
    expect(name).toMatch(/^sallyport_[0-9a-z]{22}$/);
    expect(grants[index]).toContain(name.slice('sallyport_'.length));
  }
});
