import { EventEmitter } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { checkServerIdentity } from 'node:tls';
import { Client } from 'pg';
import * as z from 'zod';
import type { At } from '../../engine.ts';
import { PostgresqlProblem, failureOf, problemOf } from './postgresql-fault.ts';

const CONNECT_MS = 5_000;
const STATEMENT_MS = 10_000;
/** Whoever holds what is waited for has been stopped in the middle, or is about to be done. */
const LOCK_MS = 2_000;
const FAREWELL_MS = 1_000;

export interface PostgresqlServer {
  readonly host: string;
  readonly port: number;
  readonly ca: string | null;
  readonly database: string;
}
export interface PostgresqlLogin {
  readonly username: string;
  readonly password: string;
}

/** One connection, over verified TLS. What the server or the network refuses is thrown as a `PostgresqlProblem`. */
export interface PostgresqlSession {
  /** A statement that is built of quoted names and verifiers. It answers no rows. */
  run(name: string, sql: string): Promise<void>;
  /** Values are bound. */
  select<T>(name: string, sql: string, values: readonly unknown[], row: z.ZodType<T>): Promise<readonly T[]>;
}

/** Opens a session, hands it over and closes it whatever happens. */
export async function withPostgresql<T>(
  at: At,
  server: PostgresqlServer,
  login: PostgresqlLogin,
  use: (session: PostgresqlSession) => Promise<T>,
): Promise<T> {
  const client = await at.call('connect', () => connected(server, login)).catch(rethrow);
  const query = (name: string, sql: string, values?: unknown[]) =>
    at.call(name, () => client.query<Record<string, unknown>>(sql, values)).catch(rethrow);
  try {
    return await use({
      run: async (name, sql) => void (await query(name, sql)),
      select: async (name, sql, values, row) => z.array(row).parse((await query(name, sql, [...values])).rows),
    });
  } finally {
    await ended(client);
  }
}

/** What belongs together: all of it is done when this returns, and none of it when this throws before the last call. */
export async function inTransaction<T>(session: PostgresqlSession, run: () => Promise<T>): Promise<T> {
  await session.run('begin', 'BEGIN');
  // Whatever goes wrong in between, the server rolls back when the session is closed.
  const result = await run();
  await session.run('commit', 'COMMIT');
  return result;
}

async function connected({ host, port, ca, database }: PostgresqlServer, login: PostgresqlLogin): Promise<Client> {
  const client = new Client({
    host,
    port,
    database,
    user: login.username,
    password: login.password,
    // Whatever the environment says (PGOPTIONS), nothing of it reaches the server.
    options: '',
    application_name: 'sallyport',
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    lock_timeout: LOCK_MS,
    query_timeout: STATEMENT_MS + 1_000,
    // The password is bound to this very TLS channel where the server can do that (SCRAM-SHA-256-PLUS).
    enableChannelBinding: true,
    ssl: {
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
      checkServerIdentity: (_name, certificate) => checkServerIdentity(host, certificate),
      ...(ca === null ? {} : { ca }),
    },
  });
  // Between two statements nobody listens; the next one fails by itself.
  client.on('error', () => undefined);
  const asked = passwordAsked(client);
  try {
    await client.connect();
    if (asked()) return client;
    const says = 'The server lets this role in without a password (pg_hba.conf), so that no password can be tried.';
    throw problemOf('protocol', says);
  } catch (error) {
    await ended(client);
    return rethrow(error);
  }
}

const withConnection = z.object({ connection: z.instanceof(EventEmitter) });

/** Whether the server wanted to see the password at all. */
function passwordAsked(client: Client): () => boolean {
  let asked = false;
  const { connection } = withConnection.parse(client);
  for (const way of ['SASL', 'MD5Password', 'CleartextPassword']) {
    connection.once(`authentication${way}`, () => {
      asked = true;
    });
  }
  return () => asked;
}

/** A server that does not answer any more must not hold up the one who leaves. */
async function ended(client: Client): Promise<void> {
  const bell = new AbortController();
  const farewell = client.end().catch(() => undefined);
  await Promise.race([farewell, wait(FAREWELL_MS, undefined, { signal: bell.signal }).catch(() => undefined)]);
  bell.abort();
}

function rethrow(error: unknown): never {
  if (error instanceof PostgresqlProblem) throw error;
  const failure = failureOf(error);
  if (failure !== null) throw new PostgresqlProblem(failure);
  throw error instanceof Error ? error : new Error('The driver threw something that is no error.');
}
