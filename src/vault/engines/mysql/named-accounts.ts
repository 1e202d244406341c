import * as z from 'zod';
import type { Fault } from '../../engine.ts';
import { MysqlProblem } from './mysql-fault.ts';
import type { MysqlFlavour } from './mysql-flavour.ts';
import { grantee, shownAccount } from './mysql-names.ts';
import type { MysqlAccount } from './mysql-names.ts';
import type { MysqlSession } from './mysql-session.ts';

const accountRow = z.object({
  user: z.string(),
  host: z.string(),
  plugin: z.string(),
  /** '' nothing, ANY: TLS, X509 and SPECIFIED: a certificate of the client. */
  tls: z.string(),
  questions: z.int(),
  updates: z.int(),
  connections: z.int(),
  userConnections: z.int(),
});
export type NamedAccount = z.infer<typeof accountRow>;

/** Every account of the two users, with all hosts that it may come from. */
export function namedAccounts(
  session: MysqlSession,
  flavour: MysqlFlavour,
  users: readonly [string, string],
): Promise<readonly NamedAccount[]> {
  const sql =
    'SELECT User AS user, Host AS host, plugin, CAST(ssl_type AS CHAR) AS tls, max_questions AS questions, ' +
    'max_updates AS updates, max_connections AS connections, max_user_connections AS userConnections ' +
    `FROM mysql.user WHERE User IN (?, ?) AND ${flavour.isAccount} ORDER BY User, Host`;
  return session.select('read accounts', sql, [...users], accountRow);
}

const roleRow = z.object({ user: z.string(), host: z.string(), role: z.string() });
export type HeldRole = z.infer<typeof roleRow>;

export const heldRoles = (session: MysqlSession, flavour: MysqlFlavour, users: readonly [string, string]) =>
  session.select('read roles', flavour.heldRoles, [...users], roleRow);
export const defaultRoles = (session: MysqlSession, flavour: MysqlFlavour, users: readonly [string, string]) =>
  session.select('read default roles', flavour.defaultRoles, [...users], roleRow);

export const hasRole = (roles: readonly HeldRole[], { user, host }: MysqlAccount, role: string): boolean =>
  roles.some((each) => each.user === user && each.host === host && each.role === role);

const rightRow = z.object({ grantee: z.string(), right: z.string(), grantable: z.string(), place: z.string() });
const routineRow = z.object({ user: z.string(), host: z.string(), place: z.string() });

/**
 * Rights that an account has besides its role would be lost with its turn, and those on the whole server or to hand
 * rights on would make a rotated password worth more than the role: either is refused before anything is changed.
 */
export async function refuseRightsBesides(
  session: MysqlSession,
  role: string,
  accounts: readonly MysqlAccount[],
  held: readonly HeldRole[],
): Promise<void> {
  const other = held.find((each) => each.role !== role);
  if (other !== undefined) throw besides(other, `the role ${other.role}`);
  if (accounts.length === 0) return;

  const names = accounts.map(grantee);
  const of = (table: string, place: string) =>
    `SELECT GRANTEE AS grantee, PRIVILEGE_TYPE AS \`right\`, IS_GRANTABLE AS grantable, ${place} AS place ` +
    `FROM information_schema.${table} WHERE GRANTEE IN (${names.map(() => '?').join(', ')})`;
  const sql = [
    of('USER_PRIVILEGES', `'*.*'`),
    of('SCHEMA_PRIVILEGES', `CONCAT(TABLE_SCHEMA, '.*')`),
    of('TABLE_PRIVILEGES', `CONCAT(TABLE_SCHEMA, '.', TABLE_NAME)`),
    of('COLUMN_PRIVILEGES', `CONCAT(TABLE_SCHEMA, '.', TABLE_NAME)`),
  ].join(' UNION ALL ');
  const rights = await session.select('read rights', sql, [...names, ...names, ...names, ...names], rightRow);
  for (const account of accounts) {
    const own = rights.filter((each) => each.grantee === grantee(account));
    // Every account has a row that says USAGE; none is shown to whoever may not see the rights of others.
    if (own.length === 0) throw new MysqlProblem({ fault: CANNOT_SEE, password: 'silent' });
    const more = own.find(({ right, grantable }) => right !== 'USAGE' || grantable === 'YES');
    if (more !== undefined) {
      throw besides(account, `${more.right} on ${more.place}${more.grantable === 'YES' ? ' with GRANT OPTION' : ''}`);
    }
  }
  const routines = await session.select(
    'read rights on routines',
    `SELECT User AS user, Host AS host, CONCAT(Db, '.', Routine_name) AS place FROM mysql.procs_priv ` +
      `WHERE User IN (${accounts.map(() => '?').join(', ')})`,
    accounts.map(({ user }) => user),
    routineRow,
  );
  const routine = routines.find((each) => accounts.some(({ user, host }) => each.user === user && each.host === host));
  if (routine !== undefined) throw besides(routine, `a right on ${routine.place}`);
}

const CANNOT_SEE: Fault = {
  stage: 'rights',
  code: null,
  says: 'The user that makes the change may not see what rights others have: it needs SELECT on mysql.*.',
};

const besides = (account: MysqlAccount, what: string) =>
  new MysqlProblem({
    fault: {
      stage: 'rights',
      code: null,
      says:
        `${shownAccount(account)} has ${what} besides its role. Only the role may give rights to the two users: ` +
        'grant it to the role, or take it from the user.',
    },
    password: 'silent',
  });
