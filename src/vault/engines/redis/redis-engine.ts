import type { At, Change, Engine, Fault, Probed, Retired, Retirement } from '../../engine.ts';
import { networkFault } from '../network-fault.ts';
import { newPassword } from '../new-password.ts';
import { RedisProblem, WRONG_PASSWORD, withRedis } from './redis-session.ts';
import { anyPassword, asAdministrator, keep, passwordsOf } from './redis-user.ts';
import { hashOf, nextRedisValue, ownRedisValue, redisAddressOf } from './redis-value.ts';

/**
 * Redis: a user of its access control lists has the old and the new password at once. The server gets hashes, and the
 * plain text in a login only. Nothing of the user but its passwords is touched (docs/vault-engines.md, "Redis").
 */
export const redisEngine: Engine = {
  probe: (at, value) => login(at, value),
  stage: async (at, { current }) => nextRedisValue(at, current),
  apply: async (at, change) => {
    try {
      await add(at, change);
      return { applied: true };
    } catch (error) {
      return { applied: false, refused: 'unclear', fault: faultOf(error) };
    }
  },
  verify: async (at, candidate) => {
    const tried = await login(at, candidate);
    return tried.login === 'alive' ? { verified: true } : { verified: false, fault: tried.fault };
  },
  retire: async (at, retirement) => {
    try {
      return await retire(at, retirement);
    } catch (error) {
      return { retired: false, why: 'failed', fault: faultOf(error) };
    }
  },
};

function faultOf(error: unknown): Fault {
  if (error instanceof RedisProblem) return error.fault;
  // A call that did not get out at all.
  const fault = networkFault(error);
  if (fault !== null) return fault;
  throw error;
}

/** A login that works with any password proves nothing, so a wrong one is tried too: Redis locks nobody out for it. */
async function login(at: At, text: string): Promise<Probed> {
  const parsed = ownRedisValue(at, text);
  if ('fault' in parsed) return { login: 'unknown', fault: parsed.fault };
  const { username } = parsed.value;
  try {
    return await withRedis(at, async (session): Promise<Probed> => {
      if (!(await session.login('login', parsed.value))) return { login: 'dead', fault: WRONG_PASSWORD };
      const password = newPassword(at.rules, at.randomBytes);
      if (await session.login('login with a wrong password', { username, password })) {
        return { login: 'unknown', fault: anyPassword(username) };
      }
      return { login: 'alive' };
    });
  } catch (error) {
    return { login: 'unknown', fault: faultOf(error) };
  }
}

async function add(at: At, { current, candidate }: Change): Promise<void> {
  const parsed = ownRedisValue(at, candidate);
  if ('fault' in parsed) throw new RedisProblem(parsed.fault);
  const hash = hashOf(parsed.value);
  const { user } = redisAddressOf(at);
  await asAdministrator(at, current, async (session) => {
    if (!(await passwordsOf(session, user)).has(hash)) {
      await session.command('add the password', 'ACL', 'SETUSER', user, `#${hash}`);
    }
    await keep(at, session);
  });
}

async function retire(at: At, { current, old, how }: Retirement): Promise<Retired> {
  const [kept, gone] = [ownRedisValue(at, current), ownRedisValue(at, old)];
  if ('fault' in kept) throw new RedisProblem(kept.fault);
  if ('fault' in gone) throw new RedisProblem(gone.fault);
  const [good, bad] = [hashOf(kept.value), hashOf(gone.value)];
  if (good === bad) throw new RedisProblem({ stage: 'value', code: null, says: 'Both values have the same password.' });
  const { user } = redisAddressOf(at);
  const waits = await asAdministrator(at, current, async (session) => {
    const passwords = await passwordsOf(session, user);
    if (!passwords.has(good)) {
      const says = 'The current password is not the user’s: the old one is left until it is.';
      throw new RedisProblem({ stage: 'authentication', code: null, says });
    }
    if (passwords.has(bad)) {
      // Redis does not tell which password a connection came with.
      if (how === 'at-disuse') return true;
      await session.command('remove the password', 'ACL', 'SETUSER', user, `!${bad}`);
    }
    await keep(at, session);
    if (how === 'now') await session.command('end the connections', 'CLIENT', 'KILL', 'USER', user);
    return false;
  });
  if (waits) return { retired: false, why: 'cannot-tell' };
  const proof = await login(at, old);
  if (proof.login === 'dead') return { retired: true };
  const says = 'The old password still logs in.';
  const fault: Fault = proof.login === 'unknown' ? proof.fault : { stage: 'authentication', code: null, says };
  return { retired: false, why: 'failed', fault };
}
