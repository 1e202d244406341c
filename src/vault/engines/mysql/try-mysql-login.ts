import * as z from 'zod';
import type { At, Fault } from '../../engine.ts';
import { MysqlProblem } from './mysql-fault.ts';
import { withMysql } from './mysql-session.ts';
import { mysqlAddressOf, parseMysqlValue } from './mysql-value.ts';

export type TriedLogin =
  | { readonly login: 'in'; /** The server's number of the connection, closed by now. */ readonly id: number }
  /** The server said that the password is wrong. */
  | { readonly login: 'refused'; readonly fault: Fault }
  /** It is right, and something else keeps the account out. */
  | { readonly login: 'barred'; readonly fault: Fault }
  | { readonly login: 'unknown'; readonly fault: Fault };

/** Logs in and asks who it is, without a database: a password that has expired shows only at the first statement. */
export async function tryMysqlLogin(at: At, value: string): Promise<TriedLogin> {
  const parsed = parseMysqlValue(value);
  if ('fault' in parsed) return { login: 'unknown', fault: parsed.fault };
  try {
    return await withMysql(at, mysqlAddressOf(at), parsed.value, async (session) => {
      await session.select('who am I', 'SELECT CURRENT_USER() AS user', [], z.object({ user: z.string() }));
      return { login: 'in', id: session.id };
    });
  } catch (error) {
    if (!(error instanceof MysqlProblem)) throw error;
    const { fault, password } = error.failure;
    return { login: password === 'silent' ? 'unknown' : password, fault };
  }
}
