import { Client, PasswordPolicyControl, PasswordPolicyError, ResultCodeError } from 'ldapts';
import * as z from 'zod';
import type { At, Fault } from '../../engine.ts';
import { BROKEN_OFF, NO_ANSWER, networkFault } from '../network-fault.ts';
import { ldapAddressOf } from './ldap-value.ts';
import type { LdapValue } from './ldap-value.ts';

/** The server or the network said no. `result` is LDAP's code (RFC 4511, 4.1.9) where the server gave one. */
export class LdapProblem extends Error {
  override readonly name = 'LdapProblem';
  readonly fault: Fault;
  readonly result: number | null;
  constructor(fault: Fault, result: number | null = null) {
    super(`${fault.says} (${fault.code ?? fault.stage})`);
    this.fault = fault;
    this.result = result;
  }
}

/** What the server's own policy says of an entry whose password was right. */
export type Bound = { readonly bound: true; readonly mustChange: boolean } | { readonly bound: false; locked: boolean };

export interface LdapSession {
  /** One try. `locked`: the server says that it refuses because the entry is locked, and not because of the password. */
  bind(name: string, value: Pick<LdapValue, 'username' | 'password'>): Promise<Bound>;
  extended(name: string, oid: string, value?: Buffer): Promise<void>;
  /** Whether the entry has this attribute, as far as whoever is bound may see it. */
  has(name: string, dn: string, attribute: string): Promise<boolean>;
}

/** One connection over TLS alone, closed at the end. */
export async function withLdap<T>(at: At, run: (session: LdapSession) => Promise<T>): Promise<T> {
  const { host, port, ca } = ldapAddressOf(at);
  const client = new Client({
    url: `ldaps://${host}:${port}`,
    connectTimeout: 5000,
    timeout: 10_000,
    tlsOptions: { host, rejectUnauthorized: true, minVersion: 'TLSv1.2', ...(ca === null ? {} : { ca }) },
  });
  const send = <R>(name: string, act: () => Promise<R>) =>
    at.call(name, async () => {
      try {
        return await act();
      } catch (error) {
        throw problemOf(error);
      }
    });
  try {
    return await run({
      async bind(name, { username, password }) {
        const policy = new PasswordPolicyControl();
        try {
          await send(name, () => client.bind(username, password, policy));
          return { bound: true, mustChange: policy.value?.error === PasswordPolicyError.ChangeAfterReset };
        } catch (error) {
          if (!(error instanceof LdapProblem) || error.result !== 49) throw error;
          return { bound: false, locked: policy.value?.error === PasswordPolicyError.AccountLocked };
        }
      },
      async extended(name, oid, value) {
        await send(name, () => client.exop(oid, value));
      },
      async has(name, dn, attribute) {
        const found = await send(name, () => client.search(dn, { scope: 'base', attributes: [attribute] }));
        const values = found.searchEntries[0]?.[attribute];
        return values !== undefined && values.length > 0;
      },
    });
  } finally {
    await client.unbind().catch(() => undefined);
  }
}

export const REFUSED: Fault = {
  stage: 'authentication',
  code: '49',
  says: 'The server refused this name and password (invalidCredentials).',
};

const byResult: Readonly<Record<number, readonly [stage: Fault['stage'], says: string]>> = {
  8: ['rights', 'The server asks for a stronger login (strongerAuthRequired).'],
  13: ['tls', 'The server asks for more confidentiality (confidentialityRequired).'],
  19: ['policy', 'The server’s rules for passwords refuse the change (constraintViolation).'],
  32: ['rights', 'There is no such entry, or it may not be seen (noSuchObject).'],
  34: ['value', 'The name is no distinguished name (invalidDNSyntax).'],
  48: ['authentication', 'The entry cannot log in with a password (inappropriateAuthentication).'],
  49: [REFUSED.stage, REFUSED.says],
  50: ['rights', 'Whoever makes the change has no right to it (insufficientAccessRights).'],
  51: ['protocol', 'The server is busy.'],
  52: ['protocol', 'The server is not available.'],
  53: ['protocol', 'The server is not willing to do this (unwillingToPerform).'],
};

const driverError = z.object({ message: z.string() });

function problemOf(error: unknown): LdapProblem {
  if (error instanceof LdapProblem) return error;
  if (error instanceof ResultCodeError) {
    const [stage, says] = byResult[error.code] ?? ['protocol', 'The server refused an operation.'];
    return new LdapProblem({ stage, code: String(error.code), says }, error.code);
  }
  const fault = networkFault(error);
  if (fault !== null) return new LdapProblem(fault);
  // The driver has no code for it: only that it is this one is read.
  const message = driverError.safeParse(error).data?.message ?? '';
  return new LdapProblem(/time(d )?out/i.test(message) ? NO_ANSWER : BROKEN_OFF);
}
