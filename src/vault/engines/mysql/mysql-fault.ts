import * as z from 'zod';
import type { Fault } from '../../engine.ts';

/**
 * What a failed exchange says about the password that was shown. `refused`: the server itself said that it is wrong.
 * `barred`: it was right, and something else keeps the account out. `silent`: nothing.
 */
export type SaysOfPassword = 'refused' | 'barred' | 'silent';

export interface MysqlFailure {
  readonly fault: Fault;
  readonly password: SaysOfPassword;
}

/** Thrown where a statement or a connection failed by the server's or the network's word; anything else stays what it is. */
export class MysqlProblem extends Error {
  override readonly name = 'MysqlProblem';
  readonly failure: MysqlFailure;
  constructor(failure: MysqlFailure) {
    super(`${failure.fault.says} (${failure.fault.code ?? failure.fault.stage})`);
    this.failure = failure;
  }
}

type Meaning = readonly [stage: Fault['stage'], says: string, password?: SaysOfPassword];

const noRight = 'The user that makes the change lacks a right for it, or the role is not there.';
/** By number, because MySQL and MariaDB give some of them different names. */
const byNumber: Readonly<Record<number, Meaning>> = {
  1045: ['authentication', 'The server refused this user and password.', 'refused'],
  1698: ['authentication', 'The server lets this user in by other means than a password.', 'refused'],
  4151: ['authentication', 'The account is locked.', 'barred'],
  3118: ['authentication', 'The account is locked.', 'barred'],
  1820: ['authentication', 'The password has expired.', 'barred'],
  1862: ['authentication', 'The password has expired.', 'barred'],
  1203: ['protocol', 'The user has as many connections open as it may.', 'barred'],
  1226: [
    'protocol',
    'The user has used up what it may use in this hour, or has as many connections as it may.',
    'barred',
  ],
  4150: ['authentication', 'The server takes no more tries for this account after wrong passwords.'],
  3955: ['authentication', 'The server takes no more tries for this account after wrong passwords.'],
  1251: ['authentication', 'The account wants a way of authentication that is not supported here.'],
  1275: ['authentication', 'The account wants a way of authentication that is not supported here.'],
  1040: ['protocol', 'The server has no connection left.'],
  1129: ['route', 'The server has shut this host out after connections that were broken off (FLUSH HOSTS ends that).'],
  1130: ['route', 'The server knows no account that may come from this host.'],
  1053: ['route', 'The server is shutting down.'],
  1044: ['rights', 'The user has no right on the database.', 'barred'],
  1049: ['rights', 'There is no such database.', 'barred'],
  1142: ['rights', noRight],
  1143: ['rights', noRight],
  1227: ['rights', noRight],
  1095: ['rights', 'The user that makes the change may not end connections of others (CONNECTION ADMIN).'],
  1370: ['rights', noRight],
  1959: ['rights', noRight],
  3523: ['rights', noRight],
  3530: ['rights', noRight],
  1969: ['protocol', 'The server did not get it done in time.'],
  1205: ['protocol', 'Something on the server held a lock for too long.'],
  1396: ['rights', 'The server could not change the account.'],
  1819: ['policy', 'The server’s rules for passwords refuse it.'],
  3638: ['policy', 'The server’s rules for passwords refuse it: it was used before.'],
  1290: ['protocol', 'The server does not take changes: it is read-only, or an option of it forbids this.'],
  1836: ['protocol', 'The server does not take changes: it is read-only.'],
};

const bySystem: Readonly<Record<string, Meaning>> = {
  ENOTFOUND: ['name', 'The name of the host is not known.'],
  EAI_AGAIN: ['name', 'The name of the host could not be looked up.'],
  ECONNREFUSED: ['route', 'Nothing listens there.'],
  ETIMEDOUT: ['route', 'There was no answer in time.'],
  EHOSTUNREACH: ['route', 'There is no route to the host.'],
  ENETUNREACH: ['route', 'There is no route to the host.'],
  ECONNRESET: ['route', 'The connection was broken off.'],
  EPIPE: ['route', 'The connection was broken off.'],
  PROTOCOL_CONNECTION_LOST: ['route', 'The connection was broken off.'],
  HANDSHAKE_NO_SSL_SUPPORT: ['tls', 'The server speaks no TLS, and without it nothing is sent.'],
  HANDSHAKE_SSL_ERROR: ['tls', 'TLS could not be set up with the server.'],
  AUTH_SWITCH_PLUGIN_ERROR: ['authentication', 'The account wants a way of authentication that is not supported here.'],
  MYSQL_CLEAR_PASSWORD_NOT_ENABLED: ['authentication', 'The server wants the password itself, which it does not get.'],
};

const driverError = z.object({
  code: z.string().optional(),
  errno: z.int().optional(),
  sqlState: z.string().optional(),
  message: z.string().default(''),
});

/** With `--strict-password-validation` a server that has a plugin for passwords takes no hash (MariaDB). */
export const STRICT_VALIDATION: MysqlFailure = {
  fault: {
    stage: 'policy',
    code: '1290',
    says:
      'The server checks passwords by a plugin and therefore takes no hash. Set strict_password_validation=OFF: ' +
      'passwords made here have 20 to 128 letters, digits and signs, and never go to the server as they are.',
  },
  password: 'silent',
};

export interface Channel {
  /** Whether the certificate was verified: only then an error is the server's own word. */
  readonly verified: boolean;
  /** `login` until the server has let the user in. The same numbers say something else of a statement. */
  readonly phase: 'login' | 'statement';
  /** Why it was not, as OpenSSL or Node.js call it. */
  readonly tlsCode: string | null;
}

/** Granting a role that one may not grant is refused as a login is. */
const refusedStatement = (errno: number): MysqlFailure => ({
  fault: { stage: 'rights', code: String(errno), says: noRight },
  password: 'silent',
});

const beforeTls = (errno: number): MysqlFailure => ({
  fault: { stage: 'tls', code: String(errno), says: 'The server ended the connection before TLS was set up.' },
  password: 'silent',
});

/** Null when it is no error of the driver, the server or the network. Its message goes no further. */
export function failureOf(error: unknown, channel: Channel): MysqlFailure | null {
  const parsed = driverError.safeParse(error);
  if (!parsed.success) return null;
  const { code, errno, sqlState, message } = parsed.data;
  if (errno !== undefined && sqlState !== undefined) {
    if (channel.phase === 'statement' && (errno === 1045 || errno === 1698)) return refusedStatement(errno);
    if (errno === 1290 && message.includes('strict-password-validation')) return STRICT_VALIDATION;
    const [stage, says, password = 'silent'] = byNumber[errno] ?? ['protocol', 'The server refused a statement.'];
    // Before TLS anybody could have sent it: it says nothing about the password.
    if (password !== 'silent' && !channel.verified) return beforeTls(errno);
    return { fault: { stage, code: String(errno), says }, password };
  }
  if (code === undefined) return null;
  if (code === 'HANDSHAKE_SSL_ERROR' && channel.tlsCode !== null) {
    const says =
      'The server’s certificate was not accepted: it is not signed by a known authority, not made for this name, or out of date.';
    return { fault: { stage: 'tls', code: channel.tlsCode, says }, password: 'silent' };
  }
  const known = bySystem[code];
  const [stage, says]: Meaning = known ?? ['protocol', 'What came from the server was not understood.'];
  return { fault: { stage, code, says }, password: 'silent' };
}
