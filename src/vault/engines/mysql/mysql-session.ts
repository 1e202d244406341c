import { connect as connectSocket, isIP } from 'node:net';
import { TLSSocket } from 'node:tls';
import { createConnection } from 'mysql2';
import type { Connection } from 'mysql2';
import * as z from 'zod';
import type { At } from '../../engine.ts';
import { MysqlProblem, STRICT_VALIDATION, failureOf } from './mysql-fault.ts';
import type { Channel, MysqlFailure } from './mysql-fault.ts';
import { quotedName } from './mysql-names.ts';
import type { MysqlAddress } from './mysql-value.ts';

const CONNECT_MS = 5_000;
const STATEMENT_MS = 10_000;

/** One connection, over verified TLS. What the server or the network refuses is thrown as a `MysqlProblem`. */
export interface MysqlSession {
  /** The server's number of this connection. */
  readonly id: number;
  /** A statement that is built of quoted names and verifiers. It answers no rows. */
  run(name: string, sql: string): Promise<void>;
  /** Values are bound by the server (prepared). */
  select<T>(name: string, sql: string, values: readonly (string | number)[], row: z.ZodType<T>): Promise<readonly T[]>;
  /** Rows of a statement that cannot be prepared everywhere, and has no values (SHOW). */
  show<T>(name: string, sql: string, row: z.ZodType<T>): Promise<readonly T[]>;
  /** Makes a database the one that statements are about, as an application's connection does. */
  use(database: string): Promise<void>;
  close(): Promise<void>;
}

export async function openMysql(
  at: At,
  { host, port, ca }: MysqlAddress,
  { username, password }: { readonly username: string; readonly password: string },
): Promise<MysqlSession> {
  let connection: Connection;
  try {
    connection = await at.call('connect', () => connected({ host, port, ca, username, password }));
  } catch (error) {
    throw problem(error, { verified: false, phase: 'login', tlsCode: null });
  }
  // Between two statements nobody listens, and the driver has no code for a statement on a connection that is gone.
  let lost = false;
  for (const event of ['error', 'end']) connection.on(event, () => (lost = true));
  const called = async <T>(name: string, run: () => Promise<T>): Promise<T> => {
    try {
      return await at.call(name, async () => {
        if (lost) throw problem({ code: 'PROTOCOL_CONNECTION_LOST' }, channelOf(connection, 'statement'));
        return inTime(connection, run());
      });
    } catch (error) {
      throw problem(error, channelOf(connection, 'statement'));
    }
  };
  const run = (name: string, sql: string) =>
    called(name, async () => {
      try {
        await query(connection, sql);
      } catch (error) {
        throw (await policyBehind(connection, error)) ?? error;
      }
    });
  return {
    id: connection.threadId,
    run,
    use: (database) => run('use the database', `USE ${quotedName(database)}`),
    select: async (name, sql, values, row) =>
      z.array(row).parse(await called(name, () => execute(connection, sql, values))),
    show: async (name, sql, row) => z.array(row).parse(await called(name, () => query(connection, sql))),
    close: () => ended(connection),
  };
}

/** As the user that makes the change. That it could not log in says so. */
export async function asAdministrator<T>(
  at: At,
  address: MysqlAddress,
  login: { readonly username: string; readonly password: string },
  use: (session: MysqlSession) => Promise<T>,
): Promise<T> {
  let session;
  try {
    session = await openMysql(at, address, login);
  } catch (error) {
    if (!(error instanceof MysqlProblem)) throw error;
    const { fault } = error.failure;
    const says = `As the user that makes the change: ${fault.says}`;
    throw new MysqlProblem({ fault: { ...fault, says }, password: 'silent' });
  }
  return using(session, use);
}

/** Opens a session, hands it over and closes it whatever happens. */
export async function withMysql<T>(
  at: At,
  address: MysqlAddress,
  login: { readonly username: string; readonly password: string },
  use: (session: MysqlSession) => Promise<T>,
): Promise<T> {
  return using(await openMysql(at, address, login), use);
}

async function using<T>(session: MysqlSession, use: (session: MysqlSession) => Promise<T>): Promise<T> {
  try {
    return await use(session);
  } finally {
    await session.close();
  }
}

function connected(to: {
  readonly host: string;
  readonly port: number;
  readonly ca: string | null;
  readonly username: string;
  readonly password: string;
}): Promise<Connection> {
  const socket = connectSocket({ host: to.host, port: to.port, noDelay: true });
  // Node.js checks the certificate against the name that the socket was opened with, which it keeps only for names.
  if (isIP(to.host) !== 0) Object.assign(socket, { _host: to.host });
  const connection = createConnection({
    host: to.host,
    port: to.port,
    user: to.username,
    password: to.password,
    stream: () => socket,
    ssl: {
      rejectUnauthorized: true,
      verifyIdentity: true,
      minVersion: 'TLSv1.2',
      ...(to.ca === null ? {} : { ca: to.ca }),
    },
    connectTimeout: CONNECT_MS,
    multipleStatements: false,
    flags: ['-LOCAL_FILES'],
    supportBigNumbers: true,
    disableEval: true,
  });
  return new Promise((done, failed) => {
    connection.on('error', () => undefined);
    connection.connect((error) => {
      if (error === null) return done(connection);
      connection.destroy();
      failed(problem(error, channelOf(connection, 'login')));
    });
  });
}

/** The driver counts the time of some packets only, so all of it is counted here. */
function inTime<T>(connection: Connection, run: Promise<T>): Promise<T> {
  return new Promise((done, failed) => {
    const late = setTimeout(() => {
      connection.destroy();
      failed(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' }));
    }, STATEMENT_MS);
    run.then(done, failed).finally(() => clearTimeout(late));
  });
}

function query(connection: Connection, sql: string): Promise<unknown> {
  return new Promise((done, failed) => {
    connection.query(sql, (error, rows) => (error === null ? done(rows) : failed(error)));
  });
}

function execute(connection: Connection, sql: string, values: readonly (string | number)[]): Promise<unknown> {
  return new Promise((done, failed) => {
    connection.execute(sql, [...values], (error, rows) => (error === null ? done(rows) : failed(error)));
  });
}

const numbered = z.object({ errno: z.int() });
const warnings = z.array(z.object({ Code: z.int(), Message: z.string() }));

/** MariaDB says only "the operation failed" (1396) when a plugin refuses a password; why stands in the warnings. */
async function policyBehind(connection: Connection, error: unknown): Promise<MysqlProblem | null> {
  if (numbered.safeParse(error).data?.errno !== 1396) return null;
  const found = warnings.safeParse(await query(connection, 'SHOW WARNINGS').catch(() => []));
  for (const { Code: errno, Message: message } of found.data ?? []) {
    const failure = failureOf(
      { errno, sqlState: 'HY000', message },
      { verified: true, phase: 'statement', tlsCode: null },
    );
    if (failure?.fault.stage === 'policy' || failure === STRICT_VALIDATION) return new MysqlProblem(failure);
  }
  return null;
}

const withStream = z.object({ stream: z.instanceof(TLSSocket) });
const refusedCertificate = z.string().regex(/^[A-Z0-9_]+$/);

function channelOf(connection: Connection, phase: Channel['phase']): Channel {
  const socket = withStream.safeParse(connection).data?.stream;
  const tlsCode = refusedCertificate.safeParse(socket?.authorizationError).data ?? null;
  return { verified: socket?.authorized === true, phase, tlsCode };
}

function problem(error: unknown, channel: Channel): Error {
  if (error instanceof MysqlProblem) return error;
  const failure: MysqlFailure | null = failureOf(error, channel);
  if (failure !== null) return new MysqlProblem(failure);
  return error instanceof Error ? error : new Error('The driver threw something that is no error.');
}

/** Says goodbye, so that the server counts no broken connection; it waits no longer than that takes. */
function ended(connection: Connection): Promise<void> {
  return new Promise((done) => {
    const slow = setTimeout(finish, 1_000);
    function finish() {
      clearTimeout(slow);
      connection.destroy();
      done();
    }
    connection.end(finish);
  });
}
