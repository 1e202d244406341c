import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';

/** PostgreSQL's own number (`scram_iterations`). Passwords made here are random, so that more would gain nothing. */
const ITERATIONS = 4096;
const SALT_BYTES = 16;

/** How a password is kept: `SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>` (PostgreSQL manual, pg_authid). */
export interface ScramSecret {
  readonly salt: Uint8Array;
  readonly iterations: number;
}

/** StoredKey and ServerKey of RFC 5802, section 3, with SHA-256 as in RFC 7677. */
export function scramKeys(password: string, { salt, iterations }: ScramSecret) {
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const hmac = (text: string) => createHmac('sha256', salted).update(text).digest();
  return {
    storedKey: createHash('sha256').update(hmac('Client Key')).digest(),
    serverKey: hmac('Server Key'),
  };
}

/**
 * What PostgreSQL takes in place of the password and stores as it is, so that its log never has the password. Printable
 * ASCII only: that is what SASLprep (RFC 4013) leaves as it is.
 */
export function scramVerifier(password: string, randomBytes: (count: number) => Uint8Array): string {
  if (!/^[\x20-\x7e]+$/.test(password)) throw new Error('A verifier is made of printable ASCII only.');
  const salt = randomBytes(SALT_BYTES);
  const { storedKey, serverKey } = scramKeys(password, { salt, iterations: ITERATIONS });
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
  return `SCRAM-SHA-256$${ITERATIONS}:${base64(salt)}$${base64(storedKey)}:${base64(serverKey)}`;
}

/** Of a password that nobody knows, this process neither after it has returned. */
export const unknownVerifier = (randomBytes: (count: number) => Uint8Array): string =>
  scramVerifier(Buffer.from(randomBytes(32)).toString('hex'), randomBytes);
