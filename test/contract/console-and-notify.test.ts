import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { dynamoNotifications } from '../../src/access/notify/adapters/dynamo-notifications.ts';
import { memoryNotifications } from '../../src/access/notify/adapters/memory-notifications.ts';
import { sendingTo } from '../../src/access/notify/notification.ts';
import type { NotificationStore } from '../../src/access/notify/ports.ts';
import { dynamoEntries } from '../../src/audit/adapters/dynamo-entries.ts';
import { partitionOf } from '../../src/audit/partition.ts';
import { dynamoConsoleSignIns } from '../../src/console/adapters/dynamo-console-sign-ins.ts';
import { memoryConsoleSignIns } from '../../src/console/adapters/memory-console-sign-ins.ts';
import { hashOf, newConsoleSignIn, newCookieValue } from '../../src/console/console-sign-in.ts';
import type { ConsoleSignIns } from '../../src/console/ports.ts';
import { groupName, newId } from '../../src/kernel/ids.ts';
import { ACR_MFA } from '../../src/kernel/principal.ts';
import { bareCloud } from '../support/bare-cloud.ts';
import type { BareCloud } from '../support/bare-cloud.ts';
import { entryAt } from '../support/entries.ts';

const at = 1_800_000_000;
let cloud: BareCloud;
let tables: { accessTable: string; auditTable: string; signInTable: string };

beforeAll(async () => {
  cloud = await bareCloud();
  tables = {
    accessTable: await cloud.table('Access'),
    auditTable: await cloud.table('Audit'),
    signInTable: await cloud.table('SignIn'),
  };
}, 120_000);
afterAll(() => cloud.stop());

const entry = () => entryAt(at, newId, {});
const approvers = groupName.parse('approvers');

const notificationStores: [string, () => NotificationStore][] = [
  ['memory', () => memoryNotifications()],
  ['DynamoDB', () => dynamoNotifications(cloud.documents, tables)],
];
describe.each(notificationStores)('notifications in %s', (_, make) => {
  const intent = sendingTo(approvers, null, at);
  const sent = {
    status: 'sent',
    group: approvers,
    attempts: 0,
    at,
    channel: 'C1',
    ts: '1.2',
    shown: 'h',
    fault: null,
  } as const;
  const failed = { status: 'failed', group: approvers, attempts: 1, at, code: 'timeout' } as const;

  test('what was not sent is not there', async () => {
    const store = make();
    expect(await store.read(newId('req'), approvers)).toBeNull();
    expect(await store.of(newId('req'))).toEqual([]);
  });

  test('come back as they were put, each under its group', async () => {
    const [store, id, other] = [make(), newId('req'), groupName.parse('security')];
    await store.put(id, sent);
    await store.put(id, { ...failed, group: other });
    expect(await store.read(id, approvers)).toEqual(sent);
    expect(await store.of(id)).toEqual([sent, { ...failed, group: other }]);
    expect(await store.of(newId('req'))).toEqual([]);
  });

  test('of many at once, one may post', async () => {
    const [store, id] = [make(), newId('req')];
    const claims = await Promise.all(Array.from({ length: 8 }, () => store.claim(id, intent, entry())));
    expect(claims.filter((won) => won)).toHaveLength(1);
    expect(await store.read(id, approvers)).toEqual(intent);
  });

  test('after a failure another may try; after a success nobody', async () => {
    const [store, id] = [make(), newId('req')];
    await store.put(id, failed);
    expect(await store.claim(id, sendingTo(approvers, failed, at + 60), entry())).toBe(true);
    await store.put(id, sent);
    expect(await store.claim(id, sendingTo(approvers, sent, at + 9999), entry())).toBe(false);
    expect(await store.read(id, approvers)).toEqual(sent);
  });

  test('whoever died while sending holds nobody up for longer than a run can take', async () => {
    const [store, id] = [make(), newId('req')];
    await store.claim(id, intent, entry());
    expect(await store.claim(id, sendingTo(approvers, intent, intent.until), entry())).toBe(false);
    expect(await store.claim(id, sendingTo(approvers, intent, intent.until + 1), entry())).toBe(true);
  });
});

test('in DynamoDB, an intent and its entry are one write', async () => {
  const store = dynamoNotifications(cloud.documents, tables);
  const entries = dynamoEntries(cloud.documents, tables.auditTable);
  const [id, first] = [newId('req'), entry()];
  expect(await store.claim(id, sendingTo(approvers, null, at), first)).toBe(true);
  const range = { first: first.id, after: null, before: newId('ent') };
  expect(await entries.inPartition(partitionOf(first.id), range, 1)).toMatchObject([{ id: first.id }]);
  // The same entry again is refused, and then nothing is claimed.
  const other = newId('req');
  await expect(store.claim(other, sendingTo(approvers, null, at), first)).rejects.toThrow('the audit refused');
  expect(await store.read(other, approvers)).toBeNull();
});

const signInStores: [string, () => ConsoleSignIns][] = [
  ['memory', () => memoryConsoleSignIns()],
  ['DynamoDB', () => dynamoConsoleSignIns(cloud.documents, tables)],
];
describe.each(signInStores)('console sign-ins in %s', (_, make) => {
  const made = () => {
    const hash = hashOf(newCookieValue());
    if (hash === undefined) throw new Error('no hash');
    const issued = { personId: newId('usr'), signInId: newId('sid'), acr: ACR_MFA, authenticatedAt: at };
    return newConsoleSignIn(hash, issued, { now: at, signInSeconds: 43_200 });
  };

  test('come back as they were added, and are gone when removed', async () => {
    const [store, signIn] = [make(), made()];
    expect(await store.read(signIn.hash)).toBeNull();
    await store.add(signIn, null, entry());
    expect(await store.read(signIn.hash)).toEqual(signIn);
    await store.remove(signIn.hash, entry());
    expect(await store.read(signIn.hash)).toBeNull();
    await store.remove(signIn.hash, entry());
  });

  test('a new one takes the place of the one before in the same browser', async () => {
    const [store, before, after] = [make(), made(), made()];
    await store.add(before, null, entry());
    await store.add(after, before.hash, entry());
    expect(await store.read(before.hash)).toBeNull();
    expect(await store.read(after.hash)).toEqual(after);
  });
});
