import * as z from 'zod';
import type { GrantAccount } from '../../account-maker.ts';
import type { At } from '../../engine.ts';
import { endBackends } from './backends.ts';
import { namedRoles, roleNamed, serverVersion } from './named-roles.ts';
import { problemOf } from './postgresql-fault.ts';
import { quotedName } from './postgresql-names.ts';
import { inTransaction, withPostgresql } from './postgresql-session.ts';
import type { PostgresqlSession } from './postgresql-session.ts';
import { administratorOf, postgresqlAddressOf } from './postgresql-value.ts';

/**
 * Nobody comes in any more, those who are in are put out, what the account made goes to somebody else in every database,
 * and the role is dropped. May begin anew from any point in between.
 */
export async function removePostgresqlAccount(
  at: At,
  session: PostgresqlSession,
  account: GrantAccount,
): Promise<void> {
  const { name } = account;
  const role = roleNamed(await namedRoles(session, [name]), name);
  if (role === undefined) return;
  if (role.powers.length > 0) {
    throw problemOf(
      'rights',
      `${name} is ${role.powers.join(', ')}, which no account of a grant is: it is left alone.`,
    );
  }
  if (role.canLogin) await session.run('take the login away', `ALTER ROLE ${quotedName(name)} NOLOGIN`);
  await takeItsRights(session, name);
  await endBackends(session, name);
  for (const database of await databasesOf(session, name)) {
    const where = { ...postgresqlAddressOf(at), database };
    await withPostgresql(at, where, administratorOf(at), (there) => emptyDatabase(there, account));
  }
  await session.run('drop the account', `DROP ROLE IF EXISTS ${quotedName(name)}`);
}

/**
 * Whoever made the role may grant it to itself, and only with its rights may what it owns be given away. The membership
 * goes with the role.
 */
async function takeItsRights(session: PostgresqlSession, name: string): Promise<void> {
  const sql = `SELECT pg_has_role($1::name, 'USAGE') AS "yes"`;
  const [row] = await session.select('are its rights ours', sql, [name], z.object({ yes: z.boolean() }));
  if (row?.yes === true) return;
  const options = (await serverVersion(session)) >= 160_000 ? ' WITH INHERIT TRUE, SET FALSE' : '';
  await session.run('take its rights', `GRANT ${quotedName(name)} TO CURRENT_USER${options}`);
}

const DATABASES = `
SELECT DISTINCT datname::text AS "name" FROM pg_catalog.pg_database d
 WHERE datname = current_database()
    OR EXISTS (SELECT FROM pg_catalog.pg_shdepend s JOIN pg_catalog.pg_roles r ON r.oid = s.refobjid
                WHERE s.refclassid = 'pg_catalog.pg_authid'::regclass AND r.rolname = $1 AND s.dbid = d.oid)
 ORDER BY 1`;

/** Where it owns something or has a right of its own; and this one, from where rights on whole databases are revoked. */
async function databasesOf(session: PostgresqlSession, name: string): Promise<readonly string[]> {
  const rows = await session.select('where it owns something', DATABASES, [name], z.object({ name: z.string() }));
  return rows.map((each) => each.name);
}

const DEFINERS = `
SELECT p.oid::regprocedure::text AS "signature" FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_roles r ON r.oid = p.proowner
 WHERE p.prosecdef AND r.rolname = $1 AND p.pronamespace <> pg_catalog.pg_my_temp_schema()`;

async function emptyDatabase(session: PostgresqlSession, { name, reassignTo }: GrantAccount): Promise<void> {
  await inTransaction(session, async () => {
    // With another owner it would act with that one's rights, for everybody who may call it.
    const definers = await session.select('read its definers', DEFINERS, [name], z.object({ signature: z.string() }));
    for (const { signature } of definers) {
      // The server's own spelling, quoted by it.
      await session.run('make it act as its caller', `ALTER ROUTINE ${signature} SECURITY INVOKER`);
    }
    const gives = `REASSIGN OWNED BY ${quotedName(name)} TO ${quotedName(reassignTo)}`;
    await session.run('give away what it owns', gives);
    await session.run('revoke what it may', `DROP OWNED BY ${quotedName(name)}`);
  });
}
