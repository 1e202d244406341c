import type { At, Fault, Retired, Retirement } from '../../engine.ts';
import { backendsOf, endBackends, isInUse } from './backends.ts';
import { namedRoles, roleNamed } from './named-roles.ts';
import { quotedName, quotedText } from './postgresql-names.ts';
import { withPostgresql } from './postgresql-session.ts';
import type { PostgresqlSession } from './postgresql-session.ts';
import {
  administratorOf,
  faultIn,
  parsePostgresqlValue,
  postgresqlAddressOf,
  usersOf,
  valueProblem,
} from './postgresql-value.ts';
import { unknownVerifier } from './scram-verifier.ts';
import { tryPostgresqlLogin } from './try-postgresql-login.ts';

/** Takes the old user's login away until its next turn, and has a login with the old value refused. */
export async function retirePostgresql(at: At, retirement: Retirement): Promise<Retired> {
  try {
    const current = parsePostgresqlValue(retirement.current);
    const { username: user } = parsePostgresqlValue(retirement.old);
    if (!usersOf(postgresqlAddressOf(at)).includes(user)) throw valueProblem('The old value is of another user.');
    if (user === current.username) return await retireOfOne(at, retirement, user);
    return await withPostgresql(at, postgresqlAddressOf(at), administratorOf(at), (session) =>
      retireOther(at, session, retirement, user),
    );
  } catch (error) {
    return { retired: false, why: 'failed', fault: faultIn(error) };
  }
}

/**
 * One user has one password: the newer one made the old one bad, which is proven. Sessions do not tell with which of the
 * two they began, so `now` ends all that are open when it comes; what has the newer value comes back at once.
 */
async function retireOfOne(at: At, { current, old, how }: Retirement, user: string): Promise<Retired> {
  const proof = await proven(at, old);
  if (!proof.retired || how === 'at-disuse') return proof;
  const by = at.administrator === null ? parsePostgresqlValue(current) : administratorOf(at);
  await withPostgresql(at, postgresqlAddressOf(at), by, async (session) =>
    endBackends(session, user, await backendsOf(session, user)),
  );
  return proof;
}

async function retireOther(
  at: At,
  session: PostgresqlSession,
  { old, how }: Retirement,
  user: string,
): Promise<Retired> {
  if (how === 'at-disuse' && (await isInUse(session, user))) return { retired: false, why: 'in-use' };
  const role = roleNamed(await namedRoles(session, [user]), user);
  if (role === undefined) return { retired: true };
  const tried = await tryPostgresqlLogin(at, old);
  // Past its end every password is refused, and may be good again when somebody moves the end.
  const mayLogIn = role.canLogin && !role.over;
  // It has another password, perhaps one that a newer attempt gave it. It stays.
  if (mayLogIn && tried.login === 'dead') return { retired: true };
  if (mayLogIn && tried.login === 'unknown') return { retired: false, why: 'failed', fault: tried.fault };
  if (role.canLogin || tried.login !== 'dead') {
    const sql = `ALTER ROLE ${quotedName(user)} NOLOGIN PASSWORD ${quotedText(unknownVerifier(at.randomBytes))}`;
    await session.run('take the login away', sql);
  }
  // Nobody can come in any more, so that what is ended stays ended.
  if (how === 'now') await endBackends(session, user);
  return proven(at, old);
}

async function proven(at: At, old: string): Promise<Retired> {
  const tried = await tryPostgresqlLogin(at, old);
  if (tried.login === 'dead') return { retired: true };
  return { retired: false, why: 'failed', fault: tried.login === 'alive' ? STILL_GOOD : tried.fault };
}

const STILL_GOOD: Fault = { stage: 'authentication', code: null, says: 'The old password still logs in.' };
