import { Client } from 'pg';
import * as z from 'zod';
import type { DemoDatabase } from '../servers/demo-database.ts';

export type Login = { readonly username: string; readonly password: string };

/** A connection as anybody has it: PostgreSQL's own protocol over verified TLS. Who opens it ends it. */
export async function connect(database: DemoDatabase, { username: user, password }: Login): Promise<Client> {
  const { host, port, ca, database: name } = database;
  const client = new Client({
    ...{ host, port, user, password, database: name, connectionTimeoutMillis: 10_000 },
    ssl: { ca, rejectUnauthorized: true },
  });
  // One that the server cuts must not end this process.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

const sqlState = z.object({ code: z.string() });

/** "in", or the SQLSTATE of a refusal. */
export async function logIn(database: DemoDatabase, login: Login): Promise<string> {
  try {
    const client = await connect(database, login);
    await client.query('SELECT 1');
    await client.end();
    return 'in';
  } catch (error) {
    return sqlState.parse(error).code;
  }
}
/** A password that is none, or a role that may not log in. */
export const REFUSED = /^(28P01|28000)$/;
