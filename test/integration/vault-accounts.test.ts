import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { endGrant, grantIn } from '../../local/headless/elevation.ts';
import { bodyOf } from '../../local/headless/expect-answer.ts';
import type { Member } from '../../local/headless/member.ts';
import { connect, logIn, REFUSED } from '../../local/headless/use-database.ts';
import type { Login } from '../../local/headless/use-database.ts';
import { approver, engineer } from './support/hire.ts';
import { active } from './support/lease.ts';
import { currentValue, openVault } from './support/open-vault.ts';
import type { OpenVault } from './support/open-vault.ts';
import { entriesOf } from './support/record.ts';

let vault: OpenVault;
let alice: Member;
let bob: Member;

beforeAll(async () => {
  vault = await openVault();
  alice = await engineer([vault.reader]);
  bob = await approver();
}, 180_000);
afterAll(() => vault.close());

const login = z.object({ engine: z.literal('postgresql'), username: z.string(), password: z.string() });

const accountOf = async (grantId: string): Promise<Login> => {
  const answer = await alice.call('POST', `/grants/${grantId}/account`);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  return bodyOf(answer, 200, login);
};

/** What the server itself says, asked by its superuser. */
async function rowsOf(sql: string, values: readonly unknown[] = []): Promise<readonly unknown[]> {
  const { user: username, password } = vault.database.superuser;
  const client = await connect(vault.database, { username, password });
  try {
    return (await client.query(sql, [...values])).rows;
  } finally {
    await client.end();
  }
}
const rolesNamed = (name: string) => rowsOf('SELECT rolname FROM pg_roles WHERE rolname = $1', [name]);

describe('an account of a database, made for a grant', () => {
  test('reads and does not write, is named after the grant, and is gone with all that was open when the grant ends', async () => {
    const { id } = await active(alice, bob, { targetId: vault.reader, seconds: 600 });
    const account = await accountOf(id);
    const session = await connect(vault.database, account);
    expect((await session.query('SELECT count(*)::int AS count FROM orders')).rows).toEqual([{ count: 3 }]);
    expect((await session.query('SHOW application_name')).rows).toEqual([{ application_name: id }]);
    await expect(session.query("UPDATE orders SET item = 'nothing'")).rejects.toMatchObject({ code: '42501' });
    await expect(session.query('CREATE TABLE mine (id int)')).rejects.toMatchObject({ code: '42501' });

    // Each login has a password of its own, and the one before is bad.
    const second = await accountOf(id);
    expect(second.username).toBe(account.username);
    expect(await logIn(vault.database, second)).toBe('in');
    expect(await logIn(vault.database, account)).toMatch(REFUSED);

    // Somebody lets it make a table: that stays, in the hands of whoever the target names.
    await rowsOf('CREATE SCHEMA scratch');
    await rowsOf(`GRANT USAGE, CREATE ON SCHEMA scratch TO ${vault.database.reader}, ${vault.database.leftovers}`);
    await session.query('CREATE TABLE scratch.notes AS SELECT 1 AS id');

    expect((await endGrant(bob, id)).status).toBe(202);
    const ended = await grantIn(alice, id, 'ended', 60);
    expect(ended.end?.why).toBe('revoked');
    expect(ended.probe?.result).toBe('refused');
    expect(await rolesNamed(account.username)).toEqual([]);
    expect(await logIn(vault.database, second)).toMatch(REFUSED);
    await expect(session.query('SELECT 1')).rejects.toThrow();
    expect(await rowsOf("SELECT tableowner FROM pg_tables WHERE tablename = 'notes'")).toEqual([
      { tableowner: vault.database.leftovers },
    ]);
    expect((await alice.call('POST', `/grants/${id}/account`)).code).toBe('grant_not_active');

    const entries = await entriesOf(id, (all) => all.some(({ action }) => action === 'account.login'));
    for (const { password } of [account, second]) expect(JSON.stringify(entries)).not.toContain(password);
  });

  test('is gone after the natural end too, which nobody has to bring about', async () => {
    const { id } = await active(alice, bob, { targetId: vault.reader, seconds: 15 });
    const account = await accountOf(id);
    expect(await logIn(vault.database, account)).toBe('in');
    const ended = await grantIn(alice, id, 'ended', 60);
    expect(ended.end?.why).toBe('expired');
    expect(await rolesNamed(account.username)).toEqual([]);
    expect(await logIn(vault.database, account)).toMatch(REFUSED);
  });

  test('has no lease, no value to see and no AWS credentials: each is told where it is', async () => {
    const { id } = await active(alice, bob, { targetId: vault.reader, seconds: 300 });
    expect((await alice.call('POST', `/grants/${id}/lease`)).code).toBe('target_unusable');
    expect((await alice.call('POST', `/grants/${id}/reveal`, { reason: 'to see' })).code).toBe('target_unusable');
    expect((await alice.call('POST', `/grants/${id}/credentials`)).code).toBe('target_unusable');
    expect((await bob.call('POST', `/grants/${id}/account`)).code).toBe('not_permitted');
    await endGrant(alice, id);
    await grantIn(alice, id, 'ended', 60);
  });
});

const valueSet = z.object({
  current: z.boolean(),
  login: z.enum(['alive', 'dead', 'unknown']),
  findings: z.array(z.object({ check: z.string(), result: z.string(), says: z.string() })),
});
const problem = z.object({ errors: z.array(z.object({ path: z.string() })).optional() });

describe('a value that is set by hand', () => {
  const server = () => {
    const { host, port, ca, database } = vault.database;
    return { engine: 'postgresql', strategy: 'single-user', host, port, ca, database, user: vault.database.users[0] };
  };
  let number = 0;
  const registration = (address: object, more: object = {}) => ({
    ...{ kind: 'credential', name: `${vault.name('application')} ${(number += 1)}`, description: 'For this test' },
    ...{ sensitivity: 'standard', owner: 'engineers', address, ...more },
  });
  const registered = async (address: object) =>
    bodyOf(await vault.ada.call('POST', '/targets', registration(address)), 201, z.object({ id: z.string() })).id;
  const set = async (id: string, { username, password }: Login) => {
    const body = { value: { username, password }, reason: 'its first value' };
    const answer = await vault.ada.call('PUT', `/credentials/${id}/value`, body);
    expect(JSON.stringify(answer.body)).not.toContain(password);
    return bodyOf(answer, 200, valueSet);
  };
  const good = (): Login => {
    const [username] = vault.database.users;
    return { username, password: vault.database.passwords[username] ?? '' };
  };
  const failed = ({ findings }: z.infer<typeof valueSet>) =>
    findings.filter(({ result }) => result !== 'ok').map(({ check }) => check);

  test.each<[what: string, stage: string, wrong: () => Promise<{ address: object; login: Login }>]>([
    [
      'a wrong password',
      'authentication',
      () => Promise.resolve({ address: server(), login: { ...good(), password: 'not-the-password-4711' } }),
    ],
    ['a wrong port', 'route', () => Promise.resolve({ address: { ...server(), port: 1 }, login: good() })],
    [
      'another authority than the one that signed its certificate',
      'tls',
      () => Promise.resolve({ address: { ...server(), ca: null }, login: good() }),
    ],
    [
      'a host that nobody knows',
      'name',
      () => Promise.resolve({ address: { ...server(), host: 'nowhere.invalid' }, login: good() }),
    ],
  ])('%s is said to be one of %s, and the credential is not lent', async (_what, stage, wrong) => {
    const { address, login: typed } = await wrong();
    const said = await set(await registered(address), typed);
    expect(failed(said)).toEqual([stage]);
    expect(said.login).not.toBe('alive');
  });

  test('does not take the place of one that logs in unless it logs in itself', async () => {
    const before = await currentValue(vault.application);
    const said = await set(vault.application, { username: before.username, password: 'not-the-password-4712' });
    expect(said).toMatchObject({ current: false, login: 'dead' });
    expect(await currentValue(vault.application)).toEqual(before);
    expect(await logIn(vault.database, before)).toBe('in');
  });

  test.each<[what: string, path: string, given: () => object]>([
    [
      'an administrator that is not there',
      'body.address.administrator',
      () => registration({ ...server(), administrator: 'tgt_01ARZ3NDEKTSV4RRFFQ69G5FAV' }),
    ],
    ['an owner that is not there', 'body.owner', () => registration(server(), { owner: 'nobody-at-all' })],
    ['a network that the settings do not name', 'body.network', () => registration(server(), { network: 'nowhere' })],
  ])('is never asked for where the credential names %s: it is not registered', async (_what, path, given) => {
    const answer = await vault.ada.call('POST', '/targets', given());
    expect(answer.code).toBe('invalid_request');
    expect(problem.parse(answer.body).errors?.map((each) => each.path)).toEqual([path]);
  });
});
