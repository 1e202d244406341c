import type { Applied, At, Change, Fault } from '../../engine.ts';
import { MysqlProblem } from './mysql-fault.ts';
import { boundedFlavourOf } from './mysql-flavour.ts';
import type { MysqlFlavour } from './mysql-flavour.ts';
import { quotedAccount, quotedName, shownAccount } from './mysql-names.ts';
import type { MysqlAccount } from './mysql-names.ts';
import { asAdministrator } from './mysql-session.ts';
import { administratorOf, isOneOfTwo, mysqlAddressOf, parseMysqlValue } from './mysql-value.ts';
import { defaultRoles, hasRole, heldRoles, namedAccounts, refuseRightsBesides } from './named-accounts.ts';
import type { NamedAccount } from './named-accounts.ts';

/**
 * Gives the candidate's user an account for every host from which the current one may come, with the role and nothing
 * else, and at the very end its password: in one statement for all hosts, so that a login from anywhere proves that
 * everything before was done.
 */
export async function applyMysql(at: At, { current, candidate }: Change): Promise<Applied> {
  try {
    return await apply(at, current, candidate);
  } catch (error) {
    if (!(error instanceof MysqlProblem)) throw error;
    const { fault } = error.failure;
    return { applied: false, refused: fault.stage === 'policy' ? 'by-policy' : 'unclear', fault };
  }
}

async function apply(at: At, current: string, candidate: string): Promise<Applied> {
  const address = mysqlAddressOf(at);
  const from = parseMysqlValue(current);
  const to = parseMysqlValue(candidate);
  const administrator = administratorOf(at);
  if ('fault' in from) return unclear(from.fault);
  if ('fault' in to) return unclear(to.fault);
  if ('fault' in administrator) return unclear(administrator.fault);
  const { username: user, password } = to.value;
  // The current user's password is never changed: it is what everybody logs in with.
  if (!isOneOfTwo(address, user) || user === from.value.username) return unclear(WRONG_USER);

  return asAdministrator(at, address, administrator.value, async (session) => {
    const flavour = await boundedFlavourOf(session);
    const accounts = await namedAccounts(session, flavour, address.users);
    const held = await heldRoles(session, flavour, address.users);
    await refuseRightsBesides(session, address.role, accounts, held);

    const mine = accounts.filter((account) => account.user === user);
    const theirs = accounts.filter((account) => account.user === from.value.username);
    const plugin = pluginOf(flavour, theirs.length > 0 ? theirs : mine);
    const missing = theirs.filter(({ host }) => mine.every((account) => account.host !== host));
    const all: readonly MysqlAccount[] = [...mine, ...missing.map(({ host }) => ({ user, host }))];
    if (all.length === 0)
      throw problem(`Neither of the two users has an account. Make one of them: ${address.users.join(', ')}.`);

    for (const like of missing) {
      await session.run('make an account', creation(at, flavour, plugin, like, user));
    }
    for (const account of all) {
      if (hasRole(held, account, address.role)) continue;
      await session.run('grant the role', `GRANT ${quotedName(address.role)} TO ${quotedAccount(account)}`);
    }
    const defaults = await defaultRoles(session, flavour, address.users);
    for (const account of all) {
      if (hasRole(defaults, account, address.role)) continue;
      await session.run('make the role the default', flavour.setDefaultRole([address.role], account));
    }
    // One that was locked by hand is opened with it.
    const sql = `${passwordFor(at, flavour, plugin, all, password)} ACCOUNT UNLOCK`;
    await session.run('set the password', sql);
    return { applied: true };
  });
}

/** One statement for all hosts. */
export function passwordFor(
  at: At,
  flavour: MysqlFlavour,
  plugin: string,
  accounts: readonly MysqlAccount[],
  password: string,
): string {
  const identified = flavour.identified(plugin, password, at.randomBytes);
  return `ALTER USER ${accounts.map((each) => `${quotedAccount(each)} ${identified}`).join(', ')}`;
}

/** With a password that nobody knows, until all is ready. What the other user is held to, this one is too. */
function creation(at: At, flavour: MysqlFlavour, plugin: string, like: NamedAccount, user: string): string {
  const account = { user, host: like.host };
  if (like.tls !== '' && like.tls !== 'ANY') {
    throw problem(
      `${shownAccount(like)} must show a certificate of its own (REQUIRE ${like.tls}), which Sallyport has none of.`,
    );
  }
  const limits = [
    ['MAX_QUERIES_PER_HOUR', like.questions],
    ['MAX_UPDATES_PER_HOUR', like.updates],
    ['MAX_CONNECTIONS_PER_HOUR', like.connections],
    ['MAX_USER_CONNECTIONS', like.userConnections],
  ].map(([name, count]) => `${name} ${count}`);
  const unknown = Buffer.from(at.randomBytes(32)).toString('hex');
  return [
    `CREATE USER IF NOT EXISTS ${quotedAccount(account)} ${flavour.identified(plugin, unknown, at.randomBytes)}`,
    `REQUIRE ${like.tls === 'ANY' ? 'SSL' : 'NONE'}`,
    `WITH ${limits.join(' ')}`,
  ].join(' ');
}

/** The way in which the current user authenticates, so that its applications' drivers know it. */
export function pluginOf(flavour: MysqlFlavour, accounts: readonly NamedAccount[]): string {
  const foreign = accounts.find(({ plugin }) => !flavour.plugins.includes(plugin));
  if (foreign !== undefined) {
    throw problem(
      `${shownAccount(foreign)} authenticates by ${foreign.plugin}. Verifiers are computed here for ${flavour.plugins.join(' and ')} only.`,
    );
  }
  return accounts[0]?.plugin ?? flavour.plugins[0];
}

const problem = (says: string) =>
  new MysqlProblem({ fault: { stage: 'rights', code: null, says }, password: 'silent' });

const unclear = (fault: Fault): Applied => ({ applied: false, refused: 'unclear', fault });

const WRONG_USER: Fault = {
  stage: 'value',
  code: null,
  says: 'The candidate’s user is not the one of the two whose turn it is.',
};
