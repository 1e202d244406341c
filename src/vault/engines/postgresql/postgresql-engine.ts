import * as z from 'zod';
import type { At, Engine } from '../../engine.ts';
import { applyPostgresql } from './apply-postgresql.ts';
import { problemOf } from './postgresql-fault.ts';
import { withPostgresql } from './postgresql-session.ts';
import { faultIn, nextPostgresqlValue, parsePostgresqlValue, postgresqlAddressOf } from './postgresql-value.ts';
import { retirePostgresql } from './retire-postgresql.ts';
import { tryPostgresqlLogin } from './try-postgresql-login.ts';

/**
 * PostgreSQL: one user whose password changes in place, or two that take turns below a role that owns. The server gets
 * SCRAM verifiers computed here, never a password (docs/vault-engines.md, "PostgreSQL").
 */
export const postgresqlEngine: Engine = {
  probe: tryPostgresqlLogin,
  stage: async (at, { current }) => nextPostgresqlValue(at, postgresqlAddressOf(at), current),
  apply: applyPostgresql,
  verify: async (at, candidate) => {
    try {
      await verify(at, candidate);
      return { verified: true };
    } catch (error) {
      return { verified: false, fault: faultIn(error) };
    }
  },
  retire: retirePostgresql,
};

const identity = z.object({ session: z.string(), current: z.string(), standby: z.boolean() });
const WHO = `SELECT session_user::text AS "session", current_user::text AS "current", pg_is_in_recovery() AS "standby"`;

/** A login of its own, on a server that takes changes, and with the role that has the rights. */
async function verify(at: At, candidate: string): Promise<void> {
  const address = postgresqlAddressOf(at);
  const value = parsePostgresqlValue(candidate);
  const [self] = await withPostgresql(at, address, value, (session) => session.select('who am I', WHO, [], identity));
  const acts = address.strategy === 'single-user' ? value.username : address.owner;
  if (self?.session !== value.username) throw problemOf('rights', 'The server takes this login for another role.');
  if (address.strategy === 'alternating-users' && self.current !== acts) {
    throw problemOf(
      'rights',
      `Sessions of ${value.username} do not begin as ${acts}, so that what they make is theirs.`,
    );
  }
  if (self.standby) throw problemOf('protocol', 'The server is a standby: a password cannot be changed there.');
}
