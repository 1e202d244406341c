import * as z from 'zod';
import type { AccountMaker, GrantAccount, Made } from '../../account-maker.ts';
import type { At, Fault } from '../../engine.ts';
import { GRANT_ACCOUNT_LENGTH, GRANT_ACCOUNT_PREFIX } from '../../grant-account-name.ts';
import { newPassword } from '../new-password.ts';
import { passwordFor } from './apply-mysql.ts';
import { connectionsOf, endConnections, requireSight } from './mysql-connections.ts';
import { MysqlProblem } from './mysql-fault.ts';
import { boundedFlavourOf } from './mysql-flavour.ts';
import type { MysqlFlavour } from './mysql-flavour.ts';
import { quotedAccount, quotedName } from './mysql-names.ts';
import type { MysqlAccount } from './mysql-names.ts';
import { asAdministrator } from './mysql-session.ts';
import type { MysqlSession } from './mysql-session.ts';
import { administratorOf, mysqlAddressOf } from './mysql-value.ts';
import { namedAccounts } from './named-accounts.ts';
import { reassignDefiners } from './reassign-definers.ts';

/** As many as a graphical client opens, and no more than one person needs. */
const CONNECTIONS = 20;
const DAY = 86_400;

/** Accounts of MariaDB and MySQL for one grant: over TLS, from any host, with roles and nothing else. */
export const mysqlAccounts: AccountMaker = {
  create: (at, account) => made(at, account, (session, flavour) => create(at, session, flavour, account)),
  login: async (at, account) => {
    if (at.clock() >= account.until) return { fault: OVER };
    const password = newPassword(at.rules, at.randomBytes);
    const done = await made(at, account, async (session, flavour) => {
      const identified = passwordFor(at, flavour, flavour.plugins[0], [anywhere(account)], password);
      await session.run('set the password', `${identified} ${expiry(at, account)}`);
    });
    return done.done ? { login: { username: account.name, password } } : { fault: done.fault };
  },
  probe: async (at, account) => {
    let is: 'present' | 'absent' = 'present';
    const done = await made(at, account, async (session, flavour) => {
      await requireSight(session);
      const accounts = await namedAccounts(session, flavour, [account.name, account.name]);
      const open = await connectionsOf(session, account.name);
      is = accounts.length === 0 && open.length === 0 ? 'absent' : 'present';
    });
    return done.done ? { is } : { fault: done.fault };
  },
  remove: (at, account) => made(at, account, (session, flavour) => remove(at, session, flavour, account)),
  list: async (at) => {
    let names: readonly string[] = [];
    const done = await administered(at, async (session, flavour) => {
      const sql = `SELECT DISTINCT User AS user FROM mysql.user WHERE LEFT(User, ?) = ? AND ${flavour.isAccount}`;
      const rows = await session.select(
        'list accounts',
        sql,
        [GRANT_ACCOUNT_PREFIX.length, GRANT_ACCOUNT_PREFIX],
        z.object({ user: z.string() }),
      );
      names = rows.map(({ user }) => user).sort();
    });
    return done.done ? { names } : { fault: done.fault };
  },
};

type Work = (session: MysqlSession, flavour: MysqlFlavour) => Promise<void>;

async function made(at: At, { name }: GrantAccount, work: Work): Promise<Made> {
  if (!name.startsWith(GRANT_ACCOUNT_PREFIX) || name.length > GRANT_ACCOUNT_LENGTH)
    return { done: false, fault: NOT_OURS };
  return administered(at, work);
}

async function administered(at: At, work: Work): Promise<Made> {
  const administrator = administratorOf(at);
  if ('fault' in administrator) return { done: false, fault: administrator.fault };
  try {
    await asAdministrator(at, mysqlAddressOf(at), administrator.value, async (session) =>
      work(session, await boundedFlavourOf(session)),
    );
    return { done: true };
  } catch (error) {
    if (!(error instanceof MysqlProblem)) throw error;
    return { done: false, fault: error.failure.fault };
  }
}

const anywhere = ({ name }: GrantAccount): MysqlAccount => ({ user: name, host: '%' });

/** Neither server knows a time at which an account ends; the age of a password is counted in whole days. */
const expiry = (at: At, { until }: GrantAccount) =>
  `PASSWORD EXPIRE INTERVAL ${Math.min(Math.max(Math.ceil((until - at.clock()) / DAY), 1), 65_535)} DAY`;

async function create(at: At, session: MysqlSession, flavour: MysqlFlavour, account: GrantAccount): Promise<void> {
  const user = anywhere(account);
  const nobodyKnows = Buffer.from(at.randomBytes(32)).toString('hex');
  const statement = [
    `CREATE USER IF NOT EXISTS ${quotedAccount(user)}`,
    flavour.identified(flavour.plugins[0], nobodyKnows, at.randomBytes),
    `REQUIRE SSL WITH MAX_USER_CONNECTIONS ${CONNECTIONS}`,
    expiry(at, account),
  ].join(' ');
  await session.run('make the account', statement);
  for (const role of account.memberOf) {
    await session.run('grant a role', `GRANT ${quotedName(role)} TO ${quotedAccount(user)}`);
  }
  const [first, ...others] = account.memberOf;
  if (first === undefined) return;
  await session.run('make roles the default', flavour.setDefaultRole([first, ...others], user));
}

/** From the first statement on nobody logs in any more, whatever comes in between. */
async function remove(at: At, session: MysqlSession, flavour: MysqlFlavour, account: GrantAccount): Promise<void> {
  await requireSight(session);
  const accounts = await namedAccounts(session, flavour, [account.name, account.name]);
  if (accounts.length > 0) {
    const nobodyKnows = Buffer.from(at.randomBytes(32)).toString('hex');
    const locked = passwordFor(at, flavour, flavour.plugins[0], accounts, nobodyKnows);
    await session.run('lock the account', `${locked} ACCOUNT LOCK`);
  }
  await endConnections(session, account.name);
  if (accounts.length === 0) return;
  await reassignDefiners(session, flavour, { accounts, roles: account.memberOf, to: account.reassignTo });
  await session.run('drop the account', `DROP USER IF EXISTS ${accounts.map(quotedAccount).join(', ')}`);
}

const NOT_OURS: Fault = {
  stage: 'value',
  code: null,
  says: `The name of a grant’s account begins with "${GRANT_ACCOUNT_PREFIX}" and has at most ${GRANT_ACCOUNT_LENGTH} characters.`,
};
const OVER: Fault = { stage: 'value', code: null, says: 'The grant is over.' };
