import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { dynamoTargets } from '../../src/access/adapters/dynamo-targets.ts';
import { memoryAccess } from '../../src/access/adapters/memory-access.ts';
import type { TargetStore } from '../../src/access/ports.ts';
import { newEntry } from '../../src/audit/entry.ts';
import { dynamoRules } from '../../src/authorization/adapters/dynamo-rules.ts';
import { ruleSet } from '../../src/authorization/company-rule.ts';
import type { RuleReads } from '../../src/authorization/rules-in-force.ts';
import { dynamoChanges } from '../../src/configuration/adapters/dynamo-changes.ts';
import { dynamoConfiguration } from '../../src/configuration/adapters/dynamo-configuration.ts';
import { approve, withdraw } from '../../src/configuration/change-transitions.ts';
import type { ChangeIn } from '../../src/configuration/change.ts';
import type { ConfigurationOperation } from '../../src/configuration/operation.ts';
import type { ChangeStore, ConfigurationStores } from '../../src/configuration/ports.ts';
import { dynamoDirectory } from '../../src/identity/adapters/dynamo-directory.ts';
import { memoryDirectory } from '../../src/identity/adapters/memory-directory.ts';
import type { Directory } from '../../src/identity/ports.ts';
import { groupName, newId } from '../../src/kernel/ids.ts';
import { ConfigurationMoved } from '../../src/kernel/revision.ts';
import { along, aTarget, NOW } from '../support/access.ts';
import { bareCloud } from '../support/bare-cloud.ts';
import type { BareCloud } from '../support/bare-cloud.ts';
import { causeAt } from '../support/company.ts';
import { memoryConfiguration } from '../support/configuration.ts';

interface Subject {
  readonly stores: ConfigurationStores;
  readonly changes: ChangeStore;
  readonly rules: RuleReads;
  /** The same stores for somebody who changes one thing over the API. */
  readonly byHand: { readonly directory: Directory; readonly targets: TargetStore };
}

let cloud: BareCloud;
beforeAll(async () => {
  cloud = await bareCloud();
}, 120_000);
afterAll(() => cloud.stop());

const inMemory = (): Promise<Subject> => Promise.resolve(memoryConfiguration(memoryDirectory(), memoryAccess()));

let made = 0;
async function inDynamo(): Promise<Subject> {
  made += 1;
  const due = [{ name: 'due', partitionKey: 'dueShard', sortKey: 'dueAt', sortKeyType: 'N' }] as const;
  const tables = {
    accessTable: await cloud.table(`ConfAccess${made}`, [...due]),
    directoryTable: await cloud.table(`ConfDirectory${made}`, [...due]),
    signInTable: await cloud.table(`ConfSignIn${made}`),
    auditTable: await cloud.table(`ConfAudit${made}`),
  };
  const { documents } = cloud;
  return {
    stores: dynamoConfiguration(documents, tables),
    changes: dynamoChanges(documents, tables),
    rules: dynamoRules(documents, tables.accessTable),
    byHand: { directory: dynamoDirectory(documents, tables), targets: dynamoTargets(documents, tables) },
  };
}

const entry = () => newEntry(newId, causeAt(), { action: 'test.write', outcome: 'allowed' });
const group = (name: string) => ({ name: groupName.parse(name), description: 'a group', version: 1 });
const aChange = (operations: number): ChangeIn<'proposed'> => ({
  id: newId('chg'),
  state: 'proposed',
  proposer: newId('usr'),
  proposedAt: NOW,
  expiresAt: NOW + 3600,
  baseRevision: 0,
  operations,
  digest: 'd'.repeat(64),
  reason: 'a reason',
  version: 1,
});

describe.each([
  ['in memory', inMemory],
  ['in DynamoDB', inDynamo],
])('the configuration %s', (_where, make) => {
  const number = async ({ stores }: Subject) => (await stores.revision()).number;

  test('counts what is changed by hand, whatever it is, and by how many at once', async () => {
    const it = await make();
    expect(await it.stores.revision()).toEqual({ number: 0, last: null });
    await it.byHand.directory.addGroup(group('engineers'), entry());
    await it.byHand.targets.addTarget(aTarget(), along());
    expect(await it.stores.revision()).toEqual({ number: 2, last: null });
    const names = ['one', 'two', 'three', 'four'];
    const written = await Promise.all(names.map((name) => it.byHand.directory.addGroup(group(name), entry())));
    expect(written).toEqual(names.map(() => ({ written: true })));
    expect(await number(it)).toBe(6);
    expect(await it.byHand.directory.addGroup(group('one'), entry())).toEqual({
      written: false,
      failed: ['name-free'],
    });
    expect(await number(it)).toBe(6);
  });

  test('lets a step be taken only from the revision that it leaves, and says which step it was', async () => {
    const it = await make();
    const changeId = newId('chg');
    const first = it.stores.step(0, { changeId, step: 0 });
    expect(first.taken()).toBe(false);
    expect(await first.directory.addGroup(group('engineers'), entry())).toEqual({ written: true });
    expect(first.taken()).toBe(true);
    expect(await it.stores.revision()).toEqual({ number: 1, last: { changeId, step: 0 } });
    const late = it.stores.step(0, { changeId: newId('chg'), step: 0 });
    await expect(late.directory.addGroup(group('others'), entry())).rejects.toThrow(ConfigurationMoved);
    // What is there already and at another revision is first of all at another revision.
    await expect(late.directory.addGroup(group('engineers'), entry())).rejects.toThrow(ConfigurationMoved);
    await expect(late.targets.addTarget(aTarget(), along())).rejects.toThrow(ConfigurationMoved);
    expect(await it.byHand.directory.group(groupName.parse('others'))).toBeNull();
    expect(await it.stores.step(1, { changeId, step: 1 }).targets.addTarget(aTarget(), along())).toEqual({
      written: true,
    });
    expect(await it.stores.revision()).toEqual({ number: 2, last: { changeId, step: 1 } });
    await it.byHand.directory.addGroup(group('others'), entry());
    expect(await it.stores.revision()).toEqual({ number: 3, last: null });
  });

  test('of eight that take the same step at once, one does', async () => {
    const it = await make();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, (_, at) =>
        it.stores.step(0, { changeId: newId('chg'), step: 0 }).directory.addGroup(group(`team-${at}`), entry()),
      ),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBe(1);
    expect(await number(it)).toBe(1);
  });

  test('puts rules in force as one set, and keeps them under their hash', async () => {
    const it = await make();
    expect(await it.rules.hashInForce()).toBeNull();
    const set = ruleSet([
      {
        name: 'orders',
        says: 'Orders for an hour',
        groups: [groupName.parse('engineers')],
        people: [],
        targets: [newId('tgt')],
        maxSeconds: 3600,
        approval: [{ count: 1, group: groupName.parse('approvers') }],
        peers: false,
      },
    ]);
    const event = { id: newId('out'), kind: 'rights-changed', targets: [], at: NOW } as const;
    const step = { changeId: newId('chg'), step: 0 };
    await it.stores.step(0, step).rules.setRules(set, { ...event, targets: [] }, entry());
    expect(await it.rules.hashInForce()).toBe(set.hash);
    expect(await it.rules.ruleSet(set.hash)).toEqual(set);
    await expect(it.rules.ruleSet('f'.repeat(64))).rejects.toThrow();
    await expect(
      it.stores.step(0, step).rules.setRules(ruleSet([]), { ...event, targets: [] }, entry()),
    ).rejects.toThrow(ConfigurationMoved);
  });

  test('gives operations back in their order, wherever one begins', async () => {
    const it = await make();
    const operations = Array.from({ length: 250 }, (_, at): ConfigurationOperation => ({
      op: 'disable-person',
      email: `person${at}@example.com`,
    }));
    const change = aChange(operations.length);
    await it.changes.addChange(change, operations, entry());
    expect(await it.changes.operations(change.id, 0, 250)).toEqual(operations);
    expect(await it.changes.operations(change.id, 95, 10)).toEqual(operations.slice(95, 105));
    expect(await it.changes.operations(change.id, 240, 100)).toEqual(operations.slice(240));
    expect(await it.changes.operations(newId('chg'), 0, 10)).toEqual([]);
  });

  test('moves a change only from the state that was read', async () => {
    const it = await make();
    const [one, other] = [aChange(1), aChange(1)];
    for (const change of [one, other])
      await it.changes.addChange(change, [{ op: 'disable-person', email: 'a@b.example' }], entry());
    const by = { by: newId('usr'), at: NOW };
    const approved = approve(one, by);
    expect(await it.changes.replaceChange({ from: one, to: approved }, entry())).toEqual({ written: true });
    expect(await it.changes.replaceChange({ from: one, to: withdraw(one, by) }, entry())).toMatchObject({
      written: false,
    });
    expect(await it.changes.change(one.id)).toEqual(approved);
    expect(await it.changes.change(newId('chg'))).toBeNull();
    const first = await it.changes.changes({ after: null, limit: 1 });
    expect(first.items.map(({ id }) => id)).toEqual([other.id]);
    const rest = await it.changes.changes({ after: first.next, limit: 5 });
    expect(rest).toEqual({ items: [approved], next: null });
  });
});
