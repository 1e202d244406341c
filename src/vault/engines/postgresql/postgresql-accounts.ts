import * as z from 'zod';
import type { AccountMaker, GrantAccount, Made } from '../../account-maker.ts';
import type { At, Fault } from '../../engine.ts';
import { newPassword } from '../new-password.ts';
import { namedRoles, roleNamed } from './named-roles.ts';
import type { NamedRole } from './named-roles.ts';
import { problemOf } from './postgresql-fault.ts';
import { quotedName, quotedText } from './postgresql-names.ts';
import { inTransaction, withPostgresql } from './postgresql-session.ts';
import type { PostgresqlSession } from './postgresql-session.ts';
import { administratorOf, faultIn, postgresqlAddressOf, valueProblem } from './postgresql-value.ts';
import { removePostgresqlAccount } from './remove-postgresql-account.ts';
import { scramVerifier } from './scram-verifier.ts';

/** By which accounts of grants are known; no other role is ever touched here. */
const ACCOUNT = /^sallyport_[0-9a-z_]{16,53}$/;
/** As many as a graphical client opens, and no more than one person needs. */
const CONNECTIONS = 20;

/** Roles of PostgreSQL for one grant: they log in until its end, with the roles that they are given and nothing else. */
export const postgresqlAccounts: AccountMaker = {
  create: (at, account) => made(at, account, (session) => inTransaction(session, () => create(session, account))),
  login: async (at, account) => {
    if (at.clock() >= account.until) return { fault: OVER };
    const password = newPassword(at.rules, at.randomBytes);
    const done = await made(at, account, async (session) => {
      if ((await accountIn(session, account)) === undefined) throw problemOf('rights', 'The account is not there.');
      const verifier = quotedText(scramVerifier(password, at.randomBytes));
      const sql = `ALTER ROLE ${quotedName(account.name)} PASSWORD ${verifier} VALID UNTIL ${endOf(account)}`;
      await session.run('set the password', sql);
    });
    return done.done ? { login: { username: account.name, password } } : { fault: done.fault };
  },
  probe: async (at, account) => {
    let is: 'present' | 'absent' = 'present';
    const done = await made(at, account, async (session) => {
      is =
        (await accountIn(session, account)) === undefined && !(await isOpen(session, account)) ? 'absent' : 'present';
    });
    return done.done ? { is } : { fault: done.fault };
  },
  remove: (at, account) => made(at, account, (session) => removePostgresqlAccount(at, session, account)),
  list: async (at) => {
    let names: readonly string[] = [];
    const done = await administered(at, async (session) => {
      const sql = `SELECT rolname::text AS "name" FROM pg_catalog.pg_roles WHERE starts_with(rolname, 'sallyport_')
                    AND rolname <> session_user ORDER BY rolname`;
      const rows = await session.select('list accounts', sql, [], z.object({ name: z.string() }));
      names = rows.map(({ name }) => name).filter((name) => ACCOUNT.test(name));
    });
    return done.done ? { names } : { fault: done.fault };
  },
};

type Work = (session: PostgresqlSession) => Promise<void>;

async function made(at: At, account: GrantAccount, work: Work): Promise<Made> {
  return administered(at, async (session) => {
    if (!ACCOUNT.test(account.name)) throw valueProblem(NOT_OURS);
    await work(session);
  });
}

async function administered(at: At, work: Work): Promise<Made> {
  try {
    await withPostgresql(at, postgresqlAddressOf(at), administratorOf(at), work);
    return { done: true };
  } catch (error) {
    return { done: false, fault: faultIn(error) };
  }
}

const endOf = ({ until }: GrantAccount) => quotedText(new Date(until * 1000).toISOString());

/** In one transaction: it is there with all that it needs, or not at all. It has no password, so nobody can log in yet. */
async function create(session: PostgresqlSession, account: GrantAccount): Promise<void> {
  const role = quotedName(account.name);
  requireHarmless(await namedRoles(session, [...account.memberOf, account.reassignTo]));
  const bounds = `CONNECTION LIMIT ${CONNECTIONS} VALID UNTIL ${endOf(account)}`;
  const there = (await accountIn(session, account)) !== undefined;
  if (there) await session.run('set its bounds', `ALTER ROLE ${role} ${bounds}`);
  else await session.run('make the account', `CREATE ROLE ${role} LOGIN INHERIT ${bounds}`);
  const named = `ALTER ROLE ${role} SET application_name = ${quotedText(account.grantId)}`;
  await session.run('name its sessions', named);
  for (const each of account.memberOf) {
    await session.run('grant a role', `GRANT ${quotedName(each)} TO ${role}`);
  }
  const sql = `SELECT has_database_privilege($1::name, $2::text, 'CONNECT') AS "yes"`;
  const [may] = await session.select('may it connect', sql, [account.name, account.database], yes);
  if (may?.yes === true) return;
  throw problemOf('rights', `The roles of the account do not let it connect to the database ${account.database}.`);
}

const yes = z.object({ yes: z.boolean() });

/** Membership is as good as `SET ROLE`: what it leads to must not be more than rights on data. */
function requireHarmless(roles: readonly NamedRole[]): void {
  for (const { name, powers } of roles) {
    if (powers.length > 0) throw problemOf('rights', `${name} is ${powers.join(', ')}, which is not lent.`);
  }
}

/** Undefined when it is not there. One whose removal has begun is neither there nor gone. */
async function accountIn(session: PostgresqlSession, { name }: GrantAccount): Promise<NamedRole | undefined> {
  const role = roleNamed(await namedRoles(session, [name]), name);
  if (role === undefined || role.canLogin) return role;
  throw problemOf('rights', 'The account may not log in any more: its removal has begun.');
}

/** A session outlives the role that it began as; then only the name that it gave itself is left of it. */
async function isOpen(session: PostgresqlSession, { name, grantId }: GrantAccount): Promise<boolean> {
  const sql = `SELECT count(*)::int AS "count" FROM pg_catalog.pg_stat_activity
                WHERE usename = $1 OR (usename IS NULL AND usesysid IS NOT NULL AND application_name = $2)`;
  const [row] = await session.select('read sessions', sql, [name, grantId], z.object({ count: z.int() }));
  return row === undefined || row.count > 0;
}

const NOT_OURS = 'The name of a grant’s account is "sallyport_" and 16 to 53 small letters, digits or "_".';
const OVER: Fault = { stage: 'value', code: null, says: 'The grant is over.' };
