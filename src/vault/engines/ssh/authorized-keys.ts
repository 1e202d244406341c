/**
 * The text of an `authorized_keys` file (sshd(8), "AUTHORIZED_KEYS FILE FORMAT"), one character for each byte (latin1), so
 * that whatever the other lines hold stays as it is, byte for byte.
 */

/** Type and base64, without options and comment. */
export type PublicKey = string;

interface Line {
  readonly text: string;
  /** What stands before the key; ends in a blank if there is any. */
  readonly options: string;
  readonly key: PublicKey;
}

export const holdsKey = (file: string, key: PublicKey): boolean => linesOf(file).some((line) => line.key === key);

/** One line for the new key for each of the one it stands in for, with the same options. Nothing is added twice. */
export function addKey(file: string, added: { key: PublicKey; like: PublicKey; comment: string }): string {
  if (holdsKey(file, added.key)) return file;
  const like = linesOf(file).filter((line) => line.key === added.like);
  const lines = like.map(({ options }) => `${options}${added.key} ${added.comment}\n`);
  const ends = file === '' || file.endsWith('\n') ? '' : '\n';
  return lines.length === 0 ? file : `${file}${ends}${lines.join('')}`;
}

export const removeKey = (file: string, key: PublicKey): string =>
  linesOf(file)
    .filter((line) => line.key !== key)
    .map(({ text }) => text)
    .join('');

function linesOf(file: string): readonly Line[] {
  const lines = file.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  return lines.map((text) => ({ text, ...parse(text) }));
}

const keyAt = /^((?:ssh|ecdsa|sk)-[A-Za-z0-9@.-]+)[ \t]+([A-Za-z0-9+/]+=*)(?=[ \t\r\n]|$)/;
const comment = { options: '', key: '' } as const;

function parse(line: string): { readonly options: string; readonly key: PublicKey } {
  const start = line.search(/[^ \t]/);
  if (start === -1 || /^[#\r\n]/.test(line.slice(start))) return comment;
  const rest = line.slice(start);
  const plain = keyAt.exec(rest);
  if (plain !== null) return { options: '', key: `${plain[1] ?? ''} ${plain[2] ?? ''}` };
  const options = rest.slice(0, endOfOptions(rest));
  const after = rest.slice(options.length);
  const blanks = /^[ \t]+/.exec(after)?.[0] ?? '';
  const key = blanks === '' ? null : keyAt.exec(after.slice(blanks.length));
  return key === null ? comment : { options: `${options}${blanks}`, key: `${key[1] ?? ''} ${key[2] ?? ''}` };
}

/** Options end at the first blank outside double quotes; a quote in quotes is written \". */
function endOfOptions(text: string): number {
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const here = text.charAt(at);
    if (here === '\\' && text.charAt(at + 1) === '"') at += 1;
    else if (here === '"') quoted = !quoted;
    else if (!quoted && /[ \t\r\n]/.test(here)) return at;
  }
  return text.length;
}
