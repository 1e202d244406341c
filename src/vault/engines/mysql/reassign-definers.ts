import * as z from 'zod';
import { MysqlProblem } from './mysql-fault.ts';
import type { MysqlFlavour } from './mysql-flavour.ts';
import { quotedAccount, quotedName } from './mysql-names.ts';
import type { MysqlAccount } from './mysql-names.ts';
import type { MysqlSession } from './mysql-session.ts';

const objectRow = z.object({ kind: z.string(), place: z.string(), name: z.string(), user: z.string() });
type DefinedObject = z.infer<typeof objectRow>;

export interface Reassignment {
  readonly accounts: readonly MysqlAccount[];
  /** The account's roles: with each of them the administrator sees, and may make again, what the account made. */
  readonly roles: readonly string[];
  /** A user, or (MariaDB) a role. */
  readonly to: string;
}

/**
 * Tables belong to nobody here, but views, routines, triggers and events run with the rights of whoever defined them,
 * and fail when that account is gone. MariaDB makes each again in one statement under another definer. Events are
 * switched off with it: what somebody has set to run later must not outlive their access unseen. On MySQL, which cannot
 * do it in one statement, what is left is named and the account stays, locked.
 */
export async function reassignDefiners(
  session: MysqlSession,
  flavour: MysqlFlavour,
  what: Reassignment,
): Promise<void> {
  for (const role of await takesRoles(session, flavour, what.roles)) {
    if (role !== null) await session.run('take the role', role);
    const found = await defined(session, what.accounts);
    const [one] = found;
    if (one === undefined) continue;
    if (flavour.name === 'mysql') throw left(one, 'give it to another definer or drop it');
    const definer = await definerNamed(session, what.to);
    for (const object of found) await reassign(session, object, what.accounts, definer);
  }
}

/**
 * Statements that make the rights of the account's roles the administrator's, one after another. None is needed, nor
 * would it do, where they hang on a role of its own, which is active and holds those of the account.
 */
async function takesRoles(
  session: MysqlSession,
  flavour: MysqlFlavour,
  roles: readonly string[],
): Promise<readonly (string | null)[]> {
  if (flavour.name === 'mysql') return ['SET ROLE ALL'];
  const shape = z.object({ role: z.string().nullable() });
  const [self] = await session.select('which role', 'SELECT CURRENT_ROLE() AS role', [], shape);
  if (self?.role !== null || roles.length === 0) return [null];
  return roles.map((role) => `SET ROLE ${quotedName(role)}`);
}

async function defined(session: MysqlSession, accounts: readonly MysqlAccount[]): Promise<readonly DefinedObject[]> {
  const users = accounts.map(({ user, host }) => `${user}@${host}`);
  const of = (kind: string, table: string, prefix: string) =>
    `SELECT ${kind} AS kind, ${prefix}_SCHEMA AS place, ${prefix}_NAME AS name, DEFINER AS user ` +
    `FROM information_schema.${table} WHERE DEFINER IN (${users.map(() => '?').join(', ')})`;
  const sql = [
    of(`'VIEW'`, 'VIEWS', 'TABLE'),
    of('ROUTINE_TYPE', 'ROUTINES', 'ROUTINE'),
    of(`'TRIGGER'`, 'TRIGGERS', 'TRIGGER'),
    of(`'EVENT'`, 'EVENTS', 'EVENT'),
  ].join(' UNION ALL ');
  return session.select('read what it defined', sql, [...users, ...users, ...users, ...users], objectRow);
}

const target = z.object({ host: z.string(), role: z.enum(['Y', 'N']) });

async function definerNamed(session: MysqlSession, name: string): Promise<string> {
  const sql = 'SELECT Host AS host, is_role AS role FROM mysql.user WHERE User = ? ORDER BY Host';
  const rows = await session.select('read the new definer', sql, [name], target);
  const row = rows.find(({ role }) => role === 'Y') ?? rows.find(({ host }) => host === '%') ?? rows[0];
  if (row === undefined) throw problem(`There is no user and no role ${name} that could get what the account made.`);
  return row.role === 'Y' ? quotedName(name) : quotedAccount({ user: name, host: row.host });
}

/** What `SHOW CREATE …` answers; the statement is in a column of another name for each kind. */
const shown = z
  .looseObject({ sql_mode: z.string().default(''), collation_connection: z.string() })
  .transform((row) => ({
    mode: row.sql_mode,
    collation: row.collation_connection,
    statement: z
      .string()
      .parse(
        row['Create View'] ??
          row['Create Procedure'] ??
          row['Create Function'] ??
          row['SQL Original Statement'] ??
          row['Create Event'],
      ),
  }));

const kinds = ['VIEW', 'PROCEDURE', 'FUNCTION', 'TRIGGER', 'EVENT'];

async function reassign(
  session: MysqlSession,
  object: DefinedObject,
  accounts: readonly MysqlAccount[],
  definer: string,
): Promise<void> {
  const { kind, place, name } = object;
  if (!kinds.includes(kind)) throw left(object, 'give it to another definer or drop it');
  try {
    await session.use(place);
    // So that it is shown with names in backticks, and made again as it was made.
    await session.run('set the mode', `SET SESSION sql_mode = ''`);
    const rows = await session.show(
      'read its statement',
      `SHOW CREATE ${kind} ${quotedName(place)}.${quotedName(name)}`,
      shown,
    );
    const [row] = rows;
    const again = row === undefined ? null : underDefiner(row.statement, accounts, definer);
    if (row === undefined || again === null) throw left(object, 'its statement could not be read');
    await session.run('set the mode', `SET SESSION sql_mode = '${word(row.mode)}'`);
    await session.run('set the collation', `SET SESSION collation_connection = '${word(row.collation)}'`);
    const sql =
      kind === 'EVENT' ? `ALTER DEFINER = ${definer} EVENT ${quotedName(place)}.${quotedName(name)} DISABLE` : again;
    await session.run('give it to another definer', sql);
  } catch (error) {
    if (!(error instanceof MysqlProblem)) throw error;
    const { stage, code } = error.failure.fault;
    if (stage !== 'rights' || code === null) throw error;
    throw left(object, `the user that makes the change lacks a right for it (${code})`);
  }
}

/** The server writes the definer first, before anything that a person wrote. Null when it is not there as expected. */
export function underDefiner(statement: string, accounts: readonly MysqlAccount[], definer: string): string | null {
  const [, algorithm = '', rest] = /^CREATE (ALGORITHM=[A-Z]+ )?DEFINER=(.*)$/s.exec(statement) ?? [];
  const account = accounts.map(quotedAccount).find((each) => rest?.startsWith(`${each} `) === true);
  if (rest === undefined || account === undefined) return null;
  return `CREATE OR REPLACE ${algorithm}DEFINER=${definer} ${rest.slice(account.length + 1)}`;
}

/** Modes and collations, as the server names them. */
function word(text: string): string {
  if (!/^[A-Za-z0-9_,]*$/.test(text)) throw new Error('A server named a mode or a collation in a way of its own.');
  return text;
}

const left = ({ kind, place, name }: DefinedObject, why: string) =>
  problem(`The ${kind.toLowerCase()} ${place}.${name} was made by the account, which is locked and stays: ${why}.`);

const problem = (says: string) =>
  new MysqlProblem({ fault: { stage: 'rights', code: null, says }, password: 'silent' });
