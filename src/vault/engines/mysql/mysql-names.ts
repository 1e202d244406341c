/** One row of the accounts: a user as it may come from one host (or from a pattern of hosts). */
export interface MysqlAccount {
  readonly user: string;
  readonly host: string;
}

/**
 * In backticks, where only the backtick itself must be doubled: neither backslashes nor the modes ANSI_QUOTES and
 * NO_BACKSLASH_ESCAPES change what it means, and account names may stand in them too (MySQL manual, "Schema Object
 * Names"). A NUL cannot stand in a name.
 */
export function quotedName(name: string): string {
  if (name === '' || name.includes('\0')) throw new Error('This cannot be the name of anything in a database.');
  return `\`${name.replaceAll('`', '``')}\``;
}

export function quotedAccount({ user, host }: MysqlAccount): string {
  // An account may have no host at all, which backticks cannot say and without which it would be `%`.
  return `${quotedName(user)}@${host === '' ? "''" : quotedName(host)}`;
}

export const shownAccount = ({ user, host }: MysqlAccount): string => `${user}@${host}`;

/** How the tables of information_schema name an account: nothing in it is escaped. */
export const grantee = ({ user, host }: MysqlAccount): string => `'${user}'@'${host}'`;
