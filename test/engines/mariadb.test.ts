import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { mysqlEngine } from '../../src/vault/engines/mysql/mysql-engine.ts';
import { at as atServer } from '../support/vault/at.ts';
import { HOSTS, startMariadbUnderTest } from '../support/vault/mariadb-under-test.ts';
import type { MariadbUnderTest } from '../support/vault/mariadb-under-test.ts';

let db: MariadbUnderTest;
let current: string;

// A server that others share the machine with takes its time.
jest.setTimeout(60_000);
beforeAll(async () => {
  db = await startMariadbUnderTest();
}, 300_000);
afterAll(() => db.stop());
beforeEach(async () => {
  current = await db.reset();
});

const at = () => atServer(db.address, { administrator: db.administrator });
const next = (from: string) => mysqlEngine.stage(at(), { current: from, labelled: [from] });
const apply = (from: string, candidate: string) => mysqlEngine.apply(at(), { current: from, candidate });
const retire = (now: string, old: string, how: 'at-disuse' | 'now') =>
  mysqlEngine.retire(at(), { current: now, old, how });
const rotated = async (from: string) => {
  const candidate = await next(from);
  expect(await apply(from, candidate)).toEqual({ applied: true });
  return candidate;
};
const rows = (sql: string) => db.server.root(sql);

describe('two users take turns', () => {
  test('the other user gets a new password; the first one still logs in until it is retired, and then does not', async () => {
    const rest = await db.rest();
    const candidate = await next(current);
    expect(JSON.parse(candidate)).toMatchObject({ username: 'orders_b', engine: 'mariadb', dbname: 'orders' });
    expect(await mysqlEngine.probe(at(), candidate)).toMatchObject({ login: 'dead' });
    expect(await apply(current, candidate)).toEqual({ applied: true });
    expect(await mysqlEngine.verify(at(), candidate)).toEqual({ verified: true });
    expect(await Promise.all([current, candidate].map(db.logsIn))).toEqual([true, true]);

    expect(await retire(candidate, current, 'at-disuse')).toEqual({ retired: true });
    expect(await Promise.all([current, candidate].map(db.logsIn))).toEqual([false, true]);
    expect(await db.rest()).toBe(rest);
  });

  test('the third value is the first user again, with a new password', async () => {
    const second = await rotated(current);
    await retire(second, current, 'now');
    const third = await rotated(second);
    expect(JSON.parse(third)).toMatchObject({ username: 'orders_a' });
    expect(await mysqlEngine.verify(at(), third)).toEqual({ verified: true });
    expect(await Promise.all([current, second, third].map(db.logsIn))).toEqual([false, true, true]);
  });

  test('the second user is made for every host of the first, held to the same, and changed on all of them at once', async () => {
    const candidate = await rotated(current);
    const accounts = await rows(
      `SELECT Host, JSON_VALUE(Priv, '$.authentication_string') AS verifier, JSON_VALUE(Priv, '$.default_role') AS role,
        JSON_VALUE(Priv, '$.ssl_type') AS tls, IFNULL(JSON_VALUE(Priv, '$.max_user_connections'), 0) AS connections
        FROM mysql.global_priv WHERE User = 'orders_b' ORDER BY Host`,
    );
    expect(accounts.map(({ Host: host }) => host)).toEqual([...HOSTS].sort());
    expect(new Set(accounts.map(({ verifier }) => verifier)).size).toBe(1);
    expect(accounts.map(({ role }) => role)).toEqual(HOSTS.map(() => 'orders_app'));
    expect(accounts.map(({ tls }) => tls)).toEqual(['1', '1', '1']);
    expect(accounts.map(({ connections }) => Number(connections))).toEqual([0, 30, 30]);

    await retire(candidate, current, 'now');
    const retired = await rows(
      `SELECT DISTINCT JSON_VALUE(Priv, '$.authentication_string') AS verifier FROM mysql.global_priv WHERE User = 'orders_a'`,
    );
    expect(retired).toHaveLength(1);
  });

  test('a host that one user has had all along and the other has not is changed too, and stays its own', async () => {
    await db.root(`CREATE USER 'orders_b'@'192.168.0.1' IDENTIFIED BY 'left-From-Earlier-1'`);
    await rotated(current);
    const verifiers = await rows(
      `SELECT DISTINCT JSON_VALUE(Priv, '$.authentication_string') AS verifier FROM mysql.global_priv WHERE User = 'orders_b'`,
    );
    expect(verifiers).toHaveLength(1);
    expect(await rows(`SELECT 1 FROM mysql.user WHERE User = 'orders_a' AND Host = '192.168.0.1'`)).toEqual([]);
  });

  test('no statement holds a password', async () => {
    const second = await rotated(current);
    await retire(second, current, 'at-disuse');
    const third = await rotated(second);
    await retire(third, second, 'now');
    const log = await db.log();
    expect(log).toContain('ALTER USER');
    for (const value of [second, third]) for (const secret of db.secretsOf(value)) expect(log).not.toContain(secret);
  });

  test('the current user’s password is never set, and no third user is', async () => {
    const own = JSON.stringify({ username: 'orders_a', password: 'x' });
    const foreign = JSON.stringify({ username: 'somebody', password: 'x' });
    for (const candidate of [own, foreign]) {
      expect(await apply(current, candidate)).toMatchObject({
        applied: false,
        refused: 'unclear',
        fault: { stage: 'value' },
      });
    }
    expect(await retire(current, foreign, 'now')).toMatchObject({
      retired: false,
      why: 'failed',
      fault: { stage: 'value' },
    });
    await expect(next(foreign)).rejects.toThrow('not one of the two');
    expect(await db.logsIn(JSON.stringify({ username: 'somebody', password: 'somebody-Else-1' }))).toBe(true);
  });
});

describe('a crash between two calls', () => {
  class Crash extends Error {}

  test.each(['before', 'after'] as const)(
    '%s each of them leaves nothing half done behind a login that works',
    async (when) => {
      let points = 0;
      for (let point = 0; ; point += 1) {
        current = await db.reset();
        const candidate = await next(current);
        let count = 0;
        const crashing = atServer(db.address, {
          administrator: db.administrator,
          call: async (_name, run) => {
            const here = count++ === point;
            if (here && when === 'before') throw new Crash();
            const result = await run();
            if (here) throw new Crash();
            return result;
          },
        });
        const outcome = await mysqlEngine.apply(crashing, { current, candidate }).catch((error: unknown) => error);
        expect(await db.logsIn(current)).toBe(true);
        // A login from here is taken as proof that all was done: for all hosts, with the role.
        if (await db.logsIn(candidate)) await expectComplete();
        if (!(outcome instanceof Crash)) break;
        points += 1;
        expect(await apply(current, candidate)).toEqual({ applied: true });
        await expectComplete();
        expect(await mysqlEngine.verify(at(), candidate)).toEqual({ verified: true });
      }
      expect(points).toBeGreaterThan(10);
    },
    120_000,
  );

  async function expectComplete() {
    const accounts = await rows(
      `SELECT JSON_VALUE(Priv, '$.authentication_string') AS verifier, JSON_VALUE(Priv, '$.default_role') AS role
        FROM mysql.global_priv WHERE User = 'orders_b'`,
    );
    expect(accounts).toHaveLength(HOSTS.length);
    expect(new Set(accounts.map(({ verifier }) => verifier)).size).toBe(1);
    expect(accounts.every(({ role }) => role === 'orders_app')).toBe(true);
  }
});

describe('a server in trouble', () => {
  test('that holds a lock gives up before this side does, and nothing happens afterwards', async () => {
    const root = await db.rootConnection();
    const candidate = await next(current);
    await root.query('FLUSH TABLES WITH READ LOCK');
    const applied = await apply(current, candidate);
    await root.query('UNLOCK TABLES');
    await root.end();
    expect(applied).toMatchObject({
      refused: 'unclear',
      fault: { stage: 'protocol', code: '1969' },
    });
    expect(await rows(`SELECT 1 FROM mysql.user WHERE User = 'orders_b'`)).toEqual([]);
    expect(await apply(current, candidate)).toEqual({ applied: true });
  });

  test('that is lost in the middle leaves a candidate that can be applied again', async () => {
    const candidate = await next(current);
    let back: (() => Promise<void>) | null = null;
    const losing = atServer(db.address, {
      administrator: db.administrator,
      call: async (name, run) => {
        if (name === 'grant the role') back ??= await db.lose();
        return run();
      },
    });
    const applied = await mysqlEngine.apply(losing, { current, candidate });
    expect(applied).toMatchObject({ applied: false, refused: 'unclear', fault: { stage: 'route' } });
    expect(await mysqlEngine.probe(at(), current)).toMatchObject({ login: 'unknown', fault: { stage: 'route' } });
    await (back as (() => Promise<void>) | null)?.();
    expect(await db.logsIn(candidate)).toBe(false);
    expect(await apply(current, candidate)).toEqual({ applied: true });
    expect(await mysqlEngine.verify(at(), candidate)).toEqual({ verified: true });
  });

  test('two that do the same at once end where one of them would', async () => {
    const candidate = await next(current);
    const both = await Promise.all([apply(current, candidate), apply(current, candidate)]);
    expect(both).toContainEqual({ applied: true });
    expect(await mysqlEngine.verify(at(), candidate)).toEqual({ verified: true });
    const retired = await Promise.all([retire(candidate, current, 'now'), retire(candidate, current, 'now')]);
    expect(retired).toContainEqual({ retired: true });
    expect(await Promise.all([current, candidate].map(db.logsIn))).toEqual([false, true]);
  });
});

describe('rights that would make a turn something else', () => {
  test.each([
    ['SUPER on the server', `GRANT SUPER ON *.* TO 'orders_a'@'%'`, 'SUPER on *.*'],
    ['everything', `GRANT ALL ON *.* TO 'orders_a'@'127.0.0.1'`, ' on *.*'],
    ['handing its rights on', `GRANT USAGE ON *.* TO 'orders_a'@'%' WITH GRANT OPTION`, 'WITH GRANT OPTION'],
    ['a database', `GRANT SELECT ON mysql.* TO 'orders_a'@'%'`, 'SELECT on mysql.*'],
    ['a table', `GRANT SELECT ON orders.items TO 'orders_a'@'%'`, 'SELECT on orders.items'],
    ['a column', `GRANT SELECT (name) ON orders.items TO 'orders_a'@'%'`, 'on orders.items'],
    ['another role', `GRANT others_app TO 'orders_a'@'%'`, 'the role others_app'],
    ['a routine', `GRANT EXECUTE ON PROCEDURE orders.tidy TO 'orders_a'@'%'`, 'a right on orders.tidy'],
  ])('of its own, on %s, are refused before anything is changed', async (_what, grant, says) => {
    await db.root('CREATE ROLE others_app', 'CREATE PROCEDURE orders.tidy() SELECT 1', grant);
    const candidate = await next(current);
    const applied = await apply(current, candidate);
    expect(applied).toMatchObject({ applied: false, refused: 'unclear', fault: { stage: 'rights' } });
    expect(JSON.stringify(applied).toUpperCase()).toContain(says.toUpperCase());
    expect(await rows(`SELECT 1 FROM mysql.user WHERE User = 'orders_b'`)).toEqual([]);
  });

  test('the waiting user may have none either', async () => {
    await db.root(`CREATE USER 'orders_b'@'%' IDENTIFIED BY 'x-Y-1'`, `GRANT FILE ON *.* TO 'orders_b'@'%'`);
    expect(await apply(current, await next(current))).toMatchObject({ applied: false, fault: { stage: 'rights' } });
  });

  test.each([
    ['shows a certificate', `ALTER USER 'orders_a'@'%' REQUIRE X509`, 'REQUIRE X509'],
    ['authenticates in a way of its own', `ALTER USER 'orders_a'@'%' IDENTIFIED VIA unix_socket`, 'unix_socket'],
  ])('a user that %s is not copied', async (_what, statement, says) => {
    await db.root(statement);
    const applied = await apply(current, await next(current));
    expect(JSON.stringify(applied)).toContain(says);
    expect(applied).toMatchObject({ applied: false, refused: 'unclear' });
  });
});

describe('what the administrator may', () => {
  test('less is needed where both users are there with their role: neither UPDATE on mysql nor the role', async () => {
    const second = await rotated(current);
    await retire(second, current, 'now');
    await db.root('REVOKE UPDATE ON mysql.* FROM vault_admins', 'REVOKE orders_app FROM vault_admins');
    const third = await rotated(second);
    expect(await mysqlEngine.verify(at(), third)).toEqual({ verified: true });
  });

  test.each([
    ['UPDATE ON mysql.*', 'REVOKE UPDATE ON mysql.* FROM vault_admins'],
    ['SELECT ON mysql.*', 'REVOKE SELECT ON mysql.* FROM vault_admins'],
    ['the role', 'REVOKE orders_app FROM vault_admins'],
    ['CREATE USER', 'REVOKE CREATE USER ON *.* FROM vault_admins'],
  ])('without %s the fault speaks of rights, and the candidate does not log in', async (_right, revoke) => {
    await db.root(revoke);
    const candidate = await next(current);
    const applied = await apply(current, candidate);
    expect(applied).toMatchObject({ applied: false, refused: 'unclear', fault: { stage: 'rights' } });
    expect(await db.logsIn(candidate)).toBe(false);
    expect(await db.logsIn(current)).toBe(true);
  });

  test('without PROCESS nobody can tell whether the old value is used, and it is not ended as if it were known', async () => {
    const second = await rotated(current);
    await db.root('REVOKE PROCESS ON *.* FROM vault_admins');
    expect(await retire(second, current, 'at-disuse')).toEqual({ retired: false, why: 'cannot-tell' });
    expect(await retire(second, current, 'now')).toMatchObject({
      retired: false,
      why: 'failed',
      fault: { stage: 'rights' },
    });
    expect(await db.logsIn(current)).toBe(true);
  });
});

describe('retiring', () => {
  test('at disuse: as long as a connection is open under the old value it stays good', async () => {
    const session = await db.open(current);
    const second = await rotated(current);
    expect(await retire(second, current, 'at-disuse')).toEqual({ retired: false, why: 'in-use' });
    expect(await session.works()).toBe(true);
    expect(await db.logsIn(current)).toBe(true);
    await session.close();
    // The server notices in its own time that it is closed.
    for (let tries = 0; tries < 100; tries += 1) {
      if ((await retire(second, current, 'at-disuse')).retired) break;
    }
    expect(await db.logsIn(current)).toBe(false);
  });

  test('now: its connections are ended, those of the current value and of others are not', async () => {
    const second = await rotated(current);
    const somebody = JSON.stringify({ username: 'somebody', password: 'somebody-Else-1' });
    const sessions = await Promise.all([current, second, somebody].map((value) => db.open(value)));
    expect(await retire(second, current, 'now')).toEqual({ retired: true });
    expect(await Promise.all(sessions.map((session) => session.works()))).toEqual([false, true, true]);
    expect(await retire(second, current, 'now')).toEqual({ retired: true });
    await Promise.all(sessions.map((session) => session.close()));
  });

  test('it is retired too when its user has no connection left to try it with', async () => {
    await db.root(`ALTER USER 'orders_a'@'127.0.0.1' WITH MAX_USER_CONNECTIONS 1`);
    const session = await db.open(current);
    const second = await rotated(current);
    expect(await mysqlEngine.probe(at(), current)).toMatchObject({ login: 'unknown', fault: { stage: 'protocol' } });
    expect(await retire(second, current, 'now')).toEqual({ retired: true });
    expect(await session.works()).toBe(false);
    expect(await db.logsIn(current)).toBe(false);
  });

  test('a value whose user has a newer one by now is left alone, and so is the newer one', async () => {
    const second = await rotated(current);
    const third = await rotated(second);
    expect(await retire(second, current, 'now')).toEqual({ retired: true });
    expect(await db.logsIn(third)).toBe(true);
    // And seen from the newer one: one user has one password.
    expect(await retire(third, current, 'at-disuse')).toEqual({ retired: true });
    expect(await retire(third, third, 'now')).toMatchObject({ retired: false, why: 'failed' });
    expect(await db.logsIn(third)).toBe(true);
  });

  test('an account that was locked by hand is retired, and its next turn opens it', async () => {
    const second = await rotated(current);
    for (const host of HOSTS) await db.root(`ALTER USER 'orders_a'@'${host}' ACCOUNT LOCK`);
    expect(await mysqlEngine.probe(at(), current)).toMatchObject({ login: 'unknown', fault: { code: '4151' } });
    expect(await retire(second, current, 'at-disuse')).toEqual({ retired: true });
    const third = await rotated(second);
    expect(await db.logsIn(third)).toBe(true);
  });
});

describe('a plugin that checks passwords', () => {
  test('refuses every verifier under strict_password_validation: by policy, with what to set', async () => {
    await db.refuseByPolicy?.(true);
    const candidate = await next(current);
    const applied = await apply(current, candidate);
    expect(applied).toMatchObject({ applied: false, refused: 'by-policy', fault: { stage: 'policy', code: '1290' } });
    expect(JSON.stringify(applied)).toContain('strict_password_validation=OFF');
    expect(await mysqlEngine.probe(at(), candidate)).toMatchObject({ login: 'dead' });
    await db.root('SET GLOBAL strict_password_validation = OFF');
    expect(await apply(current, candidate)).toEqual({ applied: true });
    // What is made here would have passed the plugin.
    const { password } = JSON.parse(candidate) as { password: string };
    await db.root(`CREATE USER 'passes'@'%' IDENTIFIED BY '${password}'`);
  });
});
