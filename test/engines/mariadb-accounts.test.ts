import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { GrantAccount } from '../../src/vault/account-maker.ts';
import { mysqlAccounts } from '../../src/vault/engines/mysql/mysql-accounts.ts';
import { underDefiner } from '../../src/vault/engines/mysql/reassign-definers.ts';
import { at as atServer } from '../support/vault/at.ts';
import { startMariadbUnderTest } from '../support/vault/mariadb-under-test.ts';
import type { MariadbUnderTest } from '../support/vault/mariadb-under-test.ts';

const NOW = 1_800_000_000;
let db: MariadbUnderTest;

const account: GrantAccount = {
  name: 'sallyport_01jd4zv2t0e9xbk8ng5w1m',
  grantId: 'grt_01jd4zv2t0e9xbk8ng5w1m3c7r',
  until: NOW + 3600,
  database: 'orders',
  memberOf: ['orders_maker'],
  reassignTo: 'orders_owner',
};

// A server that others share the machine with takes its time.
jest.setTimeout(60_000);
beforeAll(async () => {
  db = await startMariadbUnderTest(['--event-scheduler=OFF']);
}, 300_000);
afterAll(() => db.stop());
beforeEach(async () => {
  await db.reset();
  await db.root(
    'CREATE ROLE orders_owner',
    'GRANT ALL ON orders.* TO orders_owner',
    'CREATE ROLE orders_maker',
    'GRANT SELECT, INSERT, CREATE VIEW, SHOW VIEW, DROP, CREATE ROUTINE, ALTER ROUTINE, EXECUTE, TRIGGER, EVENT ON orders.* TO orders_maker',
    'GRANT orders_maker TO vault_admins WITH ADMIN OPTION',
    'GRANT SET USER ON *.* TO vault_admins',
  );
});

const at = (now = NOW) => atServer(db.address, { administrator: db.administrator, clock: () => now });
const rows = (sql: string) => db.server.root(sql);
const login = async () => {
  const answer = await mysqlAccounts.login(at(), account);
  if ('fault' in answer) throw new Error(answer.fault.says);
  return JSON.stringify(answer.login);
};
const granted = async () => {
  expect(await mysqlAccounts.create(at(), account)).toEqual({ done: true });
  return login();
};

describe('an account for one grant', () => {
  test('is made without a password that anybody knows, has the role from its login on, and is gone after it', async () => {
    const rest = await db.rest();
    expect(await mysqlAccounts.probe(at(), account)).toEqual({ is: 'absent' });
    expect(await mysqlAccounts.create(at(), account)).toEqual({ done: true });
    expect(await db.logsIn(JSON.stringify({ username: account.name, password: '' }))).toBe(false);
    const value = await login();
    expect(await db.logsIn(value)).toBe(true);
    const session = await db.open(value);
    expect(await session.works()).toBe(true);
    expect(await mysqlAccounts.probe(at(), account)).toEqual({ is: 'present' });
    expect(await mysqlAccounts.list(at())).toEqual({ names: [account.name] });

    expect(await mysqlAccounts.remove(at(), account)).toEqual({ done: true });
    expect(await session.works()).toBe(false);
    expect(await db.logsIn(value)).toBe(false);
    expect(await mysqlAccounts.probe(at(), account)).toEqual({ is: 'absent' });
    expect(await mysqlAccounts.list(at())).toEqual({ names: [] });
    expect(await db.rest()).toBe(rest);
    await session.close();
  });

  test('speaks TLS only, has few connections, and a password whose age ends it in whole days', async () => {
    await granted();
    const [shown] = await rows(`SHOW CREATE USER '${account.name}'@'%'`);
    const text = JSON.stringify(shown);
    expect(text).toContain('REQUIRE SSL');
    expect(text).toContain('MAX_USER_CONNECTIONS 20');
    expect(text).toContain('PASSWORD EXPIRE INTERVAL 1 DAY');
    expect(await mysqlAccounts.login(at(), { ...account, until: NOW + 3 * 86_400 })).toHaveProperty('login');
    expect(JSON.stringify(await rows(`SHOW CREATE USER '${account.name}'@'%'`))).toContain('INTERVAL 3 DAY');
  });

  test('a new password makes the one before bad; after the end there is none', async () => {
    const first = await granted();
    const second = await login();
    expect(await Promise.all([first, second].map(db.logsIn))).toEqual([false, true]);
    expect(await mysqlAccounts.login(at(account.until), account)).toMatchObject({ fault: { stage: 'value' } });
  });

  test('no password is in a statement', async () => {
    const value = await granted();
    await mysqlAccounts.remove(at(), account);
    const log = await db.log();
    expect(log).toContain(account.name);
    for (const secret of db.secretsOf(value)) expect(log).not.toContain(secret);
  });

  test('a role that is not there is said, and what was made so far can be removed', async () => {
    const wrong = { ...account, memberOf: ['no_such_role'] };
    expect(await mysqlAccounts.create(at(), wrong)).toMatchObject({ done: false, fault: { stage: 'rights' } });
    expect(await mysqlAccounts.probe(at(), wrong)).toEqual({ is: 'present' });
    await db.root('CREATE ROLE no_such_role', 'GRANT no_such_role TO vault_admins WITH ADMIN OPTION');
    expect(await mysqlAccounts.remove(at(), wrong)).toEqual({ done: true });
    expect(await mysqlAccounts.probe(at(), wrong)).toEqual({ is: 'absent' });
  });

  test('removed on every host that somebody gave it', async () => {
    await granted();
    await db.root(`CREATE USER '${account.name}'@'10.0.0.1' IDENTIFIED BY 'x-Y-1'`);
    expect(await mysqlAccounts.remove(at(), account)).toEqual({ done: true });
    expect(await rows(`SELECT 1 FROM mysql.user WHERE User = '${account.name}'`)).toEqual([]);
  });

  test.each(['somebody', 'sallyport', 'sallyport_01jd4zv2t0e9xbk8ng5w1m3c7r'])(
    '%s is no name for one, and is not touched',
    async (name) => {
      for (const verb of ['create', 'remove', 'probe', 'login'] as const) {
        const answer = await mysqlAccounts[verb](at(), { ...account, name });
        expect(answer).toMatchObject({ fault: { stage: 'value' } });
      }
      expect(await rows(`SELECT 1 FROM mysql.user WHERE User = 'somebody'`)).toHaveLength(1);
    },
  );

  test('nobody says that it is gone who may not see connections', async () => {
    await granted();
    await db.root('REVOKE PROCESS ON *.* FROM vault_admins');
    expect(await mysqlAccounts.probe(at(), account)).toMatchObject({ fault: { stage: 'rights' } });
    expect(await mysqlAccounts.remove(at(), account)).toMatchObject({ done: false, fault: { stage: 'rights' } });
  });
});

describe('repeated from any point', () => {
  class Crash extends Error {}
  const crashing = (point: number, when: 'before' | 'after') => {
    let count = 0;
    return atServer(db.address, {
      administrator: db.administrator,
      clock: () => NOW,
      call: async (_name, run) => {
        const here = count++ === point;
        if (here && when === 'before') throw new Crash();
        const result = await run();
        if (here) throw new Crash();
        return result;
      },
    });
  };

  test.each(['before', 'after'] as const)(
    'a crash %s each call of making and removing is made good by the next one',
    async (when) => {
      let points = 0;
      for (const verb of ['create', 'remove'] as const) {
        for (let point = 0; ; point += 1) {
          await mysqlAccounts.remove(at(), account);
          let value: string | null = null;
          if (verb === 'remove') {
            value = await granted();
            const session = await db.open(value);
            await session.close();
            await db.root(`CREATE DEFINER = '${account.name}'@'%' VIEW orders.kept AS SELECT name FROM orders.items`);
          }
          const outcome = await mysqlAccounts[verb](crashing(point, when), account).catch((error: unknown) => error);
          if (!(outcome instanceof Crash)) break;
          points += 1;
          if (verb === 'create') expect(await db.logsIn(await granted())).toBe(true);
          else {
            expect(await mysqlAccounts.remove(at(), account)).toEqual({ done: true });
            expect(await mysqlAccounts.probe(at(), account)).toEqual({ is: 'absent' });
            expect(value === null || (await db.logsIn(value))).toBe(false);
            const [kept] = await rows(
              `SELECT TRIM(TRAILING '@' FROM DEFINER) AS definer FROM information_schema.VIEWS WHERE TABLE_NAME = 'kept'`,
            );
            expect(kept?.['definer']).toBe('orders_owner');
          }
          await db.root('DROP VIEW IF EXISTS orders.kept');
        }
        await db.root('DROP VIEW IF EXISTS orders.kept');
      }
      expect(points).toBeGreaterThan(15);
    },
    180_000,
  );
});

describe('what the account has defined', () => {
  const made = [
    'CREATE VIEW kept AS SELECT CONCAT(name, _utf8mb4"ÿ € \\"") AS name FROM items',
    'CREATE FUNCTION twice(n INT) RETURNS INT RETURN 2 * n',
    "CREATE PROCEDURE tidy() BEGIN SELECT 'DEFINER=`x`@`%`', 'ÿ'; END",
    'CREATE TRIGGER stamp BEFORE INSERT ON items FOR EACH ROW SET NEW.name = UPPER(NEW.name)',
    `CREATE EVENT later ON SCHEDULE EVERY 1 DAY DO DELETE FROM items`,
  ];
  const definers = (table: string, column: string) =>
    rows(
      `SELECT ${column} AS name, TRIM(TRAILING '@' FROM DEFINER) AS definer FROM information_schema.${table} WHERE ${column} IN ('kept', 'twice', 'tidy', 'stamp', 'later')`,
    );

  async function defineAll() {
    await granted();
    await db.root('CREATE DATABASE IF NOT EXISTS orders');
    const session = await db.openAs(await login(), 'orders');
    for (const statement of made) await session.query(statement);
    session.destroy();
  }

  test('goes to whom the target names, does what it did, and what was set to run later does not run', async () => {
    await defineAll();
    const before = await rows(`SHOW CREATE PROCEDURE orders.tidy`);
    expect(await mysqlAccounts.remove(at(), account)).toEqual({ done: true });
    for (const [table, column] of [
      ['VIEWS', 'TABLE_NAME'],
      ['ROUTINES', 'ROUTINE_NAME'],
      ['TRIGGERS', 'TRIGGER_NAME'],
      ['EVENTS', 'EVENT_NAME'],
    ] as const) {
      const found = await definers(table, column);
      expect(found.length).toBeGreaterThan(0);
      expect(new Set(found.map(({ definer }) => definer))).toEqual(new Set(['orders_owner']));
    }
    expect(await rows('SELECT STATUS AS status FROM information_schema.EVENTS')).toEqual([{ status: 'DISABLED' }]);
    expect(
      JSON.stringify(await rows('SHOW CREATE PROCEDURE orders.tidy')).replace(
        '`orders_owner`',
        `\`${account.name}\`@\`%\``,
      ),
    ).toContain(JSON.stringify(before[0]?.['Create Procedure']).slice(1, -1));
    await db.root(`INSERT INTO orders.items VALUES ('a')`);
    expect(await rows('SELECT name FROM orders.kept')).toEqual([{ name: 'Aÿ € "' }]);
  });

  test('stays, and the locked account with it, while the administrator may not give it away; that is said', async () => {
    await defineAll();
    await db.root('REVOKE SET USER ON *.* FROM vault_admins');
    const removed = await mysqlAccounts.remove(at(), account);
    expect(removed).toMatchObject({ done: false, fault: { stage: 'rights' } });
    expect(JSON.stringify(removed)).toMatch(/The view orders\.kept was made by the account, which is locked/);
    expect(await mysqlAccounts.probe(at(), account)).toEqual({ is: 'present' });
    expect(JSON.stringify(await rows(`SHOW CREATE USER '${account.name}'@'%'`))).toContain('ACCOUNT LOCK');
    await db.root('GRANT SET USER ON *.* TO vault_admins');
    expect(await mysqlAccounts.remove(at(), account)).toEqual({ done: true });
  });

  test('to somebody who is not there it does not go', async () => {
    await defineAll();
    const removed = await mysqlAccounts.remove(at(), { ...account, reassignTo: 'nobody_at_all' });
    expect(JSON.stringify(removed)).toContain('There is no user and no role nobody_at_all');
  });

  test('only the definer that the server wrote first is replaced', () => {
    const by = (statement: string) => underDefiner(statement, [{ user: 'a', host: '%' }], '`b`');
    expect(by('CREATE DEFINER=`a`@`%` PROCEDURE `p`()\nSELECT 1')).toBe(
      'CREATE OR REPLACE DEFINER=`b` PROCEDURE `p`()\nSELECT 1',
    );
    expect(by('CREATE ALGORITHM=MERGE DEFINER=`a`@`%` SQL SECURITY INVOKER VIEW `o`.`v` AS select 1')).toBe(
      'CREATE OR REPLACE ALGORITHM=MERGE DEFINER=`b` SQL SECURITY INVOKER VIEW `o`.`v` AS select 1',
    );
    for (const other of ['CREATE DEFINER=`c`@`%` VIEW `v` AS select "DEFINER=`a`@`%` "', 'DROP TABLE t', '']) {
      expect(by(other)).toBeNull();
    }
  });
});
