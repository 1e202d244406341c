import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import type { QueryResultRow } from 'pg';
import { SetupProblem } from '../progress.ts';
import { makeCertificates, writeCertificates } from './certificates.ts';
import type { Certificates } from './certificates.ts';
import { freePort } from './free-port.ts';
import { giveTo, notAsRoot, postgresqlPrograms } from './postgresql-programs.ts';

const run = promisify(execFile);

export type PostgresqlOptions = {
  /** A folder of its own. What an earlier start left in it is used again: data, superuser, certificates. */
  readonly place: string;
  /** For a new place; made anew otherwise. */
  readonly tls?: Certificates;
  /** A free one otherwise. */
  readonly port?: number;
  /** More lines of pg_hba.conf, before the one that asks everybody for SCRAM over TLS. */
  readonly hba?: readonly string[];
  /** More settings, by their names in postgresql.conf. */
  readonly settings?: Readonly<Record<string, string>>;
  /** False: as root it does without user namespaces, as where a container forbids them. */
  readonly namespaces?: boolean;
};

export type PostgresqlLogin = { readonly user: string; readonly password: string; readonly database?: string };

export type Postgresql = {
  readonly host: 'localhost';
  readonly port: number;
  /** PEM. */
  readonly ca: string;
  readonly superuser: { readonly user: string; readonly password: string };
  /** One statement on a connection of its own, as the superuser. */
  query(sql: string, values?: readonly unknown[], database?: string): Promise<readonly QueryResultRow[]>;
  /** A connection over verified TLS, as anybody. The caller ends it. */
  connect(login: PostgresqlLogin): Promise<Client>;
  /** All that it wrote since its first start: every statement, every refused login. */
  log(): Promise<string>;
  /** Takes it away at once, as a machine that fails; what this returns brings it back with its data. */
  lose(): Promise<() => Promise<void>>;
  stop(): Promise<void>;
};

/**
 * A PostgreSQL of its own on 127.0.0.1. Whoever comes needs TLS and a password by SCRAM-SHA-256, the superuser too. It
 * writes every statement down, and ends with this process.
 */
export async function startPostgresql(options: PostgresqlOptions): Promise<Postgresql> {
  const { place, hba = [], settings = {}, namespaces = true } = options;
  const at = (name: string) => join(place, name);
  const programs = await postgresqlPrograms();
  await mkdir(place, { recursive: true, mode: 0o700 });
  if (!existsSync(at('superuser'))) {
    // An earlier start was interrupted before it was done.
    await rm(at('data'), { recursive: true, force: true });
    const password = randomBytes(24).toString('base64url');
    await writeFile(at('new-superuser'), password, { mode: 0o600 });
    await writeCertificates(place, options.tls ?? (await makeCertificates()));
  }
  await writeFile(at('log'), '', { flag: 'a', mode: 0o600 });
  const runner = await notAsRoot(place, programs, { namespaces });
  const [command, ...prefix] = [...runner.prefix, programs.initdb];
  const as =
    runner.uid === undefined ? {} : { uid: runner.uid, ...(runner.gid === undefined ? {} : { gid: runner.gid }) };
  const environment = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC' };
  if (!existsSync(at('superuser'))) {
    const made = ['--username=postgres', `--pwfile=${at('new-superuser')}`, '--auth=scram-sha-256'];
    const kind = ['--encoding=UTF8', '--locale=C', '--no-sync', '--no-instructions'];
    await run(command, [...prefix, `--pgdata=${at('data')}`, ...made, ...kind], {
      ...as,
      cwd: place,
      env: environment,
    });
    await writeFile(at('superuser'), await readFile(at('new-superuser')), { mode: 0o600 });
    await rm(at('new-superuser'));
  }
  const rules = [...hba, 'hostssl all all 127.0.0.1/32 scram-sha-256'];
  await writeFile(at('data/pg_hba.conf'), `${rules.join('\n')}\n`, { mode: 0o600 });
  if (runner.uid !== undefined) await giveTo(place, runner.uid);

  const port = options.port ?? (await freePort());
  const chosen = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    ssl: 'on',
    ssl_cert_file: at('server.pem'),
    ssl_key_file: at('server-key.pem'),
    password_encryption: 'scram-sha-256',
    log_statement: 'all',
    log_line_prefix: '%m [%p] %u@%d ',
    // Its data is worth as much as the demo or the test that made it.
    fsync: 'off',
    shared_buffers: '16MB',
    ...settings,
  };
  const setting = Object.entries(chosen).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const arguments_ = [...runner.prefix, programs.postgres, '-D', at('data'), ...setting];
  const superuser = { user: 'postgres', password: (await readFile(at('superuser'), 'utf8')).trim() };
  const ca = await readFile(at('ca.pem'), 'utf8');

  const connect = async ({ user, password, database = 'postgres' }: PostgresqlLogin) => {
    const to = { host: '127.0.0.1', port, database, user, password, connectionTimeoutMillis: 5000 };
    const client = new Client({ ...to, ssl: { ca, rejectUnauthorized: true } });
    // One that is ended by the server must not end this process.
    client.on('error', () => undefined);
    await client.connect();
    return client;
  };
  const query = async (sql: string, values: readonly unknown[] = [], database = 'postgres') => {
    const client = await connect({ ...superuser, database });
    try {
      const { rows } = await client.query<QueryResultRow>(sql, [...values]);
      return rows;
    } finally {
      await client.end();
    }
  };
  const start = async () => {
    const log = openSync(at('log'), 'a');
    const server = spawn(process.execPath, [join(import.meta.dirname, 'cord.mjs'), ...arguments_], {
      ...as,
      // A signal to the terminal's group is for whoever started it, who then ends it in order.
      detached: true,
      cwd: place,
      env: environment,
      stdio: ['pipe', log, log],
    });
    closeSync(log);
    for (let tries = 0; ; tries += 1) {
      try {
        await query('SELECT 1');
        return server;
      } catch (error) {
        if (server.exitCode === null && tries < 300) await wait(50);
        else {
          await end(server, 'SIGQUIT');
          const tail = (await readFile(at('log'), 'utf8')).trim().split('\n').slice(-15).join('\n');
          throw new SetupProblem(`PostgreSQL did not start (${String(error)}). The end of ${at('log')}:\n${tail}`);
        }
      }
    }
  };
  let server = await start();
  return {
    host: 'localhost',
    port,
    ca,
    superuser,
    query,
    connect,
    log: () => readFile(at('log'), 'utf8'),
    lose: async () => {
      await end(server, 'SIGQUIT');
      return async () => {
        server = await start();
      };
    },
    stop: () => end(server, 'SIGTERM'),
  };
}

async function end(server: ChildProcess, signal: 'SIGTERM' | 'SIGQUIT'): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = once(server, 'exit');
  server.kill(signal);
  await gone;
}
