import { beforeEach, describe, expect, test } from '@jest/globals';
import { office } from '../../support/office.ts';

let it: Awaited<ReturnType<typeof office>>;
beforeEach(async () => {
  it = await office();
});

const administrator = {
  kind: 'credential',
  name: 'Orders administrator',
  description: 'Makes accounts',
  sensitivity: 'production',
  owner: 'approvers',
  address: {
    ...{ engine: 'postgresql', strategy: 'single-user', host: 'db.example.com', database: 'orders', user: 'dba' },
  },
};
const application = {
  ...administrator,
  name: 'Orders application',
  address: {
    ...{ engine: 'postgresql', strategy: 'alternating-users', host: 'db.example.com', database: 'orders' },
    ...{ users: ['app_a', 'app_b'], owner: 'app_owner', administrator: 'Orders administrator' },
  },
};
const account = {
  kind: 'database-account',
  name: 'Orders account',
  description: 'Reads the orders',
  sensitivity: 'production',
  administrator: 'Orders administrator',
  database: 'orders',
  memberOf: ['reader'],
  reassignTo: 'app_owner',
};
const register = (registration: object) => ({ op: 'register-target', registration });
const preview = (...operations: object[]) =>
  it.call('POST /changes/preview', {
    as: it.people.ada,
    body: { baseRevision: it.kept.revision().number, operations },
  });
async function apply(...operations: object[]) {
  const body = { baseRevision: it.kept.revision().number, reason: 'as planned', operations };
  const { body: proposed } = await it.call('POST /changes', { as: it.people.ada, body });
  const text = JSON.stringify(proposed);
  const id = /chg_[0-9a-z]+/.exec(text)?.[0];
  return it.call(`POST /changes/${id}/apply`, { as: it.people.ada });
}
const targets = async () => (await it.access.targets({ after: null, limit: 50 })).items;

describe('in a change, administrators are known by their names', () => {
  test('also by that of a target which the same change registers before', async () => {
    expect(await apply(register(administrator), register(application), register(account))).toMatchObject({
      status: 200,
    });
    const all = await targets();
    const id = all.find(({ name }) => name === 'Orders administrator')?.id;
    expect(all.find(({ name }) => name === 'Orders application')).toMatchObject({ address: { administrator: id } });
    expect(all.find(({ name }) => name === 'Orders account')).toMatchObject({ administrator: id });
  });

  test('and what is there is read by them: nothing is left to change', async () => {
    await apply(register(administrator), register(application), register(account));
    const { body } = await it.call('GET /configuration', { as: it.people.ada });
    expect(JSON.stringify(body)).toContain('"administrator":"Orders administrator"');
    expect(body).toMatchObject({
      targets: expect.arrayContaining([expect.objectContaining({ ...account, id: expect.any(String) })]),
    });
  });

  test.each<[string, object[], RegExp]>([
    [
      'one that is registered only afterwards',
      [register(application), register(administrator)],
      /no target is named "Orders administrator"/,
    ],
    ['one that is no credential', [register({ ...account, administrator: 'Orders' })], /no vaulted credential/],
    [
      'one of another engine',
      [
        register({ ...administrator, address: { engine: 'redis', host: 'r.example.com', user: 'a' } }),
        register(account),
      ],
      /a credential of redis, not of postgresql or mysql/,
    ],
    [
      'one on another network',
      [register(administrator), register({ ...application, network: 'production' })],
      /reached by another network/,
    ],
    ['an owner that is no group', [register({ ...administrator, owner: 'ghosts' })], /there is no group ghosts/],
    [
      'one that is retired while it is needed',
      [register(administrator), register(account), { op: 'retire-target', target: 'Orders administrator' }],
      /it is the administrator of "Orders account"/,
    ],
    [
      'a change that is none of such a target',
      [
        register(administrator),
        { op: 'change-target', target: 'Orders administrator', change: { region: 'eu-west-1' } },
      ],
      /"region" of a target of the kind credential/,
    ],
    [
      'two users who are one',
      [register(administrator), register({ ...application, address: { ...application.address, users: ['a', 'a'] } })],
      /two different users/,
    ],
  ])('%s is refused before anything happens', async (_, operations, says) => {
    const answer = await preview(...operations);
    expect(answer.status).toBe(400);
    expect(answer.detail).toMatch(says);
    expect(await targets()).toHaveLength(1);
  });

  test('a group that answers for a credential is not removed', async () => {
    const group = { op: 'add-group', group: 'orders-team', description: 'answers for orders' };
    expect(await apply(group, register({ ...administrator, owner: 'orders-team' }))).toMatchObject({ status: 200 });
    const answer = await preview({ op: 'remove-group', group: 'orders-team' });
    expect(answer.detail).toMatch(/it answers for "Orders administrator"/);
  });

  test('a name that changes is followed by whoever it administers', async () => {
    await apply(register(administrator), register(account));
    const renamed = { op: 'change-target', target: 'Orders administrator', change: { name: 'Orders DBA' } };
    expect(await apply(renamed, { op: 'retire-target', target: 'Orders account' })).toMatchObject({ status: 200 });
    expect((await targets()).map(({ name }) => name).sort()).toEqual(['Orders', 'Orders DBA']);
  });
});
