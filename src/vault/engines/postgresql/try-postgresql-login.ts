import type { At, Probed } from '../../engine.ts';
import { PostgresqlProblem } from './postgresql-fault.ts';
import { withPostgresql } from './postgresql-session.ts';
import { parsePostgresqlValue, postgresqlAddressOf } from './postgresql-value.ts';

/**
 * `dead` only by SQLSTATE 28P01. 28000 is no word about the password: no line of pg_hba.conf fits (said before any password
 * is looked at), or the role may not log in, which PostgreSQL says only to whoever showed the right one.
 */
export async function tryPostgresqlLogin(at: At, value: string): Promise<Probed> {
  try {
    await withPostgresql(at, postgresqlAddressOf(at), parsePostgresqlValue(value), async () => undefined);
    return { login: 'alive' };
  } catch (error) {
    if (!(error instanceof PostgresqlProblem)) throw error;
    const { fault, password } = error.failure;
    return { login: password === 'refused' ? 'dead' : 'unknown', fault };
  }
}
