import * as z from 'zod';
import type { Fault } from '../engine.ts';

const systemError = z.object({ code: z.string().regex(/^[A-Z0-9_]{2,60}$/) });

const byCode: Readonly<Record<string, readonly [stage: Fault['stage'], says: string]>> = {
  ENOTFOUND: ['name', 'The name of the host is not known.'],
  EAI_AGAIN: ['name', 'The name of the host could not be looked up.'],
  ECONNREFUSED: ['route', 'Nothing listens there.'],
  ETIMEDOUT: ['route', 'There was no answer in time.'],
  EHOSTUNREACH: ['route', 'There is no route to the host.'],
  ENETUNREACH: ['route', 'There is no route to the host.'],
  ECONNRESET: ['route', 'The connection was broken off.'],
  EPIPE: ['route', 'The connection was broken off.'],
  EPROTO: ['tls', 'TLS could not be set up with the server.'],
};

/** As OpenSSL and Node.js name what is wrong with a certificate (tls, "X509 certificate error codes"). */
const certificate = /CERT|CRL|SIGNATURE|ISSUER|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE/;

export const NO_ANSWER: Fault = { stage: 'route', code: 'ETIMEDOUT', says: 'There was no answer in time.' };
export const BROKEN_OFF: Fault = { stage: 'route', code: 'ECONNRESET', says: 'The connection was broken off.' };

/** What stood in the way before the server itself could say anything. Null for an error that is neither of the network nor of TLS. */
export function networkFault(error: unknown): Fault | null {
  const parsed = systemError.safeParse(error);
  if (!parsed.success) return null;
  const { code } = parsed.data;
  const known = byCode[code];
  if (known !== undefined) return { stage: known[0], code, says: known[1] };
  if (certificate.test(code)) {
    const says =
      'The server’s certificate was not accepted: it is not signed by a known authority, not made for this name, or out of date.';
    return { stage: 'tls', code, says };
  }
  if (code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_')) {
    return { stage: 'tls', code, says: 'TLS could not be set up with the server.' };
  }
  return null;
}
