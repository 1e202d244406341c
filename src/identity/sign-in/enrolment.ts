import { createHash } from 'node:crypto';
import type { EnrolmentId, PersonId } from '../../kernel/ids.ts';
import type { EpochSeconds } from '../../kernel/time.ts';

/** A one-time code is good for a day; a newer one for the same person replaces it. */
export const ENROLMENT_SECONDS = 86_400;

/** The permission to set one person's password and second factor, once. The table never sees its code. */
export interface Enrolment {
  readonly id: EnrolmentId;
  readonly personId: PersonId;
  /** SHA-256 of the code: it has 140 random bits, so a slow hash would add nothing. */
  readonly codeHash: string;
  readonly createdAt: EpochSeconds;
  readonly validUntil: EpochSeconds;
}

/** Crockford's base 32: no letter that is easily taken for a digit. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const CODE_LENGTH = 28;

/** 28 characters in groups of four, which a person can read out and type. */
export function enrolmentCode(randomBytes: (count: number) => Uint8Array): string {
  const characters = [...randomBytes(CODE_LENGTH)].map((byte) => ALPHABET.charAt(byte % ALPHABET.length)).join('');
  return characters.replace(/(.{4})(?=.)/g, '$1-');
}

/** Forgives what people do to a code they type: capitals, spaces, other dashes, o for 0, i and l for 1. */
export function enrolmentCodeHash(typed: string): string {
  const plain = typed
    .slice(0, 200)
    .toLowerCase()
    .replaceAll(/[^0-9a-z]/g, '')
    .replaceAll('o', '0')
    .replaceAll(/[il]/g, '1');
  return createHash('sha256').update(plain).digest('hex');
}
