import { randomBytes } from 'node:crypto';
import { dictionary } from '@zxcvbn-ts/language-common';
import { argon2Verify, argon2id } from 'hash-wasm';
import { refusal } from '../../kernel/refusal.ts';
import { ok, refused } from '../../kernel/result.ts';
import type { Result } from '../../kernel/result.ts';

/** NIST SP 800-63B-4, 3.1.1.2: length counts, composition rules do not help, common ones are refused. */
export const PASSWORD_MIN = 12;
export const PASSWORD_MAX = 256;

/** OWASP's smallest setting of Argon2id: 19 MiB, two passes, one lane. */
const cost = { memorySize: 19_456, iterations: 2, parallelism: 1, hashLength: 32 } as const;

const common = new Set(dictionary['passwords-common']);

/** The same text typed on another keyboard gives the same bytes (RFC 8265, OpaqueString). */
const prepared = (password: string): string => password.normalize('NFC');

/** Whether a person may choose this password; says what to do about it, never what it was. */
export function acceptPassword(password: string, email: string): Result<string> {
  const text = prepared(password);
  const plain = text.toLowerCase();
  const no = (detail: string) => refused(refusal('invalid_request', detail));
  if ([...text].length < PASSWORD_MIN)
    return no(
      `Choose a password of at least ${PASSWORD_MIN} characters. A few words that do not belong together are good.`,
    );
  if ([...text].length > PASSWORD_MAX) return no(`A password may have at most ${PASSWORD_MAX} characters.`);
  if (isCommon(plain)) return no('This password is one of those that are tried first. Choose another.');
  const name = email.toLowerCase().split('@')[0] ?? '';
  if ((name.length >= 3 && plain.includes(name)) || plain.includes(email.toLowerCase()))
    return no('The password must not contain your e-mail name.');
  return ok(text);
}

/** On the list, on the list with digits or signs around it, or one short piece over and over. */
function isCommon(plain: string): boolean {
  const core = plain.replace(/^\P{L}+|\P{L}+$/gu, '');
  return common.has(plain) || common.has(core) || /^(.{1,4})\1+$/.test(plain) || core === '';
}

/** A PHC string, so that the cost can be raised later. */
export const hashPassword = (password: string): Promise<string> =>
  argon2id({ password: prepared(password), salt: randomBytes(16), outputType: 'encoded', ...cost });

/**
 * Checks a password. Where there is no hash to check it against, the same work is done on a decoy, so that the time of
 * the answer does not tell who is known.
 */
export async function passwordMatches(password: string, hash: string | null): Promise<boolean> {
  const given = prepared(password.slice(0, PASSWORD_MAX * 4));
  if (given === '') return false;
  const matches = await argon2Verify({
    password: given,
    hash: hash ?? (await (decoy ??= hashPassword(randomPassword()))),
  });
  return matches && hash !== null;
}

const randomPassword = (): string => randomBytes(24).toString('base64url');
let decoy: Promise<string> | undefined;
/** Made ahead of the first request, so that the first unknown name takes no longer than the others. */
export async function prepareDecoy(): Promise<void> {
  await (decoy ??= hashPassword(randomPassword()));
}
