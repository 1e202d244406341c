import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { dynamoDenials } from '../../src/audit/adapters/dynamo-denials.ts';
import { dynamoEntries } from '../../src/audit/adapters/dynamo-entries.ts';
import { memoryDenials } from '../../src/audit/adapters/memory-denials.ts';
import { memoryEntries } from '../../src/audit/adapters/memory-entries.ts';
import { partitionOf } from '../../src/audit/partition.ts';
import type { EntryStore } from '../../src/audit/ports.ts';
import { DENIALS_PER_MINUTE, recordDenial } from '../../src/audit/record-denial.ts';
import type { DenialStore } from '../../src/audit/record-denial.ts';
import { firstIdAt, newId } from '../../src/kernel/ids.ts';
import { bareCloud } from '../support/bare-cloud.ts';
import type { BareCloud } from '../support/bare-cloud.ts';
import { causeAt, entryAt, idsAt } from '../support/entries.ts';

const at = 1_800_000_000;
let cloud: BareCloud;
let tables: { auditTable: string; countersTable: string };

beforeAll(async () => {
  cloud = await bareCloud();
  tables = {
    auditTable: await cloud.table('Audit', [{ name: 'byGrant', partitionKey: 'grantId', sortKey: 'id' }]),
    countersTable: await cloud.table('Counters'),
  };
}, 120_000);
afterAll(() => cloud.stop());

const range = { first: firstIdAt('ent', 0), after: null, before: firstIdAt('ent', at * 2) };

const entryStores: [string, () => EntryStore][] = [
  ['memory', () => memoryEntries()],
  ['DynamoDB', () => dynamoEntries(cloud.documents, tables.auditTable)],
];
describe.each(entryStores)('entries in %s', (_, make) => {
  const ids = idsAt(() => at);
  const grantId = newId('grt');
  const entries = Array.from({ length: 9 }, (_each, i) =>
    entryAt(at, ids, i % 3 === 0 ? { facts: { i } } : { grantId, targetId: newId('tgt'), facts: { i, note: null } }),
  );
  const ofGrant = entries.filter((entry) => entry.grantId !== null);
  let store: EntryStore;
  beforeAll(async () => {
    store = make();
    for (const entry of entries) await store.put(entry);
  });
  const idsOf = (found: readonly { id: string }[]) => found.map(({ id }) => id);

  test('come back as they were put', async () => {
    for (const entry of entries) {
      const [found] = await store.inPartition(partitionOf(entry.id), { ...range, first: entry.id }, 1);
      expect(found).toEqual({ id: entry.id, entry });
    }
  });

  test('lie in the partition of their id, in order', async () => {
    const partitions = new Set(entries.map(({ id }) => partitionOf(id)));
    for (const partition of partitions)
      expect(idsOf(await store.inPartition(partition, range, 100))).toEqual(
        idsOf(entries.filter(({ id }) => partitionOf(id) === partition)),
      );
  });

  test('are found by grant, and only those', async () => {
    expect(await store.ofGrant(grantId, range, 100)).toEqual(ofGrant.map((entry) => ({ id: entry.id, entry })));
    expect(await store.ofGrant(newId('grt'), range, 100)).toEqual([]);
  });

  test('the first id is in, `after` and `before` are out, and the limit is a limit', async () => {
    const [one, two, three, four, five] = ofGrant.map(({ id }) => id);
    if (!one || !two || !three || !four || !five) throw new Error('five are there');
    expect(idsOf(await store.ofGrant(grantId, { first: two, after: null, before: five }, 9))).toEqual([
      two,
      three,
      four,
    ]);
    expect(idsOf(await store.ofGrant(grantId, { first: one, after: two, before: five }, 9))).toEqual([three, four]);
    expect(idsOf(await store.ofGrant(grantId, { first: one, after: two, before: five }, 1))).toEqual([three]);
    expect(await store.ofGrant(grantId, { first: one, after: four, before: five }, 9)).toEqual([]);
    expect(await store.ofGrant(grantId, { first: five, after: null, before: one }, 9)).toEqual([]);
  });

  test('are put once: a second put of an id changes nothing and fails', async () => {
    const [entry] = entries;
    if (!entry) throw new Error('one is there');
    await expect(store.put({ ...entry, outcome: 'failed' })).rejects.toThrow();
    const [found] = await store.inPartition(partitionOf(entry.id), { ...range, first: entry.id }, 1);
    expect(found?.entry?.outcome).toBe('allowed');
  });
});

test('DynamoDB cuts its answers at a megabyte; a reading goes on to the end', async () => {
  const store = dynamoEntries(cloud.documents, tables.auditTable);
  const grantId = newId('grt');
  const ids = idsAt(() => at + 7200);
  const large = 'x'.repeat(150_000);
  const entries = Array.from({ length: 12 }, () => entryAt(at + 7200, ids, { grantId, facts: { large } }));
  for (const entry of entries) await store.put(entry);
  expect((await store.ofGrant(grantId, range, 200)).map(({ id }) => id)).toEqual(entries.map(({ id }) => id));
});

test('in DynamoDB, an item that is no entry is found as such', async () => {
  const id = idsAt(() => at + 9000)('ent');
  await cloud.documents.send(
    new PutCommand({ TableName: tables.auditTable, Item: { pk: partitionOf(id), sk: id, id, action: 'forged' } }),
  );
  const store = dynamoEntries(cloud.documents, tables.auditTable);
  expect(await store.inPartition(partitionOf(id), { ...range, first: id }, 9)).toEqual([{ id, entry: null }]);
});

const denialStores: [string, () => DenialStore][] = [
  ['memory', () => memoryDenials()],
  ['DynamoDB', () => dynamoDenials(cloud.documents, tables, () => undefined)],
];
describe.each(denialStores)('denials in %s', (_, make) => {
  test('are counted by key and minute, and a new minute is told once what was before', async () => {
    const store = make();
    const [one, other] = [newId('usr'), newId('usr')];
    const count = (key: string, minute: number) => store.count(key, minute, at + 60);
    expect(await count(one, 5)).toEqual({ count: 1, before: 0 });
    expect(await count(one, 5)).toEqual({ count: 2, before: 0 });
    expect(await count(other, 5)).toEqual({ count: 1, before: 0 });
    expect(await count(one, 9)).toEqual({ count: 1, before: 2 });
    expect(await count(one, 9)).toEqual({ count: 2, before: 0 });
  });

  test('a clock that is behind counts into the minute that has begun', async () => {
    const store = make();
    const key = newId('usr');
    await store.count(key, 9, at);
    expect(await store.count(key, 8, at)).toEqual({ count: 2, before: 0 });
  });

  test('many at once are all counted, and one of them starts the minute', async () => {
    const store = make();
    const key = newId('usr');
    await store.count(key, 1, at);
    const all = await Promise.all(Array.from({ length: 20 }, () => store.count(key, 2, at)));
    expect(all.map(({ count }) => count).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_each, i) => i + 1),
    );
    expect(all.filter(({ before }) => before === 1)).toHaveLength(1);
  });
});

test('in DynamoDB, a flood leaves the budget of entries, each put once', async () => {
  const store = dynamoDenials(cloud.documents, tables, () => undefined);
  const cause = causeAt(at + 86_400);
  const ids = idsAt(() => at + 86_400);
  const denied = { action: 'request:decide', resource: newId('req'), code: 'own_request', policies: [] };
  await Promise.all(Array.from({ length: 2 * DENIALS_PER_MINUTE }, () => recordDenial(store, ids, cause, denied)));
  const reader = dynamoEntries(cloud.documents, tables.auditTable);
  const hour = Math.floor((at + 86_400) / 3600);
  const found = await Promise.all([0, 1, 2, 3].map((shard) => reader.inPartition(`${hour}#${shard}`, range, 100)));
  expect(found.flat()).toHaveLength(DENIALS_PER_MINUTE);
});
