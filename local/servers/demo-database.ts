import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { startPostgresql } from './postgresql.ts';
import type { Postgresql } from './postgresql.ts';

/** What the vault is told of the demo company's database, and what a person needs to look at it. */
export const demoDatabaseSchema = z.strictObject({
  host: z.string(),
  port: z.int(),
  ca: z.string().describe('PEM of the authority that signed its certificate'),
  database: z.string(),
  users: z.tuple([z.string(), z.string()]).describe('of the application; they take turns'),
  owner: z.string().describe('the role without login that owns the tables'),
  administrator: z.string().describe('makes the changes; no superuser'),
  reader: z.string().describe('what accounts for grants are members of'),
  leftovers: z.string().describe('gets what accounts for grants made'),
  passwords: z
    .record(z.string(), z.string())
    .describe('by role, as they were at first: a rotation of Sallyport makes new ones'),
  superuser: z.strictObject({ user: z.string(), password: z.string() }),
});
export type DemoDatabase = z.infer<typeof demoDatabaseSchema>;

const names = {
  database: 'orders',
  users: ['orders_app_a', 'orders_app_b'],
  owner: 'orders_owner',
  administrator: 'sallyport_admin',
  reader: 'orders_reader',
  leftovers: 'orders_leftovers',
} as const;

/**
 * The database of the demo company's orders, on a real PostgreSQL: roles as docs/vault-engines.md has them prepared, and a
 * few rows. It keeps what it has over restarts; only a new place gets new passwords.
 */
export async function startDemoDatabase(options: {
  readonly place: string;
  readonly port: number;
}): Promise<{ readonly demoDatabase: DemoDatabase; readonly stop: () => Promise<void> }> {
  const server = await startPostgresql(options);
  try {
    const passwords = await prepared(options.place, server);
    const { host, port, ca, superuser } = server;
    const demoDatabase = {
      host,
      port,
      ca,
      ...names,
      users: [...names.users] as [string, string],
      passwords,
      superuser,
    };
    return { demoDatabase, stop: () => server.stop() };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

const known = z.record(z.string(), z.string());

/** First passwords by role. The file is written last: a start that was interrupted begins anew. */
async function prepared(place: string, server: Postgresql): Promise<Record<string, string>> {
  const file = join(place, 'passwords.json');
  if (existsSync(file)) return known.parse(JSON.parse(await readFile(file, 'utf8')));
  const passwords = Object.fromEntries(
    [...names.users, names.administrator].map((role) => [role, randomBytes(24).toString('base64url')]),
  );
  await server.query(`DROP DATABASE IF EXISTS ${names.database} WITH (FORCE)`);
  await server.query(`CREATE DATABASE ${names.database}`);
  const client = await server.connect({ ...server.superuser, database: names.database });
  try {
    // Its log shows every statement but these: they hold passwords.
    await client.query("SET log_statement = 'none'");
    await client.query(statements(passwords).join(';\n'));
  } finally {
    await client.end();
  }
  await writeFile(`${file}.new`, JSON.stringify(passwords), { mode: 0o600 });
  await rename(`${file}.new`, file);
  return passwords;
}

/** One transaction, and so all or nothing. */
function statements(passwords: Readonly<Record<string, string>>): readonly string[] {
  const { users, owner, administrator, reader, leftovers } = names;
  const all = [...users, owner, administrator, reader, leftovers];
  const login = (role: string) => `CREATE ROLE ${role} LOGIN PASSWORD '${passwords[role] ?? ''}'`;
  return [
    ...all.map((role) => `DROP ROLE IF EXISTS ${role}`),
    `CREATE ROLE ${owner} NOLOGIN`,
    `GRANT CREATE, USAGE ON SCHEMA public TO ${owner}`,
    ...users.flatMap((user) => [login(user), `GRANT ${owner} TO ${user}`, `ALTER ROLE ${user} SET role = '${owner}'`]),
    `${login(administrator)} CREATEROLE`,
    ...[owner, ...users].map((role) => `GRANT ${role} TO ${administrator} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE`),
    `GRANT pg_signal_backend TO ${administrator}`,

    'CREATE TABLE orders (id int PRIMARY KEY, customer text NOT NULL, item text NOT NULL, cents int NOT NULL)',
    `ALTER TABLE orders OWNER TO ${owner}`,
    `INSERT INTO orders VALUES (1, 'Blackwood Books', 'paper, 40 reams', 18000), (2, 'Harbour Café', 'cups, 200', 34000),
       (3, 'Mill & Sons', 'rope, 90 m', 7650)`,

    `CREATE ROLE ${reader} NOLOGIN`,
    `GRANT USAGE ON SCHEMA public TO ${reader}`,
    `GRANT SELECT ON orders TO ${reader}`,
    `GRANT ${reader} TO ${administrator} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE`,
    `CREATE ROLE ${leftovers} NOLOGIN`,
    `GRANT USAGE, CREATE ON SCHEMA public TO ${leftovers}`,
    `GRANT ${leftovers} TO ${administrator} WITH INHERIT TRUE, SET TRUE`,
  ];
}
