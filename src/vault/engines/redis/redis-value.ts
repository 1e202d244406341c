import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { AddressOf } from '../../../kernel/engine-address.ts';
import type { At, Fault } from '../../engine.ts';
import { newPassword } from '../new-password.ts';

export type RedisAddress = AddressOf<'redis'>;

/** In the names that AWS has for secrets of databases; whatever else stands in it is kept. */
const redisValue = z.looseObject({ username: z.string().min(1).max(128), password: z.string().min(1).max(512) });
export type RedisValue = z.infer<typeof redisValue>;

export function redisAddressOf({ address }: At): RedisAddress {
  if (address.engine !== 'redis') throw new Error('This engine is for Redis.');
  return address;
}

export function parseRedisValue(text: string): { readonly value: RedisValue } | { readonly fault: Fault } {
  const parsed = redisValue.safeParse(json(text));
  if (parsed.success) return { value: parsed.data };
  return { fault: { stage: 'value', code: null, says: 'The value is no JSON object with "username" and "password".' } };
}

/** A value of the user that the address names, and of nobody else. */
export function ownRedisValue(at: At, text: string): { readonly value: RedisValue } | { readonly fault: Fault } {
  const parsed = parseRedisValue(text);
  const { user } = redisAddressOf(at);
  if ('fault' in parsed || parsed.value.username === user) return parsed;
  return { fault: { stage: 'value', code: null, says: `The value is of another user than ${user}.` } };
}

export function nextRedisValue(at: At, current: string): string {
  const parsed = ownRedisValue(at, current);
  if ('fault' in parsed) throw new Error(parsed.fault.says);
  const { host, port } = redisAddressOf(at);
  const password = newPassword(at.rules, at.randomBytes);
  return JSON.stringify({ engine: 'redis', host, port, ...parsed.value, password });
}

/** How Redis keeps passwords, and takes them: the plain text goes to it in a login only (ACL SETUSER, `#<hash>`). */
export const hashOf = ({ password }: RedisValue): string => createHash('sha256').update(password).digest('hex');

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
