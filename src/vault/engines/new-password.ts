import type { PasswordRules } from '../../kernel/engine-address.ts';

/** Signs that a URL, a shell and a configuration file take as they are (RFC 3986, unreserved). */
const kinds = ['abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', '0123456789', '-._~'] as const;

/**
 * A password that no rule of a server about lengths and kinds of characters refuses: it has one of each kind that may
 * stand in it at all. Every such password is as likely as every other.
 */
export function newPassword({ length, exclude }: PasswordRules, randomBytes: (count: number) => Uint8Array): string {
  const allowed = kinds.map((kind) =>
    Array.from(kind)
      .filter((each) => !exclude.includes(each))
      .join(''),
  );
  const wanted = allowed.filter((kind) => kind !== '');
  const alphabet = wanted.join('');
  if (alphabet === '') throw new Error('The rules of the password leave no character.');
  // Bytes from here on are thrown away, so that no character is likelier than another.
  const bound = 256 - (256 % alphabet.length);
  for (;;) {
    let text = '';
    while (text.length < length) {
      for (const byte of randomBytes(length)) {
        if (byte < bound && text.length < length) text += alphabet.charAt(byte % alphabet.length);
      }
    }
    if (wanted.every((kind) => Array.from(text).some((each) => kind.includes(each)))) return text;
  }
}
