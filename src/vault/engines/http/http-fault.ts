import * as z from 'zod';
import type { Fault } from '../../engine.ts';
import { BROKEN_OFF, networkFault, NO_ANSWER } from '../network-fault.ts';

/** A call that could not be made, or got no answer that can be used. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';
  readonly fault: Fault;
  constructor(fault: Fault) {
    super(fault.code === null ? fault.says : `${fault.says} (${fault.code})`);
    this.fault = fault;
  }
}

/** Codes of undici; those of the network and of TLS are the same for every engine. */
const byCode: Readonly<Record<string, Fault>> = {
  UND_ERR_CONNECT_TIMEOUT: NO_ANSWER,
  UND_ERR_HEADERS_TIMEOUT: NO_ANSWER,
  UND_ERR_BODY_TIMEOUT: NO_ANSWER,
  UND_ERR_SOCKET: BROKEN_OFF,
  UND_ERR_RES_EXCEEDED_MAX_SIZE: { stage: 'protocol', code: null, says: 'The answer is longer than it may be.' },
  UND_ERR_HEADERS_OVERFLOW: { stage: 'protocol', code: null, says: 'The answer is longer than it may be.' },
};
const NOT_UNDERSTOOD = 'What came from the server was not understood.';

/** An abort's code is a number. */
const text = z.string().optional().catch(undefined);
const thrown = z.object({ name: text, code: text });

/** Codes of Node.js, OpenSSL and undici go further; messages, which may quote what was sent, do not. */
export function faultOfCall(error: unknown): Fault {
  const parsed = thrown.safeParse(error);
  const { name, code = null } = parsed.success ? parsed.data : {};
  if (name === 'TimeoutError') return { ...NO_ANSWER, code: name };
  if (code === null || !/^[A-Z][A-Z0-9_]{2,60}$/.test(code))
    return { stage: 'protocol', code: null, says: NOT_UNDERSTOOD };
  const own = byCode[code];
  return (own && { ...own, code }) ?? networkFault(error) ?? { stage: 'protocol', code, says: NOT_UNDERSTOOD };
}

/** An answer that says nothing about the value. */
export function faultOfStatus(status: number): Fault {
  const code = `HTTP ${status}`;
  if (status >= 300 && status < 400)
    return { stage: 'protocol', code, says: 'The server sends the call elsewhere, and it is not followed.' };
  if (status === 429 || status >= 500) return { stage: 'protocol', code, says: 'The server could not do it just now.' };
  return { stage: 'protocol', code, says: 'The server answered with a status that the address does not name.' };
}
