import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import type { Connection } from 'mysql2/promise';
import { makeCertificates } from '../../../local/servers/certificates.ts';
import type { Certificates } from '../../../local/servers/certificates.ts';
import { startMariadb } from '../../../local/servers/mariadb.ts';
import type { Mariadb } from '../../../local/servers/mariadb.ts';
import type { TargetId } from '../../../src/kernel/ids.ts';
import { mysqlEngine } from '../../../src/vault/engines/mysql/mysql-engine.ts';
import type { MysqlAddress } from '../../../src/vault/engines/mysql/mysql-value.ts';
import type { EngineUnderTest, OpenSession } from './engine-under-test.ts';

/** The hosts of the first user: everywhere, one network, and the address from which the tests come. */
export const HOSTS = ['%', '10.0.0.0/255.0.0.0', '127.0.0.1'] as const;

export interface MariadbUnderTest extends EngineUnderTest {
  readonly server: Mariadb;
  readonly tls: Certificates;
  readonly address: MysqlAddress;
  readonly administrator: string;
  open(value: string): Promise<OpenSession>;
  /** A connection as an application or a person has it. */
  openAs(value: string, database: string): Promise<Connection>;
  /** One statement each, as root. */
  root(...statements: readonly string[]): Promise<void>;
  /** One that stays open. */
  rootConnection(): Promise<Connection>;
  /** Another address of the same server: what an operator may have got wrong. */
  addressed(change: Partial<MysqlAddress>): MysqlAddress;
  stop(): Promise<void>;
}

const password = { app: 'first-Password-of-orders-a-1', administrator: 'Password-of-the-administrator-1' };

/** The statements of the documentation, which are tried by every test here. */
export async function documentedStatements(): Promise<readonly string[]> {
  const page = await readFile(join(import.meta.dirname, '../../../docs/vault-engines.md'), 'utf8');
  const section = page.split('\n## ').find((each) => each.startsWith('MariaDB and MySQL')) ?? '';
  const block = /```sql\n([\s\S]*?)```/.exec(section)?.[1] ?? '';
  return block
    .replaceAll(/^--.*$/gm, '')
    .replace('<a password>', password.app)
    .replace('<another password>', password.administrator)
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}

export async function startMariadbUnderTest(
  options: readonly string[] = [],
  certificates?: Certificates,
): Promise<MariadbUnderTest> {
  const place = await mkdtemp(join(tmpdir(), 'sp-mariadb-'));
  const tls = certificates ?? (await makeCertificates());
  const server = await startMariadb({ place, tls, options });
  await writeFile(join(place, 'client-ca.pem'), tls.ca);
  const documented = await documentedStatements();
  let logged = 0;

  const root = async (...statements: readonly string[]) => {
    for (const statement of statements) await server.root(statement);
  };
  const address: MysqlAddress = {
    engine: 'mysql',
    strategy: 'alternating-users',
    host: 'localhost',
    port: server.port,
    ca: tls.ca,
    database: 'orders',
    users: ['orders_a', 'orders_b'],
    role: 'orders_app',
    administrator: 'tgt_01jd4zv2t0e9xbk8ng5w1m3c7r' as TargetId,
  };
  const openAs = async (value: string, database: string) => {
    const { username: user } = read(value);
    const ssl = { ca: tls.ca };
    const opened = await createConnection({
      host: 'localhost',
      port: server.port,
      user,
      password: read(value).password,
      database,
      ssl,
    });
    opened.on('error', () => undefined);
    return opened;
  };
  const read = (value: string) => JSON.parse(value) as { username: string; password: string };

  return {
    name: 'MariaDB',
    engine: mysqlEngine,
    server,
    tls,
    address,
    addressed: (change) => ({ ...address, ...change }),
    administrator: JSON.stringify({ username: 'vault_admin_a', password: password.administrator }),
    keepsTwo: true,
    root,
    rootConnection: () => createConnection({ socketPath: join(place, 's.sock'), user: 'root' }),
    async reset() {
      await server.root(`UNINSTALL SONAME IF EXISTS 'simple_password_check'`);
      await root('SET GLOBAL strict_password_validation = ON', 'DROP DATABASE IF EXISTS orders');
      const users = await server.root(
        `SELECT User, Host, is_role FROM mysql.user WHERE User NOT IN ('root', 'mariadb.sys')`,
      );
      for (const { User: user, Host: host, is_role: role } of users) {
        await server.root(role === 'Y' ? `DROP ROLE \`${user}\`` : `DROP USER \`${user}\`@\`${host}\``);
      }
      await root('CREATE DATABASE orders', 'CREATE TABLE orders.items (name VARCHAR(40))', ...documented);
      for (const host of HOSTS.filter((each) => each !== '%')) {
        const account = `'orders_a'@'${host}'`;
        await root(
          `CREATE USER ${account} IDENTIFIED BY '${password.app}' REQUIRE SSL WITH MAX_USER_CONNECTIONS 30`,
          `GRANT orders_app TO ${account}`,
          `SET DEFAULT ROLE orders_app FOR ${account}`,
        );
      }
      await root(
        `CREATE USER 'somebody'@'%' IDENTIFIED BY 'somebody-Else-1' REQUIRE SSL`,
        `GRANT ALL ON orders.* TO 'somebody'@'%'`,
        `CREATE USER 'orders_a_b'@'%' IDENTIFIED BY 'somebody-Else-2'`,
      );
      logged = (await server.generalLog()).length;
      return JSON.stringify({
        engine: 'mariadb',
        host: 'localhost',
        port: server.port,
        dbname: 'orders',
        username: 'orders_a',
        password: password.app,
      });
    },
    logsIn: (value) => logsIn(server.port, join(place, 'client-ca.pem'), read(value)),
    async rest() {
      const others = `User NOT IN ('orders_a', 'orders_b')`;
      const tables = await Promise.all([
        server.root(`SELECT * FROM mysql.global_priv WHERE ${others} ORDER BY User, Host`),
        server.root(`SELECT * FROM mysql.roles_mapping WHERE ${others} ORDER BY User, Host, Role`),
        server.root('SELECT * FROM mysql.db ORDER BY Db, User, Host'),
        server.root('SELECT * FROM mysql.tables_priv ORDER BY Db, User, Host'),
        server.root('SELECT * FROM mysql.procs_priv ORDER BY Db, User, Host'),
        server.root('SELECT TABLE_SCHEMA, TABLE_NAME FROM information_schema.TABLES ORDER BY 1, 2'),
      ]);
      return JSON.stringify(tables);
    },
    log: async () => `${(await server.generalLog()).slice(logged)}\n${await server.errorLog()}`,
    secretsOf: (value) => [read(value).password],
    open: async (value) => sessionOf(await openAs(value, 'orders')),
    openAs,
    lose: () => server.lose(),
    refuseByPolicy: async (refuse) => {
      await server.root(
        refuse ? `INSTALL SONAME 'simple_password_check'` : `UNINSTALL SONAME IF EXISTS 'simple_password_check'`,
      );
    },
    async stop() {
      await server.stop();
      await rm(place, { recursive: true, force: true });
    },
  };
}

/** By MariaDB's own client. */
function logsIn(port: number, ca: string, login: { username: string; password: string }): Promise<boolean> {
  const options = ['--no-defaults', '--protocol=tcp', '--host=127.0.0.1', `--port=${port}`, `--user=${login.username}`];
  const tls = ['--ssl', `--ssl-ca=${ca}`, '--ssl-verify-server-cert'];
  return new Promise((done, failed) => {
    execFile(
      'mariadb',
      [...options, ...tls, '--execute=DO 1'],
      { env: { ...process.env, MYSQL_PWD: login.password }, timeout: 15_000 },
      (error, _stdout, stderr) => {
        if (error === null) done(true);
        // 1698: nobody of that name, or not with a password.
        else if (/ERROR (1045|1698) /.test(stderr)) done(false);
        else failed(new Error(`the client could not tell: ${stderr}`));
      },
    );
  });
}

const sessionOf = (connection: Connection): OpenSession => ({
  works: async () => {
    try {
      await connection.query('SELECT COUNT(*) FROM items');
      return true;
    } catch {
      return false;
    }
  },
  close: async () => connection.destroy(),
});
