import { createHash } from 'node:crypto';

/**
 * What MySQL keeps of a password under `caching_sha2_password`: SHA-crypt over SHA-256 (U. Drepper, "Unix crypt using
 * SHA-256 and SHA-512", steps 1 to 22) with 20 bytes of salt and 5,000 rounds, written as `$A$005$<salt><43 signs>`.
 * Computed here, so that the server never gets the password itself.
 */
export function cachingSha2(password: string, salt: string): string {
  if (!/^[A-Za-z0-9./]{20}$/.test(salt)) throw new Error('A salt has 20 letters, digits, "." or "/".');
  return `$A$005$${salt}${sha256Crypt(password, salt, 5_000)}`;
}

/** Exported for its test, which compares it with the implementation of the C library's format. */
export function sha256Crypt(password: string, salt: string, rounds: number): string {
  const key = Buffer.from(password, 'utf8');
  const salted = Buffer.from(salt, 'utf8');
  const both = sha256(key, salted, key);
  const first = [key, salted, repeated(both, key.length)];
  for (let bits = key.length; bits > 0; bits >>= 1) first.push((bits & 1) === 1 ? both : key);
  let digest = sha256(...first);
  const p = repeated(sha256(...Array<Buffer>(key.length).fill(key)), key.length);
  const s = repeated(sha256(...Array<Buffer>(16 + digest.readUInt8(0)).fill(salted)), salted.length);
  for (let round = 0; round < rounds; round += 1) {
    const odd = round % 2 === 1;
    digest = sha256(
      odd ? p : digest,
      ...(round % 3 === 0 ? [] : [s]),
      ...(round % 7 === 0 ? [] : [p]),
      odd ? digest : p,
    );
  }
  return encoded(digest);
}

function sha256(...parts: readonly Buffer[]) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** The block again and again, cut at the length. */
const repeated = (block: Buffer, length: number) => Buffer.alloc(length, block);

const signs = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Three bytes at a time, in the order of the specification, the least significant six bits first. */
function encoded(digest: Buffer): string {
  let text = '';
  const put = (value: number, count: number) => {
    for (let rest = value, left = count; left > 0; rest >>= 6, left -= 1) text += signs.charAt(rest & 63);
  };
  const byte = (place: number) => digest.readUInt8(place);
  for (let index = 0, triple = [0, 10, 20]; index < 10; index += 1) {
    const [high = 0, middle = 0, low = 0] = triple;
    put((byte(high) << 16) | (byte(middle) << 8) | byte(low), 4);
    triple = [low + 1, high + 1, middle + 1];
  }
  put((byte(31) << 8) | byte(30), 3);
  return text;
}
