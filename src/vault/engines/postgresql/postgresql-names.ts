import { escapeIdentifier, escapeLiteral } from 'pg';

/** Names longer than this are cut by PostgreSQL without an error (NAMEDATALEN), and would be another's. */
const LONGEST = 63;

/** An identifier in double quotes, whatever stands in it. */
export function quotedName(name: string): string {
  if (name === '' || name.includes('\0') || Buffer.byteLength(name) > LONGEST) {
    throw new Error('This cannot be the name of anything in a database.');
  }
  return escapeIdentifier(name);
}

/** A text where a statement takes no bound value, as statements about roles do not. */
export function quotedText(text: string): string {
  if (text.includes('\0')) throw new Error('A text of a statement has no NUL.');
  return escapeLiteral(text).trimStart();
}
