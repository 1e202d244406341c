import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis as Client } from 'ioredis';
import { writeCertificates } from './certificates.ts';
import type { Certificates } from './certificates.ts';
import { startCorded } from './corded-server.ts';
import type { CordedServer } from './corded-server.ts';
import { ensureDebianPackages } from './debian.ts';
import { freePort } from './free-port.ts';

export type Redis = CordedServer & {
  readonly port: number;
  /** One command as a user that may do everything, over a socket that only this user of the machine can open. */
  root(command: string, ...args: readonly string[]): Promise<unknown>;
  /** What it wrote, every command that it ran (those that it hides as "(redacted)"), and every refused login. */
  log(): Promise<string>;
};

const once = {
  lazyConnect: true,
  retryStrategy: null,
  protocol: 2,
  enableReadyCheck: false,
  disableClientInfo: true,
  disconnectTimeout: 100,
} as const;

/**
 * A Redis of its own (Debian's package) on 127.0.0.1 and a free port. It speaks TLS only, knows no default user, and keeps
 * its users where it is told to. It ends with this process.
 */
export async function startRedis({
  place,
  tls,
  users = 'acl-file',
}: {
  /** An empty folder of its own. The path of a socket has at most 107 bytes, so it should be short. */
  readonly place: string;
  readonly tls: Certificates;
  readonly users?: 'acl-file' | 'configuration-file';
}): Promise<Redis> {
  await ensureDebianPackages(['redis-server']);
  const at = (name: string) => join(place, name);
  await mkdir(place, { recursive: true, mode: 0o700 });
  const files = await writeCertificates(place, tls);
  const port = await freePort();
  const password = randomBytes(24).toString('hex');
  const known = ['user default off', `user root on >${password} ~* &* +@all`];
  const lines = [
    'bind 127.0.0.1',
    'port 0',
    `tls-port ${port}`,
    `tls-cert-file ${files.certificate}`,
    `tls-key-file ${files.key}`,
    `tls-ca-cert-file ${files.ca}`,
    'tls-auth-clients no',
    `unixsocket ${at('s.sock')}`,
    'unixsocketperm 700',
    `dir ${place}`,
    'save ""',
    'loglevel verbose',
    // Every command is "slow", and so is written down.
    'slowlog-log-slower-than 0',
    'slowlog-max-len 4096',
    ...(users === 'acl-file' ? [`aclfile ${at('users.acl')}`] : known),
  ];
  if (users === 'acl-file') await writeFile(at('users.acl'), `${known.join('\n')}\n`, { mode: 0o600 });
  await writeFile(at('redis.conf'), `${lines.join('\n')}\n`, { mode: 0o600 });

  const root = async (command: string, ...args: readonly string[]) => {
    const client = new Client({ path: at('s.sock'), username: 'root', password, ...once });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return await client.call(command, ...args);
    } finally {
      client.disconnect();
    }
  };
  const server = await startCorded({
    name: 'Redis',
    command: ['redis-server', at('redis.conf')],
    place,
    log: at('log'),
    ready: () => root('PING'),
  });
  return {
    ...server,
    port,
    root,
    log: async () => {
      const noted = await Promise.all([root('SLOWLOG', 'GET', '-1'), root('ACL', 'LOG')]);
      return [await readFile(at('log'), 'utf8'), ...noted.map((each) => JSON.stringify(each))].join('\n');
    },
  };
}
