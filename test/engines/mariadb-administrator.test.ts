import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { mysqlEngine } from '../../src/vault/engines/mysql/mysql-engine.ts';
import { at } from '../support/vault/at.ts';
import { startMariadbUnderTest } from '../support/vault/mariadb-under-test.ts';
import type { MariadbUnderTest } from '../support/vault/mariadb-under-test.ts';

let db: MariadbUnderTest;
// A server that others share the machine with takes its time.
jest.setTimeout(60_000);
beforeAll(async () => {
  db = await startMariadbUnderTest();
}, 300_000);
afterAll(() => db.stop());

describe('an administrator whose rights hang on a role', () => {
  test('takes turns as any other credential does, by itself, and goes on rotating others', async () => {
    const current = await db.reset();
    const own = db.addressed({ users: ['vault_admin_a', 'vault_admin_b'], role: 'vault_admins', database: null });
    let administrator = db.administrator;

    for (let turn = 0; turn < 3; turn += 1) {
      const by = at(own, { administrator });
      const candidate = await mysqlEngine.stage(by, { current: administrator, labelled: [administrator] });
      expect(await mysqlEngine.apply(by, { current: administrator, candidate })).toEqual({ applied: true });
      expect(await mysqlEngine.verify(by, candidate)).toEqual({ verified: true });
      const old = administrator;
      administrator = candidate;
      const retired = await mysqlEngine.retire(at(own, { administrator }), { current: candidate, old, how: 'now' });
      expect(retired).toEqual({ retired: true });
      expect(await db.logsIn(old)).toBe(false);
    }

    const orders = at(db.address, { administrator });
    const candidate = await mysqlEngine.stage(orders, { current, labelled: [current] });
    expect(await mysqlEngine.apply(orders, { current, candidate })).toEqual({ applied: true });
    expect(await mysqlEngine.verify(orders, candidate)).toEqual({ verified: true });
  });
});
