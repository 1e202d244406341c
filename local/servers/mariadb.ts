import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { userInfo } from 'node:os';
import { promisify } from 'node:util';
import { createConnection } from 'mysql2/promise';
import type { RowDataPacket } from 'mysql2/promise';
import { SetupProblem } from '../progress.ts';
import { ensureDebianPackages } from './debian.ts';
import { freePort } from './free-port.ts';

const run = promisify(execFile);

export interface MariadbOptions {
  /** An empty folder of its own. The path of a socket has at most 107 bytes, so it should be short. */
  readonly place: string;
  /** PEM. */
  readonly tls: { readonly ca: string; readonly certificate: string; readonly key: string };
  /** More options of the server, as it takes them ("--event-scheduler=ON"). */
  readonly options?: readonly string[];
}

export interface Mariadb {
  readonly port: number;
  /** As root, over the socket, which nobody else may use: rows of one statement. */
  root(sql: string): Promise<readonly RowDataPacket[]>;
  /** Every statement that reached it, as it writes them down. */
  generalLog(): Promise<string>;
  errorLog(): Promise<string>;
  /** Takes it away at once, as a machine that fails; what this returns brings it back with its data. */
  lose(): Promise<() => Promise<void>>;
  stop(): Promise<void>;
}

/**
 * A MariaDB of its own (Debian's package) on 127.0.0.1 and a free port, that speaks TLS only and ends with this process.
 * It keeps everything in `place`.
 */
export async function startMariadb({ place, tls, options = [] }: MariadbOptions): Promise<Mariadb> {
  await ensureDebianPackages(['mariadb-server']);
  const at = (name: string) => join(place, name);
  await mkdir(place, { recursive: true, mode: 0o700 });
  await writeFile(at('ca.pem'), tls.ca);
  await writeFile(at('server.pem'), tls.certificate);
  await writeFile(at('server.key'), tls.key, { mode: 0o600 });
  const { username } = userInfo();
  await run('mariadb-install-db', [
    '--no-defaults',
    `--datadir=${at('data')}`,
    `--user=${username}`,
    '--auth-root-authentication-method=socket',
    `--auth-root-socket-user=${username}`,
    '--skip-test-db',
    '--skip-name-resolve',
  ]);
  const port = await freePort();
  const socket = at('s.sock');
  const command = [
    'mariadbd',
    '--no-defaults',
    `--user=${username}`,
    `--datadir=${at('data')}`,
    `--socket=${socket}`,
    `--port=${port}`,
    `--pid-file=${at('pid')}`,
    `--log-error=${at('error.log')}`,
    `--general-log-file=${at('general.log')}`,
    '--general-log=ON',
    '--log-output=FILE',
    '--bind-address=127.0.0.1',
    '--skip-name-resolve',
    `--ssl-ca=${at('ca.pem')}`,
    `--ssl-cert=${at('server.pem')}`,
    `--ssl-key=${at('server.key')}`,
    '--require-secure-transport=ON',
    '--innodb-buffer-pool-size=16M',
    '--innodb-log-file-size=8M',
    ...options,
  ];
  const root = async (sql: string) => {
    const connection = await createConnection({ socketPath: socket, user: 'root', multipleStatements: false });
    try {
      const [rows] = await connection.query<RowDataPacket[]>(sql);
      return Array.isArray(rows) ? rows : [];
    } finally {
      await connection.end();
    }
  };
  const start = async () => {
    // The kernel ends it when this process is gone, however that came about (prctl(2), PR_SET_PDEATHSIG).
    const server = spawn('setpriv', ['--pdeathsig', 'KILL', ...command], { stdio: 'ignore' });
    for (let tries = 0; ; tries += 1) {
      try {
        await root('SELECT 1');
        return server;
      } catch (error) {
        if (server.exitCode === null && tries < 600) await wait(50);
        else {
          server.kill('SIGKILL');
          const log = await readFile(at('error.log'), 'utf8').catch(() => '');
          throw new SetupProblem(`MariaDB did not start: ${String(error)}\n${log.slice(-2000)}`);
        }
      }
    }
  };
  let server = await start();
  return {
    port,
    root,
    generalLog: () => readFile(at('general.log'), 'utf8'),
    errorLog: () => readFile(at('error.log'), 'utf8'),
    lose: async () => {
      await end(server, 'SIGKILL');
      return async () => {
        server = await start();
      };
    },
    stop: () => end(server, 'SIGTERM'),
  };
}

async function end(server: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = once(server, 'exit');
  server.kill(signal);
  const slow = setTimeout(() => server.kill('SIGKILL'), 15_000);
  await gone;
  clearTimeout(slow);
}
