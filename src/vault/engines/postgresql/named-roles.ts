import * as z from 'zod';
import { problemOf } from './postgresql-fault.ts';
import type { PostgresqlSession } from './postgresql-session.ts';
import type { AlternatingAddress } from './postgresql-value.ts';

const roleRow = z.object({
  name: z.string(),
  canLogin: z.boolean(),
  /** Past its VALID UNTIL: no password of it is good, and moving the date would make the same one good again. */
  over: z.boolean(),
  /** Rights over the server itself, as SQL names them. */
  powers: z.array(z.string()),
});
export type NamedRole = z.infer<typeof roleRow>;

const READ_ROLES = `
SELECT rolname::text AS "name", rolcanlogin AS "canLogin", coalesce(rolvaliduntil < now(), false) AS "over",
       array_remove(ARRAY[CASE WHEN rolsuper THEN 'SUPERUSER' END, CASE WHEN rolcreaterole THEN 'CREATEROLE' END,
                          CASE WHEN rolreplication THEN 'REPLICATION' END, CASE WHEN rolbypassrls THEN 'BYPASSRLS' END],
                    NULL) AS "powers"
  FROM pg_catalog.pg_roles
 WHERE rolname = ANY ($1)`;

export const namedRoles = (session: PostgresqlSession, names: readonly string[]): Promise<readonly NamedRole[]> =>
  session.select('read roles', READ_ROLES, [names], roleRow);

export const roleNamed = (roles: readonly NamedRole[], name: string): NamedRole | undefined =>
  roles.find((role) => role.name === name);

/** Throws when the roles are not what two users that take turns must be. Nothing is repaired: a person made it so. */
export function requireFit(address: AlternatingAddress, roles: readonly NamedRole[], candidate: string): void {
  const owner = roleNamed(roles, address.owner);
  if (owner === undefined) throw problemOf('rights', `The role ${address.owner} is not there.`);
  if (owner.canLogin) throw problemOf('rights', `${address.owner} may log in. The role that owns must be NOLOGIN.`);
  for (const { name, powers } of roles) {
    if (powers.length === 0) continue;
    const says = `${name} is ${powers.join(', ')}, which no role that takes turns may be. Take that away from it.`;
    throw problemOf('rights', says);
  }
  if (roleNamed(roles, candidate)?.over === true) {
    throw problemOf(
      'rights',
      `The end of ${candidate} is past. Move it: ALTER ROLE ${candidate} VALID UNTIL 'infinity'.`,
    );
  }
}

const version = z.object({ number: z.int() });

/** Like 180004 for 18.4. From 160000 on, memberships say apart whether they inherit and may be set. */
export async function serverVersion(session: PostgresqlSession): Promise<number> {
  const sql = `SELECT current_setting('server_version_num')::int AS "number"`;
  const [row] = await session.select('which version', sql, [], version);
  return row?.number ?? 0;
}
