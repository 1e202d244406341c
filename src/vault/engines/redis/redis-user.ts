import * as z from 'zod';
import type { At, Fault } from '../../engine.ts';
import { RedisProblem, withRedis } from './redis-session.ts';
import type { RedisSession } from './redis-session.ts';
import { ownRedisValue, parseRedisValue, redisAddressOf } from './redis-value.ts';

/** Logged in as whoever makes the change: the administrator, or the user itself with its current password. */
export async function asAdministrator<T>(
  at: At,
  current: string,
  run: (session: RedisSession) => Promise<T>,
): Promise<T> {
  const parsed = at.administrator === null ? ownRedisValue(at, current) : parseRedisValue(at.administrator);
  if ('fault' in parsed) throw new RedisProblem(parsed.fault);
  return withRedis(at, async (session) => {
    if (await session.login('login as administrator', parsed.value)) return run(session);
    const who = at.administrator === null ? 'the current value' : 'the credential that makes the change';
    throw new RedisProblem({ stage: 'authentication', code: 'WRONGPASS', says: `The server refused ${who}.` });
  });
}

/** ACL GETUSER answers names and values by turns, or nil. */
const described = z.array(z.unknown()).nullable();
const words = z.array(z.string());

/** The hashes of the user's passwords. It must be there, be on, and want a password at all: only then they mean something. */
export async function passwordsOf(session: RedisSession, user: string): Promise<ReadonlySet<string>> {
  const fields = described.parse(await session.command('read the user', 'ACL', 'GETUSER', user));
  if (fields === null) throw rights(`There is no user ${user}.`);
  const list = (name: string) => words.parse(fields[fields.indexOf(name) + 1]);
  const flags = list('flags');
  if (!flags.includes('on')) throw rights(`The user ${user} is off.`);
  if (flags.includes('nopass')) throw rights(anyPassword(user).says);
  return new Set(list('passwords'));
}

/** As the address says; repeated after a crash even where nothing is left to change. */
export async function keep(at: At, session: RedisSession): Promise<void> {
  const { persist } = redisAddressOf(at);
  if (persist === 'nowhere') return;
  const [command, verb] = persist === 'acl-file' ? ['ACL', 'SAVE'] : ['CONFIG', 'REWRITE'];
  try {
    await session.command('keep the users', command, verb);
  } catch (error) {
    if (!(error instanceof RedisProblem) || error.fault.code !== 'ERR') throw error;
    const says = `The server could not keep its users (${command} ${verb}): it has no such file, or may not write it.`;
    throw new RedisProblem({ stage: 'protocol', code: 'ERR', says });
  }
}

export const anyPassword = (user: string): Fault => ({
  stage: 'rights',
  code: null,
  says: `Any password logs ${user} in (nopass). ACL SETUSER ${user} resetpass, then a password, ends that.`,
});

const rights = (says: string) => new RedisProblem({ stage: 'rights', code: null, says });
