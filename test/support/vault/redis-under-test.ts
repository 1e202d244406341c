import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { makeCertificates } from '../../../local/servers/certificates.ts';
import { startRedis } from '../../../local/servers/redis.ts';
import type { Redis } from '../../../local/servers/redis.ts';
import { redisUser } from '../../../src/kernel/engine-address.ts';
import { redisEngine } from '../../../src/vault/engines/redis/redis-engine.ts';
import type { RedisAddress } from '../../../src/vault/engines/redis/redis-value.ts';
import type { EngineUnderTest, OpenSession } from './engine-under-test.ts';

export interface RedisUnderTest extends EngineUnderTest {
  readonly server: Redis;
  readonly address: RedisAddress;
  stop(): Promise<void>;
}

const password = { app: 'first-Password-of-the-app', administrator: 'password-Of-the-administrator' };

export async function startRedisUnderTest(
  persist: 'acl-file' | 'configuration-file' = 'acl-file',
): Promise<RedisUnderTest> {
  const place = await mkdtemp(join(tmpdir(), 'sp-redis-'));
  const tls = await makeCertificates();
  const server = await startRedis({ place, tls, users: persist });
  const address = redisUser.parse({
    engine: 'redis',
    host: '127.0.0.1',
    port: server.port,
    ca: tls.ca,
    user: 'orders',
    administrator: 'tgt_01jd4zv2t0e9xbk8ng5w1m3c7r',
    persist,
  });
  const acl = (...words: readonly string[]) => server.root('ACL', ...words);
  const kept = () => (persist === 'acl-file' ? acl('SAVE') : server.root('CONFIG', 'REWRITE'));
  const read = (value: string) => JSON.parse(value) as { username: string; password: string };
  return {
    name: `Redis (${persist})`,
    engine: redisEngine,
    server,
    address,
    administrator: JSON.stringify({ username: 'sallyport', password: password.administrator }),
    keepsTwo: true,
    async reset() {
      const names = (await acl('USERS')) as string[];
      const gone = names.filter((name) => name !== 'default' && name !== 'root');
      if (gone.length > 0) await acl('DELUSER', ...gone);
      // As the documentation has it.
      await acl('SETUSER', 'orders', 'on', `>${password.app}`, '~orders:*', '&orders:*', '+@all', '-@admin');
      const commands = ['+acl|getuser', '+acl|setuser', '+acl|save', '+config|rewrite', '+client|kill'];
      await acl('SETUSER', 'sallyport', 'on', `>${password.administrator}`, '-@all', ...commands);
      await acl('SETUSER', 'somebody', 'on', '>somebodys-Password', '~*', '+get');
      await acl('SETUSER', 'orders_b', 'on', '>another-Password', '~*', '+get');
      await kept();
      await server.root('SLOWLOG', 'RESET');
      await acl('LOG', 'RESET');
      return JSON.stringify({ engine: 'redis', username: 'orders', password: password.app });
    },
    logsIn: (value) => logsIn(server.port, tls.ca, read(value)),
    async rest() {
      const users = (await acl('LIST')) as string[];
      // Of the user itself all but its passwords.
      const lines = users.map((line) => (line.startsWith('user orders ') ? line.replace(/ #[0-9a-f]{64}/g, '') : line));
      // After a restart Redis lists the same rules of subcommands in another order.
      return lines
        .map((line) => line.split(' ').sort().join(' '))
        .sort()
        .join('\n');
    },
    log: () => server.log(),
    secretsOf: (value) => [read(value).password],
    open: (value) => open(server.port, tls.ca, read(value)),
    lose: () => server.lose(),
    refuseByPolicy: null,
    async stop() {
      await server.stop();
      await rm(place, { recursive: true, force: true });
    },
  };
}

const words = (...parts: readonly string[]) =>
  `*${parts.length}\r\n${parts.map((part) => `$${Buffer.byteLength(part)}\r\n${part}\r\n`).join('')}`;

/** One command and the first line of the answer, on a bare socket. */
function ask(port: number, ca: string, command: string): Promise<string> {
  return new Promise((done, failed) => {
    const socket = connect({ host: '127.0.0.1', port, ca }, () => socket.write(command));
    socket.setTimeout(10_000, () => socket.destroy(new Error('no answer')));
    socket.on('error', failed);
    socket.on('close', () => failed(new Error('closed')));
    socket.once('data', (bytes: Buffer) => {
      done(bytes.toString('utf8'));
      socket.end();
    });
  });
}

async function logsIn(port: number, ca: string, login: { username: string; password: string }): Promise<boolean> {
  const answer = await ask(port, ca, words('AUTH', login.username, login.password));
  if (answer.startsWith('+OK')) return true;
  if (answer.startsWith('-WRONGPASS')) return false;
  throw new Error(`the server could not tell: ${answer}`);
}

async function open(port: number, ca: string, login: { username: string; password: string }): Promise<OpenSession> {
  const socket = connect({ host: '127.0.0.1', port, ca });
  socket.on('error', () => undefined);
  const say = (command: string) =>
    new Promise<string>((done) => {
      socket.once('data', (bytes: Buffer) => done(bytes.toString('utf8')));
      socket.once('close', () => done('closed'));
      if (socket.destroyed || socket.readableEnded) done('closed');
      else socket.write(command);
    });
  await say(words('AUTH', login.username, login.password));
  return {
    works: async () => (await say(words('GET', 'orders:1'))).startsWith('$-1'),
    close: async () => void socket.destroy(),
  };
}
