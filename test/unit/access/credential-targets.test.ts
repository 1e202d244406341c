import { beforeEach, describe, expect, test } from '@jest/globals';
import { changeTarget } from '../../../src/access/change-target.ts';
import { targetView } from '../../../src/http/contract/targets.ts';
import { newId } from '../../../src/kernel/ids.ts';
import { IMPORTED, office } from '../../support/office.ts';

let it: Awaited<ReturnType<typeof office>>;
beforeEach(async () => {
  it = await office();
});

const postgresql = { engine: 'postgresql', strategy: 'single-user', host: 'orders.db.example.com', database: 'orders' };
const orders = {
  kind: 'credential',
  name: 'Orders database, application',
  description: 'Reads and changes the orders',
  sensitivity: 'production',
  owner: 'approvers',
  address: { ...postgresql, user: 'orders_app' },
};
const account = (administrator: string) => ({
  kind: 'database-account',
  name: 'Orders database, an account of one’s own',
  description: 'Reads the orders',
  sensitivity: 'production',
  administrator,
  database: 'orders',
  memberOf: ['orders_reader'],
  reassignTo: 'orders_owner',
});
const register = (body: object) => it.call('POST /targets', { as: it.people.ada, body });
const registered = async (body: object) => {
  const answer = await register(body);
  expect(answer).toMatchObject({ status: 201 });
  return targetView.parse(answer.body);
};
const names = async () => (await it.access.targets({ after: null, limit: 50 })).items.map(({ name }) => name);

describe('a vaulted credential', () => {
  test('is registered with what is usual, and said in words that need no description', async () => {
    const target = await registered(orders);
    expect(target).toMatchObject({
      kind: 'credential',
      engine: 'postgresql',
      at: 'orders.db.example.com:5432',
      accounts: ['orders_app'],
      revealable: false,
      exclusive: true,
      plan: { schedule: null, atCheckIn: false },
      inWords:
        'password of the PostgreSQL user orders_app of the database orders at orders.db.example.com:5432; nobody may see it',
    });
    expect(it.access.entries.at(-1)?.facts).toMatchObject({
      kind: 'credential',
      engine: 'postgresql',
      owner: 'approvers',
    });
  });

  test.each<[string, object, string | RegExp]>([
    [
      'an engine that nobody knows',
      { address: { ...orders.address, engine: 'oracle' } },
      /"engine" is one of postgresql/,
    ],
    [
      'a strategy that nobody knows',
      { address: { ...orders.address, strategy: 'dual' } },
      /"single-user" or "alternating-users"/,
    ],
    [
      'a host with a scheme',
      { address: { ...orders.address, host: 'https://x' } },
      /body\.address\.host: expected the name/,
    ],
    ['a field of another engine', { address: { ...orders.address, dn: 'cn=x' } }, /address.*dn/],
    ['a password', { address: { ...orders.address, password: 'hunter2' } }, /password/],
    ['a user that is no name', { address: { ...orders.address, user: 'a; DROP' } }, /address\.user/],
    ['a group that is not there', { owner: 'nobody-knows' }, /There is no group nobody-knows/],
    [
      'a network that the settings do not name',
      { network: 'staging' },
      /"vault\.networks" in the settings \(production\)/,
    ],
    ['a secret that the settings do not name', { importedSecret: `${IMPORTED}x` }, /"vault\.importedSecrets"/],
    [
      'an IAM user that the settings do not name',
      { address: { engine: 'iam-access-key', userName: 'root' } },
      /"vault\.iamUsers"/,
    ],
    [
      'an administrator that is not there',
      { address: { ...orders.address, administrator: newId('tgt') } },
      /There is no target tgt_/,
    ],
    ['a role’s fields', { roleArn: 'arn:aws:iam::123456789012:role/sallyport-target-x' }, /roleArn/],
    ['a kind that nobody knows', { kind: 'vm' }, /"kind" is one of aws-role, credential, database-account/],
    [
      'an address of HTTP with a password in it',
      {
        address: { engine: 'http', baseUrl: 'https://user:secret@api.example.com', made: { by: 'sent' } },
      },
      /scheme, host and port/,
    ],
    [
      'an entry of LDAP that reads backwards',
      {
        address: { engine: 'ldap', host: 'ldap.example.com', dn: 'uid=\u202eppa,dc=example' },
      },
      /plain text/,
    ],
  ])('with %s is refused, and the answer says what is allowed', async (_, more, says) => {
    const answer = await register({ ...orders, ...more });
    expect(answer).toMatchObject({ status: 400, code: 'invalid_request' });
    expect(answer.detail).toMatch(says);
    expect(answer.detail).not.toContain('hunter2');
    expect(await names()).toEqual(['Orders']);
  });

  test('has an administrator of the same engine and network that is in use, or none', async () => {
    const redis = await registered({
      ...orders,
      name: 'Cache',
      address: { engine: 'redis', host: 'cache.example.com', user: 'admin' },
    });
    const far = await registered({ ...orders, name: 'Far', network: 'production' });
    const retired = await registered({ ...orders, name: 'Old' });
    const changing = { access: it.access, targets: it.access, directory: it.directory, newId };
    await changeTarget(changing, it.cause(), retired.id, { retired: true });
    const by = (administrator: string) =>
      register({ ...orders, name: 'Next', address: { ...orders.address, administrator } });
    expect((await by(redis.id)).detail).toContain('a credential of redis; expected one of postgresql');
    expect((await by(far.id)).detail).toContain('by the network "production"');
    expect((await by(it.target.id)).detail).toContain('no vaulted credential');
    expect((await by(retired.id)).detail).toContain('is retired');
    expect(await by((await registered({ ...orders, name: 'Good' })).id)).toMatchObject({ status: 201 });
  });

  test('of an imported secret is registered once: two rotations of it would undo each other', async () => {
    await registered({ ...orders, importedSecret: IMPORTED });
    const again = await register({ ...orders, name: 'Again', importedSecret: IMPORTED });
    expect(again).toMatchObject({ status: 409, code: 'already_exists' });
    expect(again.detail).toContain('secret');
    expect(await it.access.targetOfSecret(IMPORTED)).not.toBeNull();
  });

  test('shares its name with no target of another kind', async () => {
    expect(await register({ ...orders, name: 'ORDERS' })).toMatchObject({ status: 409, code: 'already_exists' });
  });
});

describe('an account of a database', () => {
  test('says where it is made, by its administrator, and with which rights', async () => {
    const administrator = await registered(orders);
    expect(await registered(account(administrator.id))).toMatchObject({
      kind: 'database-account',
      engine: 'postgresql',
      administrator: { id: administrator.id, name: 'Orders database, application' },
      inWords:
        'PostgreSQL account made for the grant in the database orders at orders.db.example.com:5432, with the rights of the role orders_reader',
    });
  });

  test.each<[string, object, RegExp]>([
    ['no role', { memberOf: [] }, /memberOf/],
    ['a role twice', { memberOf: ['a_b', 'a_b'] }, /each role once/],
    ['a role that is no name', { memberOf: ['x"; DROP ROLE y'] }, /memberOf/],
    ['nobody who gets what it made', { reassignTo: '' }, /reassignTo/],
    ['an administrator that is not there', { administrator: newId('tgt') }, /There is no target/],
  ])('with %s is refused', async (_, more, says) => {
    const administrator = await registered(orders);
    const answer = await register({ ...account(administrator.id), ...more });
    expect(answer).toMatchObject({ status: 400 });
    expect(answer.detail).toMatch(says);
  });

  test('is not made by a credential of something else', async () => {
    const address = {
      engine: 'ssh-key',
      host: 'x.example.com',
      user: 'deploy',
      hostKey: `ssh-ed25519 ${'A'.repeat(68)}`,
    };
    const ssh = await registered({ ...orders, name: 'Deploy key', address });
    const answer = await register(account(ssh.id));
    expect(answer.detail).toContain('a credential of ssh-key; expected one of postgresql, mysql');
  });

  test('an approval of it is for the server as it is: when its administrator changes, nobody can agree any more', async () => {
    const administrator = await registered(orders);
    const target = await registered(account(administrator.id));
    await it.makeEligible(it.people.alice, target.id);
    const asked = await it.call('POST /requests', {
      as: it.people.alice,
      body: { targetId: target.id, seconds: 600, reason: 'Ticket 1' },
    });
    expect(asked.status).toBe(201);
    const request = asked.body as { id: string; digest: string };
    const moved = await it.access.target(administrator.id);
    if (moved?.kind !== 'credential') throw new Error('it is one');
    await it.access.changeTarget(
      {
        from: moved,
        to: { ...moved, version: moved.version + 1 },
        event: { id: newId('out'), kind: 'rights-changed', targets: [], at: 0, correlationId: 'x' },
      },
      { entry: { ...it.access.entries[0], id: newId('ent') } as never, events: [] },
    );
    const answer = await it.call(`POST /requests/${request.id}/decision`, {
      as: it.people.bob,
      body: { decision: 'approve', digest: request.digest },
    });
    expect(answer).toMatchObject({ status: 409, code: 'request_changed' });
  });
});
