import * as z from 'zod';
import type { Fault } from '../../engine.ts';

/** What a failed exchange says about the password that was shown. Only `refused` is the server's word that it is wrong. */
export type SaysOfPassword = 'refused' | 'silent';

export interface PostgresqlFailure {
  readonly fault: Fault;
  readonly password: SaysOfPassword;
}

/** Thrown where a statement or a connection failed by the server's or the network's word; anything else stays what it is. */
export class PostgresqlProblem extends Error {
  override readonly name = 'PostgresqlProblem';
  readonly failure: PostgresqlFailure;
  constructor(failure: PostgresqlFailure) {
    super(`${failure.fault.says} (${failure.fault.code ?? failure.fault.stage})`);
    this.failure = failure;
  }
}

export const problemOf = (stage: Fault['stage'], says: string, code: string | null = null): PostgresqlProblem =>
  new PostgresqlProblem({ fault: { stage, code, says }, password: 'silent' });

type Meaning = readonly [stage: Fault['stage'], says: string];

const away = 'The server is starting, stopping or full.';
/** By SQLSTATE (PostgreSQL manual, appendix A). */
const byState: Readonly<Record<string, Meaning>> = {
  '28P01': ['authentication', 'The server refuses this password, or the end of the role (VALID UNTIL) is past.'],
  '28000': ['rights', 'The server does not let this role in from here.'],
  '3D000': ['rights', 'There is no such database.'],
  '42501': ['rights', 'The role that does this lacks a right for it.'],
  '42704': ['rights', 'A role that the address names is not there.'],
  '0LP01': ['rights', 'The role cannot be granted like this: it would be a member of itself.'],
  '2BP01': ['rights', 'Something still depends on the role.'],
  '25006': ['protocol', 'The server takes no changes: it is a standby, or set to read only.'],
  '53300': ['protocol', 'There are too many connections: of the server, of the database or of the role.'],
  '55000': ['protocol', 'The database takes no connections.'],
  '55P03': ['protocol', 'Somebody else holds what has to be changed.'],
  '57014': ['protocol', 'The server took too long over a statement.'],
  '57P01': ['protocol', away],
  '57P02': ['protocol', away],
  '57P03': ['protocol', away],
};

/** Where the server stood when it said 28000: the same code has causes that need different remedies. */
const byRoutine: Readonly<Record<string, string>> = {
  ClientAuthentication: 'No line of pg_hba.conf lets this role in from here with a password over TLS.',
  InitializeSessionUserId: 'The role may not log in (NOLOGIN).',
};

const bySystem: Readonly<Record<string, Meaning>> = {
  ENOTFOUND: ['name', 'There is no host of this name.'],
  EAI_AGAIN: ['name', 'The name could not be looked up.'],
  ECONNREFUSED: ['route', 'Nothing listens there.'],
  ETIMEDOUT: ['route', 'There was no answer in time.'],
  EHOSTUNREACH: ['route', 'There is no route to the host.'],
  ENETUNREACH: ['route', 'There is no route to the host.'],
  ECONNRESET: ['route', 'The connection was broken off.'],
  EPIPE: ['route', 'The connection was broken off.'],
};

const CERTIFICATE =
  /^(CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_TLS_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE)/;
const HANDSHAKE = /^(ERR_SSL_|EPROTO$)/;

/** The driver gives these no code; the beginnings of its messages are compared and go no further. */
const byMessage: readonly (readonly [begins: string, code: string | null, ...Meaning])[] = [
  ['The server does not support SSL', null, 'tls', 'The server speaks no TLS, and without it nothing is sent.'],
  ['There was an error establishing an SSL', null, 'tls', 'The server ended the connection before TLS was set up.'],
  ['timeout expired', 'ETIMEDOUT', 'route', 'There was no answer in time.'],
  ['Query read timeout', 'ETIMEDOUT', 'route', 'There was no answer in time.'],
  ['Connection terminated', 'ECONNRESET', 'route', 'The connection was broken off.'],
  ['Client has encountered a connection error', 'ECONNRESET', 'route', 'The connection was broken off.'],
  [
    'SASL:',
    null,
    'protocol',
    'The server did not keep to SCRAM-SHA-256, or could not prove that it knows the verifier.',
  ],
];

const driverError = z.object({
  code: z.string().optional(),
  severity: z.string().optional(),
  routine: z.string().optional(),
  message: z.string().default(''),
});

/** Null when it is no error of the driver, the server or the network. Its message goes no further. */
export function failureOf(error: unknown): PostgresqlFailure | null {
  const parsed = driverError.safeParse(error);
  if (!parsed.success) return null;
  const { code, severity, routine, message } = parsed.data;
  const silent = (stage: Fault['stage'], says: string, shown: string | null): PostgresqlFailure => ({
    fault: { stage, code: shown, says },
    password: 'silent',
  });
  // The driver reads errors of the server only after TLS was verified, so they are the server's own word.
  if (severity !== undefined && code !== undefined) {
    const [stage, says]: Meaning = byState[code] ?? ['protocol', 'The server refused a statement.'];
    const precise = code === '28000' ? byRoutine[routine ?? ''] : undefined;
    return { fault: { stage, code, says: precise ?? says }, password: code === '28P01' ? 'refused' : 'silent' };
  }
  if (code !== undefined) {
    const known = bySystem[code];
    if (known !== undefined) return silent(...known, code);
    if (CERTIFICATE.test(code)) {
      const says =
        'The server’s certificate was not accepted: it is not signed by a known authority, not made for this name, or out of date.';
      return silent('tls', says, code);
    }
    if (HANDSHAKE.test(code)) return silent('tls', 'TLS could not be set up with the server.', code);
    return silent('protocol', 'What came from the server was not understood.', code);
  }
  const found = byMessage.find(([begins]) => message.startsWith(begins));
  return found === undefined ? null : silent(found[2], found[3], found[1]);
}
