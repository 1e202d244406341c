import * as z from 'zod';
import type { Applied, At, Change } from '../../engine.ts';
import { namedRoles, requireFit, roleNamed, serverVersion } from './named-roles.ts';
import { PostgresqlProblem } from './postgresql-fault.ts';
import { quotedName, quotedText } from './postgresql-names.ts';
import { inTransaction, withPostgresql } from './postgresql-session.ts';
import type { PostgresqlSession } from './postgresql-session.ts';
import {
  administratorOf,
  parsePostgresqlValue,
  postgresqlAddressOf,
  usersOf,
  valueProblem,
} from './postgresql-value.ts';
import type { AlternatingAddress, PostgresqlValue } from './postgresql-value.ts';
import { scramVerifier } from './scram-verifier.ts';
import { tryPostgresqlLogin } from './try-postgresql-login.ts';

/** Gives the candidate's user its password as a verifier. Of two users, the current one's password is never changed. */
export async function applyPostgresql(at: At, change: Change): Promise<Applied> {
  try {
    const address = postgresqlAddressOf(at);
    const current = parsePostgresqlValue(change.current);
    const candidate = parsePostgresqlValue(change.candidate);
    if (!usersOf(address).includes(candidate.username)) throw valueProblem('The candidate is of another user.');
    if (address.strategy === 'single-user') return await changeInPlace(at, current, candidate, change.candidate);
    if (candidate.username === current.username) throw valueProblem('It is the other user’s turn.');
    await giveTurn(at, address, candidate);
    return { applied: true };
  } catch (error) {
    if (!(error instanceof PostgresqlProblem)) throw error;
    const { fault } = error.failure;
    return { applied: false, refused: fault.stage === 'policy' ? 'by-policy' : 'unclear', fault };
  }
}

/** By the administrator, or by the user itself: a role may always change its own password. */
async function changeInPlace(
  at: At,
  current: PostgresqlValue,
  candidate: PostgresqlValue,
  candidateText: string,
): Promise<Applied> {
  const by = at.administrator === null ? current : administratorOf(at);
  try {
    await withPostgresql(at, postgresqlAddressOf(at), by, (session) => setPassword(at, session, candidate, ''));
    return { applied: true };
  } catch (error) {
    // The reply to the change was lost: the current password is bad because the candidate is good.
    const isOver = error instanceof PostgresqlProblem && error.failure.password === 'refused';
    if (isOver && at.administrator === null && (await tryPostgresqlLogin(at, candidateText)).login === 'alive') {
      return { applied: true };
    }
    throw error;
  }
}

const yes = z.object({ yes: z.boolean() });

/**
 * All in one transaction: a login with the candidate proves that everything else was done. Whatever the user makes belongs
 * to the owner, because every session of it begins as that role.
 */
async function giveTurn(at: At, address: AlternatingAddress, candidate: PostgresqlValue): Promise<void> {
  const { owner, users } = address;
  const user = candidate.username;
  await withPostgresql(at, address, administratorOf(at), (session) =>
    inTransaction(session, async () => {
      // Two at once would stop each other in the middle; so the second waits, and finds everything done.
      const lock = 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0)) IS NULL AS "yes"';
      await session.select('wait for others', lock, [`sallyport ${owner}`], z.unknown());
      const roles = await namedRoles(session, [...users, owner]);
      requireFit(address, roles, user);
      if (roleNamed(roles, user) === undefined) {
        await session.run('make the role', `CREATE ROLE ${quotedName(user)} LOGIN INHERIT`);
      }
      if (!(await maySet(session, user, owner))) {
        await session.run('make it a member', `GRANT ${quotedName(owner)} TO ${quotedName(user)}`);
      }
      const begins = `ALTER ROLE ${quotedName(user)} SET role = ${quotedText(owner)}`;
      await session.run('let its sessions begin as the owner', begins);
      await setPassword(at, session, candidate, 'LOGIN ');
    }),
  );
}

async function maySet(session: PostgresqlSession, user: string, owner: string): Promise<boolean> {
  const right = (await serverVersion(session)) >= 160_000 ? 'SET' : 'MEMBER';
  const sql = 'SELECT pg_has_role($1::name, $2::name, $3) AS "yes"';
  const [row] = await session.select('is it a member', sql, [user, owner, right], yes);
  return row?.yes === true;
}

/** What a module that checks passwords refuses with (passwordcheck). */
const REFUSED_BY_MODULE = '22023';

async function setPassword(
  at: At,
  session: PostgresqlSession,
  { username, password }: PostgresqlValue,
  login: 'LOGIN ' | '',
): Promise<void> {
  const verifier = scramVerifier(password, at.randomBytes);
  try {
    const sql = `ALTER ROLE ${quotedName(username)} ${login}PASSWORD ${quotedText(verifier)}`;
    await session.run('set the password', sql);
  } catch (error) {
    if (!(error instanceof PostgresqlProblem) || error.failure.fault.code !== REFUSED_BY_MODULE) throw error;
    const says = 'A module of the server that checks passwords refuses this one.';
    throw new PostgresqlProblem({ fault: { stage: 'policy', code: REFUSED_BY_MODULE, says }, password: 'silent' });
  }
}
