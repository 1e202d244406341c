import * as z from 'zod';
import type { AddressOf } from '../../../kernel/engine-address.ts';
import { newPassword } from '../new-password.ts';
import type { At, Fault } from '../../engine.ts';

export type MysqlAddress = AddressOf<'mysql'>;

/** As AWS has it for secrets of databases; whatever else stands in it is kept. */
const mysqlValue = z.looseObject({ username: z.string().min(1).max(80), password: z.string().min(1).max(512) });
export type MysqlValue = z.infer<typeof mysqlValue>;

export function parseMysqlValue(text: string): { readonly value: MysqlValue } | { readonly fault: Fault } {
  const parsed = mysqlValue.safeParse(json(text));
  if (parsed.success) return { value: parsed.data };
  return { fault: { stage: 'value', code: null, says: 'The value is no JSON object with "username" and "password".' } };
}

export function mysqlAddressOf({ address }: At): MysqlAddress {
  if (address.engine !== 'mysql') throw new Error('This engine is for MariaDB and MySQL.');
  return address;
}

export function administratorOf({ administrator }: At): { readonly value: MysqlValue } | { readonly fault: Fault } {
  if (administrator !== null) return parseMysqlValue(administrator);
  const says = 'The credential that makes the change has no value.';
  return { fault: { stage: 'value', code: null, says } };
}

export const isOneOfTwo = ({ users }: MysqlAddress, name: string): boolean => users.some((user) => user === name);

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The other user's turn, with a new password. It throws when the current value is of neither: nobody may guess whose turn it is. */
export function nextMysqlValue(at: At, { host, port, database, users }: MysqlAddress, current: string): string {
  const parsed = parseMysqlValue(current);
  if ('fault' in parsed) throw new Error(parsed.fault.says);
  const [one, other] = users;
  const { username } = parsed.value;
  if (username !== one && username !== other) throw new Error('The user in the current value is not one of the two.');
  const next = {
    engine: 'mysql',
    host,
    port,
    ...(database === null ? {} : { dbname: database }),
    ...parsed.value,
    username: username === one ? other : one,
    password: newPassword(at.rules, at.randomBytes),
  };
  return JSON.stringify(next);
}
