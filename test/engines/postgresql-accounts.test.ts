import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { GrantAccount } from '../../src/vault/account-maker.ts';
import type { At } from '../../src/vault/engine.ts';
import { postgresqlAccounts } from '../../src/vault/engines/postgresql/postgresql-accounts.ts';
import { at as atServer } from '../support/vault/at.ts';
import { documentedStatements, startPostgresqlRig } from '../support/vault/postgresql-under-test.ts';
import type { PostgresqlRig, PostgresqlUnderTest } from '../support/vault/postgresql-under-test.ts';
import { stoppedAtEachCall } from '../support/vault/stopped-at-each-call.ts';

let rig: PostgresqlRig;
let db: PostgresqlUnderTest;

const now = () => Math.floor(Date.now() / 1000);
const account: GrantAccount = {
  name: 'sallyport_01jd4zv2t0e9xbk8ng5w1m',
  grantId: 'grt_01jd4zv2t0e9xbk8ng5w1m3c7r',
  until: now() + 3600,
  database: 'orders',
  memberOf: ['orders_reader'],
  reassignTo: 'orders_leftovers',
};
/** May also make things, as somebody with a wider grant does. */
const maker: GrantAccount = { ...account, memberOf: ['orders_reader', 'orders_maker'] };

beforeAll(async () => {
  rig = await startPostgresqlRig();
  db = rig.alternating;
}, 120_000);
afterAll(() => rig.stop());
beforeEach(async () => {
  await rig.server.query('DROP DATABASE IF EXISTS archive WITH (FORCE)');
  await db.reset();
  await db.root(
    ...(await documentedStatements('Prepare: accounts for grants')),
    'CREATE ROLE orders_maker NOLOGIN',
    'GRANT CREATE ON SCHEMA public TO orders_maker',
    'GRANT CREATE ON DATABASE orders TO orders_maker',
    'GRANT orders_maker TO sallyport_admin WITH ADMIN TRUE, INHERIT FALSE, SET FALSE',
  );
});

const at = (more: Partial<At> = {}) => atServer(db.address, { administrator: rig.administrator, ...more });
const login = async (of: GrantAccount = account) => {
  const answer = await postgresqlAccounts.login(at(), of);
  if ('fault' in answer) throw new Error(answer.fault.says);
  return answer.login;
};
const granted = async (of: GrantAccount = account) => {
  expect(await postgresqlAccounts.create(at(), of)).toEqual({ done: true });
  return login(of);
};
const connect = ({ username: user, password }: { username: string; password: string }, database = 'orders') =>
  rig.server.connect({ user, password, database });
const expectGone = async () => {
  expect(await postgresqlAccounts.probe(at(), account)).toEqual({ is: 'absent' });
  expect(await db.rows(`SELECT 1 FROM pg_roles WHERE rolname = '${account.name}'`)).toEqual([]);
  expect(await db.rows(`SELECT 1 FROM pg_stat_activity WHERE application_name = '${account.grantId}'`)).toEqual([]);
};

describe('an account for one grant', () => {
  test('is made without a password, has its roles, says whose session it is, and is gone after it', async () => {
    const rest = await db.rest();
    expect(await postgresqlAccounts.probe(at(), account)).toEqual({ is: 'absent' });
    expect(await postgresqlAccounts.create(at(), account)).toEqual({ done: true });
    expect(await db.rows(`SELECT rolpassword FROM pg_authid WHERE rolname = '${account.name}'`)).toEqual([
      { rolpassword: null },
    ]);
    expect(await postgresqlAccounts.probe(at(), account)).toEqual({ is: 'present' });
    expect(await postgresqlAccounts.list(at())).toEqual({ names: [account.name] });

    const session = await connect(await login());
    expect((await session.query('SELECT * FROM items')).rows).toEqual([]);
    await expect(session.query('DELETE FROM items')).rejects.toThrow('permission denied');
    expect((await session.query('SHOW application_name')).rows).toEqual([{ application_name: account.grantId }]);
    expect(await db.rows(`SELECT rolconfig FROM pg_roles WHERE rolname = '${account.name}'`)).toEqual([
      { rolconfig: [`application_name=${account.grantId}`] },
    ]);
    expect(await postgresqlAccounts.remove(at(), account)).toEqual({ done: true });
    await expect(session.query('SELECT 1')).rejects.toThrow();
    await expectGone();
    expect(await postgresqlAccounts.list(at())).toEqual({ names: [] });
    expect(await db.rest()).toBe(rest);
  });

  test('ends by itself: past the end of the grant PostgreSQL lets it in no more, and there is no new password', async () => {
    await postgresqlAccounts.create(at(), account);
    const value = await login({ ...account, until: now() + 2 });
    await (await connect(value)).end();
    await db.rows(`SELECT pg_sleep(2.5)`);
    await expect(connect(value)).rejects.toMatchObject({ code: '28P01' });
    const late = { clock: () => account.until };
    expect(await postgresqlAccounts.login(at(late), account)).toMatchObject({ fault: { stage: 'value' } });
  });

  test('a new password makes the one before bad', async () => {
    const first = await granted();
    const second = await login();
    await expect(connect(first)).rejects.toMatchObject({ code: '28P01' });
    await (await connect(second)).end();
  });

  test('the server sees no password of it', async () => {
    const { password } = await granted();
    await postgresqlAccounts.remove(at(), account);
    const log = await db.log();
    expect(log).toContain('CREATE ROLE');
    expect(log).not.toContain(password);
  });

  test('what it made goes to somebody else, in every database, and nothing acts with that one’s rights', async () => {
    await rig.server.query('CREATE DATABASE archive');
    await rig.server.query('GRANT CREATE ON SCHEMA public TO PUBLIC', [], 'archive');
    const value = await granted(maker);
    const here = await connect(value);
    for (const statement of [
      'CREATE TABLE notes (n int)',
      'CREATE SCHEMA own',
      'CREATE TABLE own.things (n int)',
      'CREATE VIEW seen AS SELECT * FROM items',
      'GRANT SELECT ON notes TO PUBLIC',
      `CREATE FUNCTION "Odd ""name"(n int) RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT n'`,
      'CREATE TEMPORARY TABLE passing (n int)',
    ])
      await here.query(statement);
    const there = await connect(value, 'archive');
    await there.query('CREATE TABLE papers (n int)');

    expect(await postgresqlAccounts.remove(at(), maker)).toEqual({ done: true });
    const owners = `SELECT pg_get_userbyid(relowner) AS owner FROM pg_class WHERE relname IN ('notes', 'things', 'seen', 'papers')`;
    expect(await db.rows(owners)).toEqual(Array(3).fill({ owner: 'orders_leftovers' }));
    expect(await rig.server.query(owners, [], 'archive')).toEqual([{ owner: 'orders_leftovers' }]);
    expect(
      await db.rows(`SELECT prosecdef, pg_get_userbyid(proowner) AS owner FROM pg_proc WHERE proname LIKE 'Odd%'`),
    ).toEqual([{ prosecdef: false, owner: 'orders_leftovers' }]);
    await expectGone();
  });

  test.each([
    'somebody',
    'sallyport_admin',
    'sallyport_x',
    'sallyport_01JD4ZV2T0E9XBK8NG5W1M',
    'sallyport_";drop--01234567',
  ])('%s is no name for one, and is not touched', async (name) => {
    for (const verb of ['create', 'remove', 'probe', 'login'] as const) {
      const answer = await postgresqlAccounts[verb](at(), { ...account, name });
      expect(answer).toMatchObject({ fault: { stage: 'value' } });
    }
    expect(await db.rows(`SELECT 1 FROM pg_roles WHERE rolname IN ('somebody', 'sallyport_admin')`)).toHaveLength(2);
  });

  test('a role of that name with power over the server is left alone', async () => {
    await db.root(`CREATE ROLE ${account.name} LOGIN SUPERUSER`);
    expect(await postgresqlAccounts.remove(at(), account)).toMatchObject({ done: false, fault: { stage: 'rights' } });
    expect(await db.rows(`SELECT 1 FROM pg_roles WHERE rolname = '${account.name}'`)).toHaveLength(1);
  });

  test('a role with power over the server is not lent', async () => {
    await db.root('ALTER ROLE orders_reader CREATEROLE');
    const made = await postgresqlAccounts.create(at(), account);
    expect(made).toMatchObject({
      done: false,
      fault: { stage: 'rights', says: expect.stringContaining('CREATEROLE') },
    });
    await expectGone();
  });

  test.each([
    ['a database that is not there', { database: 'nowhere' }, '3D000'],
    ['a role that is not there', { memberOf: ['nobody'] }, '42704'],
    ['a role that the administrator may not give', { memberOf: ['pg_read_all_data'] }, '42501'],
  ])('%s: nothing is made, and the fault speaks of rights', async (_what, wrong, code) => {
    const made = await postgresqlAccounts.create(at(), { ...account, ...wrong });
    expect(made).toMatchObject({ done: false, fault: { stage: 'rights', code } });
    await expectGone();
  });

  test('a database that it may not connect to: nothing is made', async () => {
    await db.root(
      'REVOKE CONNECT ON DATABASE orders FROM PUBLIC',
      'GRANT CONNECT ON DATABASE orders TO sallyport_admin',
    );
    expect(await postgresqlAccounts.create(at(), account)).toMatchObject({ done: false, fault: { stage: 'rights' } });
    await db.root('GRANT CONNECT ON DATABASE orders TO orders_reader');
    expect(await postgresqlAccounts.create(at(), account)).toEqual({ done: true });
  });

  test('once its removal has begun it is neither there nor gone, and gets no password', async () => {
    await granted();
    await db.root(`ALTER ROLE ${account.name} NOLOGIN`);
    for (const verb of ['create', 'login', 'probe'] as const) {
      expect(await postgresqlAccounts[verb](at(), account)).toMatchObject({ fault: { stage: 'rights' } });
    }
    expect(await postgresqlAccounts.remove(at(), account)).toEqual({ done: true });
    await expectGone();
  });

  test('what it may not give away stops the removal, with nobody let in any more; given the right, it goes on', async () => {
    const session = await connect(await granted(maker));
    await session.query('CREATE TABLE notes (n int)');
    await session.query('CREATE VIEW seen AS SELECT * FROM notes');
    await db.root('REVOKE orders_leftovers FROM sallyport_admin');
    const removed = await postgresqlAccounts.remove(at(), maker);
    expect(removed).toMatchObject({ done: false, fault: { stage: 'rights', code: '42501' } });
    await expect(session.query('SELECT 1')).rejects.toThrow();
    expect(await db.rows(`SELECT rolcanlogin FROM pg_roles WHERE rolname = '${account.name}'`)).toEqual([
      { rolcanlogin: false },
    ]);
    await db.root('GRANT orders_leftovers TO sallyport_admin WITH INHERIT TRUE, SET TRUE');
    expect(await postgresqlAccounts.remove(at(), maker)).toEqual({ done: true });
    await expectGone();
  });

  test('it may be made and removed again and again', async () => {
    for (let times = 0; times < 2; times += 1) {
      await granted();
      await granted();
      for (let again = 0; again < 2; again += 1) {
        expect(await postgresqlAccounts.remove(at(), account)).toEqual({ done: true });
        await expectGone();
      }
    }
  });
});

describe('a crash before and after each call', () => {
  const remove = async () => {
    expect(await postgresqlAccounts.remove(at(), maker)).toEqual({ done: true });
    await expectGone();
  };

  test('create: again, it is made; or removed, it is gone', async () => {
    let again = false;
    const points = await stoppedAtEachCall({
      before: async () => undefined,
      act: async (_, call) => postgresqlAccounts.create(at({ call }), maker),
      after: async () => {
        if (again) await (await connect(await granted(maker))).end();
        again = !again;
        await remove();
      },
    });
    expect(points).toBe(2 * 10);
    await remove();
  });

  test('login: again, there is one password and it is good', async () => {
    await granted(maker);
    const points = await stoppedAtEachCall({
      before: async () => undefined,
      act: async (_, call) => postgresqlAccounts.login(at({ call }), maker),
      after: async () => (await connect(await login())).end(),
    });
    expect(points).toBe(2 * 3);
  });

  test('remove: again, it is gone with everything, and what it made is somebody else’s', async () => {
    const points = await stoppedAtEachCall({
      before: async () => {
        await db.root('DROP TABLE IF EXISTS notes');
        const session = await connect(await granted(maker));
        await session.query('CREATE TABLE notes (n int)');
        return session;
      },
      act: async (_, call) => postgresqlAccounts.remove(at({ call }), maker),
      after: async (session) => {
        await remove();
        const owner = `SELECT tableowner FROM pg_tables WHERE tablename = 'notes'`;
        expect(await db.rows(owner)).toEqual([{ tableowner: 'orders_leftovers' }]);
        await session.end().catch(() => undefined);
      },
    });
    expect(points).toBeGreaterThanOrEqual(2 * 15);
  }, 90_000);
});
