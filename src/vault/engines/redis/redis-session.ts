import { Redis, ReplyError } from 'ioredis';
import * as z from 'zod';
import type { At, Fault } from '../../engine.ts';
import { BROKEN_OFF, NO_ANSWER, networkFault } from '../network-fault.ts';
import { redisAddressOf } from './redis-value.ts';
import type { RedisValue } from './redis-value.ts';

/** The server or the network said no. What the driver said stays here: its errors hold the arguments of the command. */
export class RedisProblem extends Error {
  override readonly name = 'RedisProblem';
  readonly fault: Fault;
  constructor(fault: Fault) {
    super(`${fault.says} (${fault.code ?? fault.stage})`);
    this.fault = fault;
  }
}

export interface RedisSession {
  /** False: the server itself refused this user and password. */
  login(name: string, value: Pick<RedisValue, 'username' | 'password'>): Promise<boolean>;
  command(name: string, command: string, ...args: readonly string[]): Promise<unknown>;
}

/** One connection, not yet logged in, over TLS alone; never made again by itself, and closed at the end. */
export async function withRedis<T>(at: At, run: (session: RedisSession) => Promise<T>): Promise<T> {
  const { host, port, ca } = redisAddressOf(at);
  const client = new Redis({
    host,
    port,
    tls: { rejectUnauthorized: true, minVersion: 'TLSv1.2', ...(ca === null ? {} : { ca }) },
    lazyConnect: true,
    connectTimeout: 5000,
    commandTimeout: 10_000,
    disconnectTimeout: 200,
    // Nothing is sent twice, and nothing but what is said here: no HELLO, no INFO, no name of the client.
    retryStrategy: null,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    enableOfflineQueue: false,
    enableReadyCheck: false,
    disableClientInfo: true,
    protocol: 2,
  });
  let broken: unknown = null;
  client.on('error', (error: unknown) => {
    broken ??= error;
  });
  const send = async (name: string, command: string, ...args: readonly string[]) =>
    at.call(name, async () => {
      try {
        return await client.call(command, ...args);
      } catch (error) {
        throw problemOf(error, broken);
      }
    });
  try {
    await at.call('connect', async () => {
      try {
        await client.connect();
      } catch (error) {
        throw problemOf(broken ?? error, null);
      }
    });
    return await run({
      login: async (name, { username, password }) => {
        try {
          await send(name, 'AUTH', username, password);
          return true;
        } catch (error) {
          if (error instanceof RedisProblem && error.fault.code === 'WRONGPASS') return false;
          throw error;
        }
      },
      command: send,
    });
  } finally {
    client.disconnect();
  }
}

export const WRONG_PASSWORD: Fault = {
  stage: 'authentication',
  code: 'WRONGPASS',
  says: 'The server refused this user and password, or the user is off.',
};

/** By the first word of an error, which is its code (the RESP protocol). */
const byWord: Readonly<Record<string, readonly [stage: Fault['stage'], says: string]>> = {
  WRONGPASS: [WRONG_PASSWORD.stage, WRONG_PASSWORD.says],
  NOAUTH: ['authentication', 'The server wants a login first.'],
  NOPERM: ['rights', 'The user that makes the change has no right to a command that it needs.'],
  DENIED: ['route', 'The server is in protected mode and takes connections of its own machine only.'],
  LOADING: ['protocol', 'The server is still reading its data.'],
  MASTERDOWN: ['protocol', 'The server is a replica that has lost its master.'],
  BUSY: ['protocol', 'The server is busy with a script.'],
  READONLY: ['protocol', 'The server takes no changes: it is a replica.'],
  ERR: ['protocol', 'The server could not do what it was asked.'],
};

const serverError = z.object({ message: z.string() });

function problemOf(error: unknown, broken: unknown): unknown {
  if (error instanceof RedisProblem) return error;
  const message = serverError.safeParse(error).data?.message ?? '';
  if (error instanceof ReplyError) {
    const word = /^[A-Z]{2,20}(?= )/.exec(message)?.[0] ?? 'ERR';
    const [stage, says] = byWord[word] ?? ['protocol', 'The server refused a command.'];
    return new RedisProblem({ stage, code: word, says });
  }
  const fault = networkFault(error) ?? networkFault(broken);
  if (fault !== null) return new RedisProblem(fault);
  // The driver's own words, of which only the kind is read.
  if (message === 'Command timed out') return new RedisProblem(NO_ANSWER);
  if (/^Connection is closed|closed|writeable/.test(message)) return new RedisProblem(BROKEN_OFF);
  return new RedisProblem({ stage: 'protocol', code: null, says: 'What came from the server was not understood.' });
}
