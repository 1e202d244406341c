import * as z from 'zod';
import { bodyOf } from '../headless/expect-answer.ts';
import type { Member } from '../headless/member.ts';
import type { Company } from '../local-file.ts';
import type { DemoDatabase } from '../servers/demo-database.ts';
import { vaultNames } from './demo-people.ts';

const registered = z.object({ id: z.string() });
const valueSet = z.object({
  current: z.boolean(),
  login: z.literal('alive'),
  findings: z.array(z.object({ check: z.string(), result: z.literal('ok') })),
});

export type DemoVault = NonNullable<Company['vault']>;

export type VaultChoices = {
  readonly names?: Readonly<Record<keyof typeof vaultNames, string>>;
  readonly graceSeconds?: number;
};

/** Answers for the demo company's credentials. */
export const vaultOwner = 'engineers';

/**
 * What the vault keeps of the demo database: an administrator's login, the application's, and accounts for grants. Their
 * values are set as an administrator sets them, right after a sign-in, and each is tried against the real server.
 */
export async function registerDemoVault(
  admin: Member,
  database: DemoDatabase,
  { names = vaultNames, graceSeconds = 60 }: VaultChoices = {},
): Promise<DemoVault> {
  const { host, port, ca, users, owner, passwords } = database;
  const server = { engine: 'postgresql', host, port, ca, database: database.database };
  const register = async (target: Readonly<Record<string, unknown>>) =>
    bodyOf(await admin.call('POST', '/targets', { sensitivity: 'standard', ...target }), 201, registered).id;
  const setValue = async (id: string, username: string) => {
    const value = { username, password: passwords[username] ?? '' };
    const body = { value, reason: 'its first value' };
    bodyOf(await admin.call('PUT', `/credentials/${id}/value`, body), 200, valueSet);
  };

  const administrator = await register({
    kind: 'credential',
    name: names.administrator,
    description: 'Changes the passwords of the orders database, and makes accounts for grants',
    sensitivity: 'production',
    owner: vaultOwner,
    address: { ...server, strategy: 'single-user', user: database.administrator },
  });
  await setValue(administrator, database.administrator);
  const application = await register({
    kind: 'credential',
    name: names.application,
    description: 'Reads and changes the orders, as the application does',
    owner: vaultOwner,
    address: { ...server, strategy: 'alternating-users', users, owner, administrator },
    plan: { graceSeconds },
    lease: { exclusive: true },
    revealable: true,
  });
  await setValue(application, users[0]);
  const reader = await register({
    kind: 'database-account',
    name: names.reader,
    description: 'Reads the orders with an account of one’s own, gone after the grant',
    administrator,
    database: database.database,
    memberOf: [database.reader],
    reassignTo: database.leftovers,
  });
  return { administrator, application, reader };
}
