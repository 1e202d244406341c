import type { At, Fault, Retired, Retirement } from '../../engine.ts';
import { passwordFor, pluginOf } from './apply-mysql.ts';
import { connectionsOf, endConnections, requireSight } from './mysql-connections.ts';
import { MysqlProblem } from './mysql-fault.ts';
import { boundedFlavourOf } from './mysql-flavour.ts';
import { asAdministrator } from './mysql-session.ts';
import type { MysqlSession } from './mysql-session.ts';
import { administratorOf, isOneOfTwo, mysqlAddressOf, parseMysqlValue } from './mysql-value.ts';
import type { MysqlAddress } from './mysql-value.ts';
import { namedAccounts } from './named-accounts.ts';
import { tryMysqlLogin } from './try-mysql-login.ts';

/**
 * Gives the old user a password that nobody knows, on all its hosts, and has a login with the old one refused. The next
 * rotation finds the account with its role and needs only a new password.
 */
export async function retireMysql(at: At, { current, old, how }: Retirement): Promise<Retired> {
  const address = mysqlAddressOf(at);
  const now = parseMysqlValue(current);
  const before = parseMysqlValue(old);
  const administrator = administratorOf(at);
  if ('fault' in now) return failed(now.fault);
  if ('fault' in before) return failed(before.fault);
  if ('fault' in administrator) return failed(administrator.fault);
  const user = before.value.username;
  // One user has one password: the newer one made the old one bad, and connections of the user belong to the newer one.
  if (user === now.value.username) return proven(at, old);
  if (!isOneOfTwo(address, user)) return failed(NOT_OURS);
  try {
    return await asAdministrator(at, address, administrator.value, async (session) => {
      if (!(await mayJudge(session, how))) return { retired: false, why: 'cannot-tell' };
      if (how === 'at-disuse' && (await connectionsOf(session, user)).length > 0) {
        return { retired: false, why: 'in-use' };
      }
      return retire(at, session, { address, user, old, how });
    });
  } catch (error) {
    if (!(error instanceof MysqlProblem)) throw error;
    return failed(error.failure.fault);
  }
}

async function retire(
  at: At,
  session: MysqlSession,
  of: { address: MysqlAddress; user: string; old: string; how: Retirement['how'] },
): Promise<Retired> {
  const tried = await tryMysqlLogin(at, of.old);
  if (tried.login === 'unknown') return failed(tried.fault);
  // Refused already: the account has another password, perhaps one that a newer attempt has just given it. It stays.
  if (tried.login !== 'refused') {
    const flavour = await boundedFlavourOf(session);
    const accounts = (await namedAccounts(session, flavour, of.address.users)).filter(({ user }) => user === of.user);
    const unknown = Buffer.from(at.randomBytes(32)).toString('hex');
    const sql = passwordFor(at, flavour, pluginOf(flavour, accounts), accounts, unknown);
    await session.run('make the old password bad', sql);
    const proof = await proven(at, of.old);
    if (!proof.retired) return proof;
  }
  if (of.how === 'now') {
    await endConnections(session, of.user);
    return { retired: true };
  }
  const own = tried.login === 'in' ? tried.id : null;
  const slipped = (await connectionsOf(session, of.user)).filter((id) => id !== own);
  return slipped.length === 0 ? { retired: true } : { retired: false, why: 'in-use' };
}

/** Whoever may not see the connections of others cannot say that there are none. */
async function mayJudge(session: MysqlSession, how: Retirement['how']): Promise<boolean> {
  try {
    await requireSight(session);
    return true;
  } catch (error) {
    if (how === 'at-disuse' && error instanceof MysqlProblem && error.failure.fault.stage === 'rights') return false;
    throw error;
  }
}

async function proven(at: At, old: string): Promise<Retired> {
  const tried = await tryMysqlLogin(at, old);
  if (tried.login === 'refused') return { retired: true };
  return failed(tried.login === 'in' ? STILL_GOOD : tried.fault);
}

const failed = (fault: Fault): Retired => ({ retired: false, why: 'failed', fault });

const STILL_GOOD: Fault = {
  stage: 'authentication',
  code: null,
  says: 'The old password still logs in.',
};
const NOT_OURS: Fault = {
  stage: 'value',
  code: null,
  says: 'The old value is of neither of the two users, and no other account is touched.',
};
