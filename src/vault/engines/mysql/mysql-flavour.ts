import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { At } from '../../engine.ts';
import { cachingSha2 } from './caching-sha2.ts';
import { MysqlProblem } from './mysql-fault.ts';
import { quotedAccount, quotedName } from './mysql-names.ts';
import type { MysqlAccount } from './mysql-names.ts';
import type { MysqlSession } from './mysql-session.ts';

/** Where MariaDB and MySQL differ, for what is done here. */
export interface MysqlFlavour {
  readonly name: 'mariadb' | 'mysql';
  /** The server gives up before this side does (10 s), so that nothing happens after it was given up here. */
  readonly bounded: string;
  /** Ways of authentication whose verifiers are computed here; the first is for accounts that have none yet. */
  readonly plugins: readonly [string, ...string[]];
  /** Clause that gives an account a password which the server never sees. */
  identified(plugin: string, password: string, randomBytes: At['randomBytes']): string;
  /** What the account has from its login on: all of them in MySQL, the first in MariaDB, which has one at a time. */
  setDefaultRole(roles: readonly [string, ...string[]], account: MysqlAccount): string;
  /** Rows of `user`, `host`, `role`: what each account holds. */
  readonly heldRoles: string;
  /** Rows of `user`, `host`, `role`: what each account has from its login on. */
  readonly defaultRoles: string;
  /** Condition that leaves the roles out of `mysql.user`. */
  readonly isAccount: string;
}

const sha1 = (data: string | Buffer) => createHash('sha1').update(data).digest();
/** `mysql_native_password` keeps SHA1(SHA1(password)), in hexadecimal after a star. */
const nativeHash = (password: string) => `*${sha1(sha1(password)).toString('hex').toUpperCase()}`;
/** 120 random bits in the signs that a salt may have. */
const newSalt = (randomBytes: At['randomBytes']) =>
  Buffer.from(randomBytes(15)).toString('base64').replaceAll('+', '.');

const mariadb: MysqlFlavour = {
  name: 'mariadb',
  // Its changes of accounts wait for locks without minding lock_wait_timeout.
  bounded: 'SET SESSION max_statement_time = 8',
  plugins: ['mysql_native_password'],
  identified: (_plugin, password) => `IDENTIFIED VIA mysql_native_password USING '${nativeHash(password)}'`,
  setDefaultRole: ([role], account) => `SET DEFAULT ROLE ${quotedName(role)} FOR ${quotedAccount(account)}`,
  heldRoles: 'SELECT User AS user, Host AS host, Role AS role FROM mysql.roles_mapping WHERE User IN (?, ?)',
  defaultRoles: 'SELECT User AS user, Host AS host, default_role AS role FROM mysql.user WHERE User IN (?, ?)',
  isAccount: `is_role = 'N'`,
};

const mysql: MysqlFlavour = {
  name: 'mysql',
  bounded: 'SET SESSION lock_wait_timeout = 8',
  plugins: ['caching_sha2_password', 'mysql_native_password'],
  identified: (plugin, password, randomBytes) =>
    plugin === 'mysql_native_password'
      ? `IDENTIFIED WITH mysql_native_password AS '${nativeHash(password)}'`
      : `IDENTIFIED WITH caching_sha2_password AS '${cachingSha2(password, newSalt(randomBytes))}'`,
  setDefaultRole: (roles, account) =>
    `SET DEFAULT ROLE ${roles.map(quotedName).join(', ')} TO ${quotedAccount(account)}`,
  heldRoles: 'SELECT TO_USER AS user, TO_HOST AS host, FROM_USER AS role FROM mysql.role_edges WHERE TO_USER IN (?, ?)',
  defaultRoles:
    'SELECT USER AS user, HOST AS host, DEFAULT_ROLE_USER AS role FROM mysql.default_roles WHERE USER IN (?, ?)',
  // A role of MySQL is an account that is locked and has no password.
  isAccount: `NOT (account_locked = 'Y' AND authentication_string = '')`,
};

/** Which server it is. From here on it bounds what it does for this session. */
export async function boundedFlavourOf(session: MysqlSession): Promise<MysqlFlavour> {
  const flavour = await flavourOf(session);
  await session.run('bound its statements', flavour.bounded);
  return flavour;
}

/** By what the server calls itself: MariaDB from 10.5, MySQL from 8.0. Whatever else speaks their protocol is refused. */
async function flavourOf(session: MysqlSession): Promise<MysqlFlavour> {
  const [row] = await session.select(
    'which server',
    'SELECT VERSION() AS version',
    [],
    z.object({ version: z.string() }),
  );
  const flavour = flavourNamed(row?.version ?? '');
  if (flavour !== null) return flavour;
  const says = 'The server is neither MariaDB (10.5 or newer) nor MySQL (8.0 or newer).';
  throw new MysqlProblem({ fault: { stage: 'protocol', code: null, says }, password: 'silent' });
}

export function flavourNamed(version: string): MysqlFlavour | null {
  const [, major, minor, rest = ''] = /^(\d+)\.(\d+)\.\d+(.*)$/.exec(version) ?? [];
  if (major === undefined || minor === undefined) return null;
  const number = Number(major) * 100 + Number(minor);
  if (/mariadb/i.test(rest)) return number >= 1005 ? mariadb : null;
  // "8.0.11-TiDB-v7.5.0" and its like answer as MySQL does and keep their accounts otherwise.
  return number >= 800 && number < 1000 && !/tidb|vitess|oceanbase|doris|starrocks|singlestore/i.test(rest)
    ? mysql
    : null;
}
