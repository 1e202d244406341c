import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from 'pg';
import { startPostgresql } from '../../../local/servers/postgresql.ts';
import type { Postgresql } from '../../../local/servers/postgresql.ts';
import type { TargetId } from '../../../src/kernel/ids.ts';
import { postgresqlEngine } from '../../../src/vault/engines/postgresql/postgresql-engine.ts';
import type { PostgresqlAddress } from '../../../src/vault/engines/postgresql/postgresql-value.ts';
import type { EngineUnderTest, OpenSession } from './engine-under-test.ts';

export interface PostgresqlUnderTest extends EngineUnderTest {
  readonly server: Postgresql;
  readonly address: PostgresqlAddress;
  open(value: string): Promise<OpenSession>;
  /** One statement each, as the superuser, in the database of the orders. */
  root(...statements: readonly string[]): Promise<void>;
  rows(sql: string): Promise<readonly Record<string, unknown>[]>;
}

export interface PostgresqlRig {
  readonly server: Postgresql;
  readonly administrator: string;
  readonly alternating: PostgresqlUnderTest;
  /** The user changes itself. */
  readonly single: PostgresqlUnderTest;
  /** The administrator changes it. */
  readonly administered: PostgresqlUnderTest;
  stop(): Promise<void>;
}

const passwords = { app: 'first-Password-of-orders-a-1', administrator: 'Password-of-the-administrator-1' };
const administratorId = 'tgt_01jd4zv2t0e9xbk8ng5w1m3c7r' as TargetId;

/** The statements of one chapter of the documentation, which are tried by every test here. */
export async function documentedStatements(chapter: string): Promise<readonly string[]> {
  const page = await readFile(join(import.meta.dirname, '../../../docs/vault-engines.md'), 'utf8');
  const section = page.split('\n## ').find((each) => each.startsWith('PostgreSQL')) ?? '';
  const text = section.split('\n### ').find((each) => each.startsWith(chapter)) ?? '';
  const block = /```sql\n([\s\S]*?)```/.exec(text)?.[1];
  if (block === undefined) throw new Error(`The documentation has no statements under "${chapter}".`);
  return block
    .replaceAll(/^--.*$/gm, '')
    .replace('<a password>', passwords.app)
    .replace('<another password>', passwords.administrator)
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}

const valueOf = (server: Postgresql, username: string, password: string) =>
  JSON.stringify({ engine: 'postgres', host: 'localhost', port: server.port, dbname: 'orders', username, password });

/** A server in a place of its own, with what the documentation prepares. `single` and `administered` are of the user "reports". */
export async function startPostgresqlRig(options: { readonly hba?: readonly string[] } = {}): Promise<PostgresqlRig> {
  const place = await mkdtemp(join(tmpdir(), 'sallyport-pg-'));
  const server = await startPostgresql({ place, ...options });
  const prepared = {
    two: await documentedStatements('Prepare: two users'),
    one: await documentedStatements('Prepare: one user'),
  };
  const administrator = valueOf(server, 'sallyport_admin', passwords.administrator);
  const where = {
    engine: 'postgresql',
    host: 'localhost',
    port: server.port,
    ca: server.ca,
    database: 'orders',
  } as const;
  const turns: PostgresqlAddress = {
    ...where,
    strategy: 'alternating-users',
    users: ['orders_app_a', 'orders_app_b'],
    owner: 'orders_owner',
    administrator: administratorId,
  };
  const reports: PostgresqlAddress = { ...where, strategy: 'single-user', user: 'reports', administrator: null };
  const read = (value: string) => {
    const { username: user, password } = JSON.parse(value) as { username: string; password: string };
    return { user, password, database: 'orders' };
  };
  await server.query('CREATE DATABASE orders');
  // One connection for all that the tests themselves ask, since they ask a lot. It goes with the server.
  let superuser: Client | undefined;
  const rows = async (sql: string): Promise<readonly Record<string, unknown>[]> => {
    superuser ??= await server.connect({ ...server.superuser, database: 'orders' });
    return (await superuser.query<Record<string, unknown>>(sql)).rows;
  };
  const root = async (...statements: readonly string[]) => {
    for (const statement of statements) await rows(statement);
  };
  const lose = async () => {
    superuser = undefined;
    return server.lose();
  };
  let logged = 0;

  async function reset() {
    const mine = `rolname <> 'postgres' AND rolname NOT LIKE 'pg\\_%'`;
    const roles = await rows(`SELECT quote_ident(rolname) AS name FROM pg_roles WHERE ${mine}`);
    const names = roles.map(({ name }) => String(name)).join(', ');
    await root(
      `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename <> 'postgres'`,
      ...(names === '' ? [] : [`DROP OWNED BY ${names} CASCADE`, `DROP ROLE ${names}`]),
      'DROP SCHEMA IF EXISTS public CASCADE',
      'CREATE SCHEMA public',
      'GRANT USAGE ON SCHEMA public TO PUBLIC',
      'GRANT CONNECT ON DATABASE orders TO PUBLIC',
      ...prepared.two,
      ...prepared.one,
      'CREATE TABLE items (name text)',
      'ALTER TABLE items OWNER TO orders_owner',
      'GRANT SELECT ON items TO reports',
      `CREATE ROLE somebody LOGIN PASSWORD 'somebody-Else-1'`,
      'GRANT orders_owner TO somebody',
      `ALTER ROLE somebody SET search_path = 'public'`,
    );
    logged = (await server.log()).length;
  }

  const under = (name: string, address: PostgresqlAddress, by: string | null): PostgresqlUnderTest => {
    const users = address.strategy === 'single-user' ? [address.user] : address.users;
    const first = users[0] ?? '';
    return {
      name,
      engine: postgresqlEngine,
      server,
      address,
      administrator: by,
      keepsTwo: address.strategy === 'alternating-users',
      root,
      rows,
      async reset() {
        await reset();
        if (by !== null && address.strategy === 'single-user') {
          await root(`GRANT ${first} TO sallyport_admin WITH ADMIN TRUE, INHERIT FALSE, SET FALSE`);
        }
        return valueOf(server, first, passwords.app);
      },
      async logsIn(value) {
        try {
          await (await server.connect(read(value))).end();
          return true;
        } catch (error) {
          if ((error as { code?: string }).code === '28P01') return false;
          throw error;
        }
      },
      async rest() {
        const named = users.map((user) => `'${user}'`).join(', ');
        const tables = [
          await rows(`SELECT * FROM pg_authid WHERE rolname NOT IN (${named}) ORDER BY oid`),
          await rows(`SELECT * FROM (SELECT pg_get_userbyid(roleid) AS role, pg_get_userbyid(member) AS member, admin_option,
                  inherit_option, set_option FROM pg_auth_members) m
                 WHERE role NOT IN (${named}) AND member NOT IN (${named}) ORDER BY role, member`),
          await rows(`SELECT * FROM (SELECT setdatabase, pg_get_userbyid(setrole) AS role, setconfig FROM pg_db_role_setting) s
                 WHERE role NOT IN (${named}) ORDER BY role`),
          await rows('SELECT datname, datacl, datdba FROM pg_database ORDER BY oid'),
          await rows(
            `SELECT relname, relowner, relacl FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY oid`,
          ),
          await rows('SELECT nspname, nspowner, nspacl FROM pg_namespace ORDER BY oid'),
        ];
        return JSON.stringify(tables);
      },
      log: async () => (await server.log()).slice(logged),
      secretsOf: (value) => [read(value).password],
      async open(value) {
        const client = await server.connect(read(value));
        return {
          works: () =>
            client.query('SELECT count(*) FROM items').then(
              () => true,
              () => false,
            ),
          close: () => client.end().catch(() => undefined),
        };
      },
      lose,
      // A server that gets verifiers has nothing to judge a password by: no module of PostgreSQL's own refuses one.
      refuseByPolicy: null,
    };
  };
  return {
    server,
    administrator,
    alternating: under('PostgreSQL, alternating users', turns, administrator),
    single: under('PostgreSQL, single user', reports, null),
    administered: under(
      'PostgreSQL, single user of an administrator',
      { ...reports, administrator: administratorId },
      administrator,
    ),
    async stop() {
      await superuser?.end();
      await server.stop();
      await rm(place, { recursive: true, force: true });
    },
  };
}
