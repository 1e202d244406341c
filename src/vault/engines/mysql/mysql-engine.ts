import * as z from 'zod';
import type { At, Engine, Fault } from '../../engine.ts';
import { applyMysql } from './apply-mysql.ts';
import { tryMysqlLogin } from './try-mysql-login.ts';
import { MysqlProblem } from './mysql-fault.ts';
import { withMysql } from './mysql-session.ts';
import { mysqlAddressOf, nextMysqlValue, parseMysqlValue } from './mysql-value.ts';
import { retireMysql } from './retire-mysql.ts';

/**
 * MariaDB and MySQL: two users take turns, each with all its hosts. The server gets verifiers computed here, never a
 * password (docs/vault-engines.md, "MariaDB and MySQL").
 */
export const mysqlEngine: Engine = {
  probe: async (at, value) => {
    const tried = await tryMysqlLogin(at, value);
    if (tried.login === 'in') return { login: 'alive' };
    // Barred: the password is right, but the account is locked, expired or at a limit. That may end.
    return { login: tried.login === 'refused' ? 'dead' : 'unknown', fault: tried.fault };
  },
  stage: async (at, { current }) => nextMysqlValue(at, mysqlAddressOf(at), current),
  apply: applyMysql,
  verify: async (at, candidate) => {
    const fault = await faultOf(() => verify(at, candidate));
    return fault === null ? { verified: true } : { verified: false, fault };
  },
  retire: retireMysql,
};

async function faultOf(run: () => Promise<Fault | null>): Promise<Fault | null> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof MysqlProblem) return error.failure.fault;
    throw error;
  }
}

const identity = z.object({ user: z.string(), role: z.string().nullable() });

/** A login of its own, with the role from the start, and a database that can be used. */
async function verify(at: At, candidate: string): Promise<Fault | null> {
  const address = mysqlAddressOf(at);
  const parsed = parseMysqlValue(candidate);
  if ('fault' in parsed) return parsed.fault;
  return withMysql(at, address, parsed.value, async (session) => {
    const [self] = await session.select(
      'who am I',
      'SELECT CURRENT_USER() AS user, CURRENT_ROLE() AS role',
      [],
      identity,
    );
    // MySQL has `role`@`%`, several joined by commas; MariaDB the name alone.
    const roles = (self?.role ?? '').split(',').map((role) => role.replace(/@`%`$/, '').replaceAll('`', ''));
    if (!roles.includes(address.role)) {
      const says = `${self?.user ?? 'The user'} does not have the role ${address.role} when it logs in.`;
      return { stage: 'rights', code: null, says };
    }
    if (address.database !== null) await session.use(address.database);
    return null;
  });
}
