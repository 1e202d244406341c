import * as z from 'zod';
import type { Fault } from '../../engine.ts';

/** A call that could not be made, or got no answer that can be used. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';
  readonly fault: Fault;
  constructor(fault: Fault) {
    super(fault.code === null ? fault.says : `${fault.says} (${fault.code})`);
    this.fault = fault;
  }
}

type Meaning = readonly [stage: Fault['stage'], says: string];

const late: Meaning = ['route', 'There was no answer in time.'];
const broken: Meaning = ['route', 'The connection was broken off.'];
const byCode: Readonly<Record<string, Meaning>> = {
  ENOTFOUND: ['name', 'The name of the host is not known.'],
  EAI_AGAIN: ['name', 'The name of the host could not be looked up.'],
  ECONNREFUSED: ['route', 'Nothing listens there.'],
  EHOSTUNREACH: ['route', 'There is no route to the host.'],
  ENETUNREACH: ['route', 'There is no route to the host.'],
  ETIMEDOUT: late,
  UND_ERR_CONNECT_TIMEOUT: late,
  UND_ERR_HEADERS_TIMEOUT: late,
  UND_ERR_BODY_TIMEOUT: late,
  ECONNRESET: broken,
  EPIPE: broken,
  UND_ERR_SOCKET: broken,
  UND_ERR_RES_EXCEEDED_MAX_SIZE: ['protocol', 'The answer is longer than it may be.'],
  UND_ERR_HEADERS_OVERFLOW: ['protocol', 'The answer is longer than it may be.'],
};
const certificate =
  'The server’s certificate was not accepted: it is not signed by a known authority, not made for this name, or out of date.';

/** An abort's code is a number. */
const text = z.string().optional().catch(undefined);
const thrown = z.object({ name: text, code: text });

/** Codes of Node.js, OpenSSL and undici go further; messages, which may quote what was sent, do not. */
export function faultOfCall(error: unknown): Fault {
  const parsed = thrown.safeParse(error);
  const { name, code = null } = parsed.success ? parsed.data : {};
  if (name === 'TimeoutError') return { stage: 'route', code: name, says: late[1] };
  if (code === null || !/^[A-Z][A-Z0-9_]{2,60}$/.test(code))
    return { stage: 'protocol', code: null, says: 'What came from the server was not understood.' };
  if (/CERT|SIGNATURE|ISSUER|^ERR_TLS_/.test(code)) return { stage: 'tls', code, says: certificate };
  if (/^ERR_SSL_|^EPROTO$/.test(code)) return { stage: 'tls', code, says: 'TLS could not be set up with the server.' };
  const [stage, says] = byCode[code] ?? ['protocol', 'What came from the server was not understood.'];
  return { stage, code, says };
}

/** An answer that says nothing about the value. */
export function faultOfStatus(status: number): Fault {
  const code = `HTTP ${status}`;
  if (status >= 300 && status < 400)
    return { stage: 'protocol', code, says: 'The server sends the call elsewhere, and it is not followed.' };
  if (status === 429 || status >= 500) return { stage: 'protocol', code, says: 'The server could not do it just now.' };
  return { stage: 'protocol', code, says: 'The server answered with a status that the address does not name.' };
}
