import * as z from 'zod';
import type { AddressOf } from '../../../kernel/engine-address.ts';
import type { At, Fault } from '../../engine.ts';
import { newPassword } from '../new-password.ts';
import { PostgresqlProblem } from './postgresql-fault.ts';

export type PostgresqlAddress = AddressOf<'postgresql'>;
export type AlternatingAddress = Extract<PostgresqlAddress, { strategy: 'alternating-users' }>;

/** As AWS has it for secrets of databases; whatever else stands in it is kept. */
const postgresqlValue = z.looseObject({ username: z.string().min(1).max(63), password: z.string().min(1).max(512) });
export type PostgresqlValue = z.infer<typeof postgresqlValue>;

/** Throws a `PostgresqlProblem` of the stage `value`. */
export function parsePostgresqlValue(text: string): PostgresqlValue {
  const parsed = postgresqlValue.safeParse(json(text));
  if (parsed.success) return parsed.data;
  throw valueProblem('The value is no JSON object with "username" and "password".');
}

export function postgresqlAddressOf({ address }: At): PostgresqlAddress {
  if (address.engine !== 'postgresql') throw new Error('This engine is for PostgreSQL.');
  return address;
}

/** Throws a `PostgresqlProblem` when there is none. */
export function administratorOf({ administrator }: At): PostgresqlValue {
  if (administrator !== null) return parsePostgresqlValue(administrator);
  throw valueProblem('The credential that makes the change has no value.');
}

export const usersOf = (address: PostgresqlAddress): readonly string[] =>
  address.strategy === 'single-user' ? [address.user] : address.users;

/**
 * A new password; of two users the other's. It throws when the current value is of no user of the address: nobody may
 * guess whose turn it is.
 */
export function nextPostgresqlValue(at: At, address: PostgresqlAddress, current: string): string {
  const value = parsePostgresqlValue(current);
  const users = usersOf(address);
  if (!users.includes(value.username)) throw new Error('The user in the current value is not one of the address.');
  const { host, port, database } = address;
  const username = users.find((user) => user !== value.username) ?? value.username;
  const password = newPassword(at.rules, at.randomBytes);
  return JSON.stringify({ engine: 'postgres', ...value, host, port, dbname: database, username, password });
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const valueProblem = (says: string): PostgresqlProblem =>
  new PostgresqlProblem({ fault: { stage: 'value', code: null, says }, password: 'silent' });

/** The fault of what the server, the network or a value stood in the way with; anything else is thrown again. */
export function faultIn(error: unknown): Fault {
  if (error instanceof PostgresqlProblem) return error.failure.fault;
  throw error;
}
