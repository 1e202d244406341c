import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { postgresqlEngine } from '../../src/vault/engines/postgresql/postgresql-engine.ts';
import { at as atServer } from '../support/vault/at.ts';
import { startPostgresqlRig } from '../support/vault/postgresql-under-test.ts';
import type { PostgresqlRig, PostgresqlUnderTest } from '../support/vault/postgresql-under-test.ts';

let rig: PostgresqlRig;
let db: PostgresqlUnderTest;
let current: string;

beforeAll(async () => {
  rig = await startPostgresqlRig();
}, 120_000);
afterAll(() => rig.stop());

const begin = (which: 'alternating' | 'single' | 'administered') => async () => {
  db = rig[which];
  current = await db.reset();
};
const at = () => atServer(db.address, { administrator: db.administrator });
const next = (from: string) => postgresqlEngine.stage(at(), { current: from, labelled: [from] });
const apply = (from: string, candidate: string) => postgresqlEngine.apply(at(), { current: from, candidate });
const verify = (candidate: string) => postgresqlEngine.verify(at(), candidate);
const retire = (now: string, old: string, how: 'at-disuse' | 'now') =>
  postgresqlEngine.retire(at(), { current: now, old, how });
const rotated = async (from: string) => {
  const candidate = await next(from);
  expect(await apply(from, candidate)).toEqual({ applied: true });
  return candidate;
};
const login = (value: string) => {
  const { username: user, password } = JSON.parse(value) as { username: string; password: string };
  return rig.server.connect({ user, password, database: 'orders' });
};

describe('two users take turns', () => {
  beforeEach(begin('alternating'));

  test('the other user is made and gets a password; the first one logs in until it is retired, and then does not', async () => {
    const rest = await db.rest();
    const candidate = await next(current);
    expect(JSON.parse(candidate)).toMatchObject({ username: 'orders_app_b', engine: 'postgres', dbname: 'orders' });
    expect(await postgresqlEngine.probe(at(), candidate)).toMatchObject({ login: 'dead' });
    expect(await apply(current, candidate)).toEqual({ applied: true });
    expect(await verify(candidate)).toEqual({ verified: true });
    expect(await Promise.all([current, candidate].map(db.logsIn))).toEqual([true, true]);

    expect(await retire(candidate, current, 'at-disuse')).toEqual({ retired: true });
    expect(await Promise.all([current, candidate].map(db.logsIn))).toEqual([false, true]);
    expect(await db.rest()).toBe(rest);
  });

  test('the third value is the first user again: its login comes back with a new password', async () => {
    const second = await rotated(current);
    await retire(second, current, 'now');
    const third = await rotated(second);
    expect(JSON.parse(third)).toMatchObject({ username: 'orders_app_a' });
    expect(await verify(third)).toEqual({ verified: true });
    expect(await Promise.all([current, second, third].map(db.logsIn))).toEqual([false, true, true]);
  });

  test('whatever either user makes belongs to the owner, and the other may change it', async () => {
    const second = await rotated(current);
    const [one, other] = [await login(current), await login(second)];
    await one.query('CREATE TABLE made_by_a (n int)');
    await other.query('CREATE TABLE made_by_b (n int)');
    await other.query('ALTER TABLE made_by_a ADD COLUMN more text');
    await one.query('DROP TABLE made_by_b');
    expect(await db.rows(`SELECT tableowner FROM pg_tables WHERE tablename = 'made_by_a'`)).toEqual([
      { tableowner: 'orders_owner' },
    ]);
    await Promise.all([one.end(), other.end()]);
  });

  test('the user that is made is an ordinary one: a login, one membership, nothing else', async () => {
    await rotated(current);
    expect(
      await db.rows(`SELECT rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication, rolbypassrls
                       FROM pg_roles WHERE rolname = 'orders_app_b'`),
    ).toEqual([
      {
        rolsuper: false,
        rolinherit: true,
        rolcreaterole: false,
        rolcreatedb: false,
        rolcanlogin: true,
        rolreplication: false,
        rolbypassrls: false,
      },
    ]);
    const members = `SELECT pg_get_userbyid(roleid) AS role, admin_option FROM pg_auth_members WHERE member = 'orders_app_b'::regrole`;
    expect(await db.rows(members)).toEqual([{ role: 'orders_owner', admin_option: false }]);
  });

  test('a membership that a person made is not made again', async () => {
    const second = await rotated(current);
    await retire(second, current, 'now');
    await rotated(second);
    const grantors = `SELECT pg_get_userbyid(grantor) AS by FROM pg_auth_members WHERE member = 'orders_app_a'::regrole`;
    expect(await db.rows(grantors)).toEqual([{ by: 'postgres' }]);
  });

  test('the current user’s password is never set, and no third user is', async () => {
    const own = JSON.stringify({ username: 'orders_app_a', password: 'x' });
    const foreign = JSON.stringify({ username: 'somebody', password: 'x' });
    for (const candidate of [own, foreign]) {
      const applied = await apply(current, candidate);
      expect(applied).toMatchObject({ applied: false, refused: 'unclear', fault: { stage: 'value' } });
    }
    const retired = await retire(current, foreign, 'now');
    expect(retired).toMatchObject({ retired: false, why: 'failed', fault: { stage: 'value' } });
    await expect(next(foreign)).rejects.toThrow('not one of the address');
    expect(await db.logsIn(JSON.stringify({ username: 'somebody', password: 'somebody-Else-1' }))).toBe(true);
  });

  test.each([
    ['SUPERUSER', 'orders_app_a'],
    ['CREATEROLE', 'orders_app_a'],
    ['REPLICATION', 'orders_app_b'],
    ['BYPASSRLS', 'orders_app_b'],
    ['BYPASSRLS', 'orders_owner'],
  ])('one that is %s is refused before anything is changed (%s)', async (power, role) => {
    await db.root('CREATE ROLE orders_app_b NOLOGIN', `ALTER ROLE ${role} ${power}`);
    const applied = await apply(current, await next(current));
    expect(applied).toMatchObject({ applied: false, refused: 'unclear', fault: { stage: 'rights' } });
    expect(JSON.stringify(applied)).toContain(`${role} is ${power}`);
    expect(await db.rows(`SELECT rolcanlogin FROM pg_roles WHERE rolname = 'orders_app_b'`)).toEqual([
      { rolcanlogin: false },
    ]);
  });

  test.each([
    ['an owner that may log in', 'ALTER ROLE orders_owner LOGIN', 'orders_owner may log in'],
    ['an owner that is not there', 'ALTER ROLE orders_owner RENAME TO other', 'orders_owner is not there'],
    [
      'a user past its end',
      `CREATE ROLE orders_app_b LOGIN VALID UNTIL '2020-01-01'`,
      'The end of orders_app_b is past',
    ],
  ])('%s is refused, and the fault says so', async (_what, statement, says) => {
    await db.root(statement);
    const candidate = await next(current);
    const applied = await apply(current, candidate);
    expect(applied).toMatchObject({ applied: false, refused: 'unclear', fault: { stage: 'rights' } });
    expect(JSON.stringify(applied)).toContain(says);
    expect(await db.logsIn(candidate)).toBe(false);
  });

  test.each([
    ['CREATEROLE', 'ALTER ROLE sallyport_admin NOCREATEROLE'],
    ['the admin option on the owner', 'REVOKE ADMIN OPTION FOR orders_owner FROM sallyport_admin'],
  ])('without %s the fault speaks of rights, and the candidate does not log in', async (_right, statement) => {
    await db.root(statement);
    const candidate = await next(current);
    const applied = await apply(current, candidate);
    expect(applied).toMatchObject({ applied: false, fault: { stage: 'rights', code: '42501' } });
    expect(await db.logsIn(candidate)).toBe(false);
  });

  test('a login that does not become the owner is not verified', async () => {
    const candidate = await rotated(current);
    await db.root(`ALTER ROLE orders_app_b IN DATABASE orders SET role = 'none'`);
    expect(await verify(candidate)).toMatchObject({ verified: false, fault: { stage: 'rights' } });
  });

  test('at disuse: as long as a session is open under the old value it stays good', async () => {
    const session = await db.open(current);
    const second = await rotated(current);
    expect(await retire(second, current, 'at-disuse')).toEqual({ retired: false, why: 'in-use' });
    expect([await session.works(), await db.logsIn(current)]).toEqual([true, true]);
    await session.close();
    expect(await retire(second, current, 'at-disuse')).toEqual({ retired: true });
    expect(await db.logsIn(current)).toBe(false);
  });

  test('now: its sessions are ended, those of the current value and of others are not', async () => {
    const second = await rotated(current);
    const somebody = JSON.stringify({ username: 'somebody', password: 'somebody-Else-1' });
    const sessions = await Promise.all([current, second, somebody].map((value) => db.open(value)));
    expect(await retire(second, current, 'now')).toEqual({ retired: true });
    expect(await Promise.all(sessions.map((session) => session.works()))).toEqual([false, true, true]);
    expect(await retire(second, current, 'now')).toEqual({ retired: true });
    await Promise.all(sessions.map((session) => session.close()));
  });

  test('a value whose user has a newer one by now is left alone, and so is the newer one', async () => {
    const second = await rotated(current);
    const third = await rotated(second);
    expect(await retire(second, current, 'now')).toEqual({ retired: true });
    expect(await db.logsIn(third)).toBe(true);
    expect(await retire(third, third, 'now')).toMatchObject({ retired: false, why: 'failed' });
  });

  test('past its end a user is retired all the same: moving the end brings nothing back', async () => {
    const second = await rotated(current);
    await db.root(`ALTER ROLE orders_app_a VALID UNTIL '2020-01-01'`);
    expect(await retire(second, current, 'at-disuse')).toEqual({ retired: true });
    await db.root(`ALTER ROLE orders_app_a LOGIN VALID UNTIL 'infinity'`);
    expect(await db.logsIn(current)).toBe(false);
  });

  test('two at once: both say that it is applied, and it is', async () => {
    const candidate = await next(current);
    expect(await Promise.all([apply(current, candidate), apply(current, candidate)])).toEqual([
      { applied: true },
      { applied: true },
    ]);
    expect(await verify(candidate)).toEqual({ verified: true });
  });
});

describe.each(['single', 'administered'] as const)('one user (%s)', (which) => {
  beforeEach(begin(which));

  test('the password changes in place, and nothing else does', async () => {
    const rest = await db.rest();
    const candidate = await rotated(current);
    expect(JSON.parse(candidate)).toMatchObject({ username: 'reports' });
    expect(await verify(candidate)).toEqual({ verified: true });
    expect(await Promise.all([current, candidate].map(db.logsIn))).toEqual([false, true]);
    expect(await retire(candidate, current, 'at-disuse')).toEqual({ retired: true });
    expect(await db.rest()).toBe(rest);
  });

  test('after a lost reply it is applied again', async () => {
    const candidate = await rotated(current);
    expect(await apply(current, candidate)).toEqual({ applied: true });
    expect(await db.logsIn(candidate)).toBe(true);
  });

  test('now: sessions that were open are ended, and what comes after stays', async () => {
    const before = await db.open(current);
    const candidate = await rotated(current);
    expect(await before.works()).toBe(true);
    expect(await retire(candidate, current, 'now')).toEqual({ retired: true });
    const after = await db.open(candidate);
    expect([await before.works(), await after.works()]).toEqual([false, true]);
    await Promise.all([before.close(), after.close()]);
  });

  test('one user has one password: the same one cannot be retired', async () => {
    const candidate = await rotated(current);
    expect(await retire(candidate, candidate, 'now')).toMatchObject({ retired: false, why: 'failed' });
    expect(await db.logsIn(candidate)).toBe(true);
  });
});

describe.each(['alternating', 'single', 'administered'] as const)('what the server gets to see (%s)', (which) => {
  beforeEach(begin(which));

  test('no statement holds a password, though every statement is written down', async () => {
    const second = await rotated(current);
    await retire(second, current, 'at-disuse');
    const third = await rotated(second);
    await retire(third, second, 'now');
    const log = await db.log();
    expect(log).toContain('ALTER ROLE');
    expect(log).toContain('SCRAM-SHA-256$4096:');
    for (const value of [second, third]) for (const secret of db.secretsOf(value)) expect(log).not.toContain(secret);
  });

  test('a module that refuses the password: by policy', async () => {
    await db.root('ALTER SYSTEM SET session_preload_libraries = passwordcheck', 'SELECT pg_reload_conf()');
    try {
      // It knows a verifier of the user's own name.
      const { username, ...value } = JSON.parse(await next(current)) as Record<string, unknown>;
      const candidate = JSON.stringify({ ...value, username, password: username });
      const applied = await apply(current, candidate);
      expect(applied).toMatchObject({ applied: false, refused: 'by-policy', fault: { stage: 'policy' } });
      expect(await db.logsIn(candidate)).toBe(false);
      expect(await db.logsIn(current)).toBe(true);
    } finally {
      await db.root('ALTER SYSTEM RESET session_preload_libraries', 'SELECT pg_reload_conf()');
    }
  });
});
