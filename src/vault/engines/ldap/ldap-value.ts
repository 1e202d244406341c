import * as z from 'zod';
import type { AddressOf } from '../../../kernel/engine-address.ts';
import type { At, Fault } from '../../engine.ts';
import { newPassword } from '../new-password.ts';

export type LdapAddress = AddressOf<'ldap'>;

/** `username` is a distinguished name. An empty password would be an anonymous bind that succeeds (RFC 4513, 5.1.2). */
const ldapValue = z.looseObject({ username: z.string().min(3).max(500), password: z.string().min(1).max(512) });
export type LdapValue = z.infer<typeof ldapValue>;
type Parsed = { readonly value: LdapValue } | { readonly fault: Fault };

export function ldapAddressOf({ address }: At): LdapAddress {
  if (address.engine !== 'ldap') throw new Error('This engine is for LDAP.');
  return address;
}

export function parseLdapValue(text: string): Parsed {
  const parsed = ldapValue.safeParse(json(text));
  if (parsed.success) return { value: parsed.data };
  const says = 'The value is no JSON object with "username" (a distinguished name) and "password".';
  return { fault: { stage: 'value', code: null, says } };
}

export function ownLdapValue(at: At, text: string): Parsed {
  const parsed = parseLdapValue(text);
  if ('fault' in parsed || parsed.value.username === ldapAddressOf(at).dn) return parsed;
  return { fault: { stage: 'value', code: null, says: 'The value is of another entry than the address names.' } };
}

export function nextLdapValue(at: At, current: string): string {
  const parsed = ownLdapValue(at, current);
  if ('fault' in parsed) throw new Error(parsed.fault.says);
  const { host, port } = ldapAddressOf(at);
  const password = newPassword(at.rules, at.randomBytes);
  return JSON.stringify({ engine: 'ldap', host, port, ...parsed.value, password });
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
