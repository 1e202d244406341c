import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { dynamoAccess } from '../../src/access/adapters/dynamo-access.ts';
import { dynamoObligations } from '../../src/access/adapters/dynamo-obligations.ts';
import { dynamoTargets } from '../../src/access/adapters/dynamo-targets.ts';
import { memoryAccess } from '../../src/access/adapters/memory-access.ts';
import { askEnd, confirmActive, endNaturally, markEnded } from '../../src/access/grant-transitions.ts';
import { completeDecision, notify, startWorkflow } from '../../src/access/outbox.ts';
import type { AccessStore, DueReads, Outbox, TargetStore, TaskTokens } from '../../src/access/ports.ts';
import { addApproval, approve, cancel } from '../../src/access/request-transitions.ts';
import type { RequestedRequest } from '../../src/access/request.ts';
import { groupName, newId } from '../../src/kernel/ids.ts';
import {
  aCause,
  along,
  aRequest,
  aRule,
  aTarget,
  anActiveGrant,
  anActivatingGrant,
  anApproval,
  anApprovedRequest,
  approvers,
  NOW,
  personActor,
  workflow,
} from '../support/access.ts';
import { bareCloud } from '../support/bare-cloud.ts';
import type { BareCloud } from '../support/bare-cloud.ts';
import { anAccountTarget } from '../support/mortal-vault.ts';
import { aCredential } from '../support/vault/scene.ts';

interface Subject {
  readonly store: AccessStore & TargetStore & TaskTokens & Outbox & DueReads;
  readonly entryIds: () => Promise<readonly string[]>;
}

let cloud: BareCloud;
beforeAll(async () => {
  cloud = await bareCloud();
}, 120_000);
afterAll(() => cloud.stop());

function inMemory(): Promise<Subject> {
  const store = memoryAccess();
  return Promise.resolve({ store, entryIds: () => Promise.resolve(store.entries.map(({ id }) => id)) });
}

let count = 0;
async function inDynamo(): Promise<Subject> {
  count += 1;
  const accessTable = await cloud.table(`Access${count}`, [
    { name: 'due', partitionKey: 'dueShard', sortKey: 'dueAt', sortKeyType: 'N' },
  ]);
  const auditTable = await cloud.table(`Audit${count}`);
  return {
    store: {
      ...dynamoAccess(cloud.documents, { accessTable, auditTable }),
      ...dynamoObligations(cloud.documents, accessTable),
      ...dynamoTargets(cloud.documents, {
        accessTable,
        auditTable,
        directoryTable: await cloud.table(`Directory${count}`),
      }),
    },
    async entryIds() {
      const { Items = [] } = await cloud.documents.send(new ScanCommand({ TableName: auditTable }));
      return Items.map((item) => String(item['sk']));
    },
  };
}

const security = groupName.parse('security');
const twoGroups = () =>
  aRule({
    approval: [
      { count: 1, group: approvers },
      { count: 1, group: security },
    ],
  });

async function pendingIn(store: AccessStore, more: Partial<RequestedRequest> = {}): Promise<RequestedRequest> {
  const request = aRequest(more);
  expect(await store.addRequest(request, along())).toEqual({ written: true });
  return request;
}

const refusedProbe = { result: 'refused', at: NOW + 2000, attempts: 1 } as const;

describe.each([
  ['in memory', inMemory],
  ['in DynamoDB', inDynamo],
])('access %s', (_, subject) => {
  test('what was never stored is not there', async () => {
    const { store } = await subject();
    expect(await store.target(newId('tgt'))).toBeNull();
    expect(await store.request(newId('req'))).toBeNull();
    expect(await store.grant(newId('grt'))).toBeNull();
    expect(await store.event(newId('out'))).toBeNull();
    expect(await store.tokenOf({ stage: 'hold', id: newId('grt') })).toBeNull();
    expect(await store.footprintsOf(newId('tgt'))).toEqual([]);
  });

  test('names, roles and boundaries of targets are each taken once, and a refused target leaves no entry', async () => {
    const { store, entryIds } = await subject();
    const target = aTarget({ name: 'Orders DB' });
    expect(await store.addTarget(target, along())).toEqual({ written: true });
    const failures = [
      [aTarget({ name: 'orders db' }), 'name-free'],
      [aTarget({ roleArn: target.roleArn }), 'role-free'],
      [aTarget({ boundaryArn: target.boundaryArn }), 'boundary-free'],
      [aTarget({ id: target.id }), 'id-free'],
    ] as const;
    for (const [other, failed] of failures)
      expect(await store.addTarget(other, along())).toEqual({ written: false, failed: [failed] });
    expect(await store.target(target.id)).toEqual(target);
    expect(await entryIds()).toHaveLength(1);
  });

  test('credentials and accounts are kept as they are; a secret is taken once, and an administrator knows whom', async () => {
    const { store } = await subject();
    const importedSecret = 'arn:aws:secretsmanager:eu-central-1:000000000000:secret:orders-AbCdEf';
    const credential = aCredential({ name: 'Vaulted', importedSecret });
    const account = anAccountTarget(credential.id, { name: 'Vaulted account' });
    for (const target of [credential, account]) {
      expect(await store.addTarget(target, along())).toEqual({ written: true });
      expect(await store.target(target.id)).toEqual(target);
    }
    const other = aCredential({ name: 'Other', importedSecret });
    expect(await store.addTarget(other, along())).toEqual({ written: false, failed: ['secret-free'] });
    expect(await store.targetOfSecret(importedSecret)).toBe(credential.id);
    expect(await store.targetOfSecret(`${importedSecret}x`)).toBeNull();
    expect(await store.administeredBy(credential.id)).toEqual([account.id]);
    expect(await store.administeredBy(account.id)).toEqual([]);
  });

  test('targets are listed in order, to the end', async () => {
    const { store } = await subject();
    const targets = Array.from({ length: 5 }, () => aTarget());
    for (const target of targets) await store.addTarget(target, along());
    const first = await store.targets({ after: null, limit: 2 });
    expect(first.items).toEqual(targets.slice(0, 2));
    const second = await store.targets({ after: first.next, limit: 2 });
    const third = await store.targets({ after: second.next, limit: 2 });
    expect([...second.items, ...third.items]).toEqual(targets.slice(2));
    expect(third.next).toBeNull();
  });

  test('a request is stored with its entry and its events, and found from every side', async () => {
    const { store, entryIds } = await subject();
    const request = aRequest({ rule: twoGroups() });
    const event = startWorkflow(newId, aCause(), request.id);
    const told = notify(newId, aCause(), request.id, 'requested');
    const records = along([event, told]);
    expect(await store.addRequest(request, records)).toEqual({ written: true });
    expect(await store.request(request.id)).toEqual(request);
    expect(await store.event(event.id)).toEqual(event);
    expect(await store.event(told.id)).toEqual(told);
    expect(await entryIds()).toEqual([records.entry.id]);
    const page = { after: null, limit: 10 };
    expect((await store.requestsOf(request.requester, page)).items).toEqual([request]);
    expect((await store.requestsAwaiting([approvers], page)).items).toEqual([request]);
    expect((await store.requestsAwaiting([approvers, security], page)).items).toEqual([request]);
    expect((await store.requestsAwaiting([groupName.parse('auditors')], page)).items).toEqual([]);
    expect(await store.openOf(request.requester)).toEqual({ requests: [request.id], grants: [] });
    expect(await store.addRequest(request, along())).toEqual({ written: false, failed: ['id-free'] });
  });

  test('own requests page newest first, awaiting ones oldest first, both to the end and none twice', async () => {
    const { store } = await subject();
    const requester = newId('usr');
    const all = [];
    for (let index = 0; index < 7; index += 1)
      all.push((await pendingIn(store, { requester, ...(index % 2 === 0 && { rule: twoGroups() }) })).id);
    const own: string[] = [];
    let after: RequestedRequest['id'] | null = null;
    do {
      const page: Awaited<ReturnType<AccessStore['requestsOf']>> = await store.requestsOf(requester, {
        after,
        limit: 3,
      });
      own.push(...page.items.map(({ id }) => id));
      after = page.next;
    } while (after);
    expect(own).toEqual(all.toReversed());
    const awaiting: string[] = [];
    do {
      const page: Awaited<ReturnType<AccessStore['requestsAwaiting']>> = await store.requestsAwaiting(
        [security, approvers],
        { after, limit: 3 },
      );
      awaiting.push(...page.items.map(({ id }) => id));
      after = page.next;
    } while (after);
    expect(awaiting).toEqual(all);
  });

  test('a request that is no longer requested awaits nobody and is not open, but stays in its requester’s list', async () => {
    const { store } = await subject();
    const request = await pendingIn(store, { rule: twoGroups() });
    const cancelled = cancel(request, 'taken-back', { at: NOW + 1, by: personActor(request.requester) });
    expect(await store.changeRequest({ from: request, to: cancelled }, along())).toEqual({ written: true });
    const page = { after: null, limit: 10 };
    expect((await store.requestsAwaiting([approvers, security], page)).items).toEqual([]);
    expect((await store.requestsOf(request.requester, page)).items).toEqual([cancelled]);
    expect(await store.openOf(request.requester)).toEqual({ requests: [], grants: [] });
  });

  test('a change on an old version or an old state is refused, and leaves neither entry nor event', async () => {
    const { store, entryIds } = await subject();
    const request = await pendingIn(store);
    const vote = anApproval(request);
    const voted = addApproval(request, vote);
    expect(await store.changeRequest({ from: request, to: voted }, along())).toEqual({ written: true });
    const cancelled = cancel(request, 'taken-back', { at: NOW + 1, by: personActor(request.requester) });
    const event = completeDecision(newId, aCause(), request.id);
    const lost = await store.changeRequest({ from: request, to: cancelled }, along([event]));
    expect(lost).toEqual({ written: false, failed: ['request-unchanged'] });
    expect(await store.event(event.id)).toBeNull();
    expect(await entryIds()).toHaveLength(2);
    expect(await store.request(request.id)).toEqual(voted);
  });

  test('of many who decide in the same instant exactly one does', async () => {
    const { store, entryIds } = await subject();
    const request = await pendingIn(store);
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, () => {
        const vote = anApproval(request);
        return store.changeRequest({ from: request, to: approve(request, vote, [vote]) }, along());
      }),
    );
    expect(outcomes.filter(({ written }) => written)).toHaveLength(1);
    expect(await entryIds()).toHaveLength(2);
  });

  test('an entry that is refused takes the whole change with it', async () => {
    const { store, entryIds } = await subject();
    const records = along();
    await store.addRequest(aRequest(), records);
    const request = aRequest();
    const refused = await store.addRequest(request, { ...along(), entry: records.entry });
    expect(refused).toEqual({ written: false, failed: ['recorded'] });
    expect(await store.request(request.id)).toBeNull();
    expect(await entryIds()).toHaveLength(1);
  });

  test('a grant is begun once, and only for the request as it was approved', async () => {
    const { store } = await subject();
    const pending = await pendingIn(store);
    const request = anApprovedRequest(pending);
    const grant = anActivatingGrant(request);
    expect(await store.addGrant({ grant, request }, along())).toEqual({
      written: false,
      failed: ['request-unchanged'],
    });
    await store.changeRequest({ from: pending, to: request }, along());
    expect(await store.addGrant({ grant, request }, along())).toEqual({ written: true });
    expect(await store.addGrant({ grant, request }, along())).toEqual({
      written: false,
      failed: ['grant-new', 'request-unchanged'],
    });
    expect(await store.request(request.id)).toMatchObject({ state: 'approved', claimedAt: grant.createdAt });
    expect(await store.grant(grant.id)).toEqual(grant);
    expect((await store.grantsOf(grant.holder, { after: null, limit: 5 })).items).toEqual([grant]);
    expect(await store.openOf(grant.holder)).toEqual({ requests: [], grants: [grant.id] });
    expect(await store.footprintsOf(grant.targetId)).toEqual([{ grantId: grant.id, state: 'live', until: null }]);
  });

  async function activeIn(store: AccessStore) {
    const pending = await pendingIn(store);
    const request = anApprovedRequest(pending);
    await store.changeRequest({ from: pending, to: request }, along());
    const activating = anActivatingGrant(request);
    await store.addGrant({ grant: activating, request }, along());
    const active = anActiveGrant(request);
    expect(await store.changeGrant({ from: activating, to: active }, along())).toEqual({ written: true });
    return { activating, active };
  }

  test('a grant changes only from what is stored: who comes late changes nothing', async () => {
    const { store } = await subject();
    const { activating, active } = await activeIn(store);
    const late = confirmActive(activating, { at: NOW + 30, by: workflow });
    expect(await store.changeGrant({ from: activating, to: late }, along())).toEqual({
      written: false,
      failed: ['grant-unchanged'],
    });
    expect(await store.grant(active.id)).toEqual(active);
  });

  test('an early end is denied on the target until its credentials are dead; the natural end leaves nothing', async () => {
    const { store } = await subject();
    const { active } = await activeIn(store);
    const asked = askEnd(active, { why: 'revoked', by: workflow, at: NOW + 100 });
    if (asked.outcome !== 'ending') throw new Error('an active grant can be ended');
    await store.changeGrant({ from: active, to: asked.grant }, along());
    const denied = { grantId: active.id, state: 'denied' };
    expect(await store.footprintsOf(active.targetId)).toEqual([{ ...denied, until: null }]);
    await store.forgetFootprint(active.targetId, active.id, NOW + 1_000_000);
    expect(await store.footprintsOf(active.targetId)).toHaveLength(1);

    const ended = markEnded(asked.grant, { ...refusedProbe, at: NOW + 104 }, { at: NOW + 105, by: workflow });
    await store.changeGrant({ from: asked.grant, to: ended }, along());
    const until = active.credentialsUntil + 300;
    expect(await store.footprintsOf(active.targetId)).toEqual([{ ...denied, until }]);
    expect(await store.openOf(active.holder)).toEqual({ requests: [], grants: [] });
    await store.forgetFootprint(active.targetId, active.id, until - 1);
    expect(await store.footprintsOf(active.targetId)).toHaveLength(1);
    await store.forgetFootprint(active.targetId, active.id, until);
    await store.forgetFootprint(active.targetId, active.id, until);
    expect(await store.footprintsOf(active.targetId)).toEqual([]);

    const { active: other } = await activeIn(store);
    const ending = endNaturally(other, { at: other.endsAt, by: workflow });
    await store.changeGrant({ from: other, to: ending }, along());
    expect(await store.footprintsOf(other.targetId)).toEqual([{ grantId: other.id, state: 'live', until: null }]);
    const over = markEnded(ending, refusedProbe, { at: NOW + 2001, by: workflow });
    await store.changeGrant({ from: ending, to: over }, along());
    expect(await store.footprintsOf(other.targetId)).toEqual([]);
  });

  test('what is due is found when its time has come, and not once it is settled', async () => {
    const { store } = await subject();
    const request = aRequest({ expiresAt: NOW + 100 });
    const event = startWorkflow(newId, aCause(), request.id);
    await store.addRequest(request, along([event]));
    expect(await store.dueBy(NOW + 59, 40)).toEqual([]);
    expect(await store.dueBy(NOW + 60, 40)).toEqual([{ kind: 'event', id: event.id }]);
    expect(await store.dueBy(NOW + 100, 40)).toEqual(
      expect.arrayContaining([
        { kind: 'event', id: event.id },
        { kind: 'request', id: request.id },
      ]),
    );
    await store.delivered(event.id);
    await store.delivered(event.id);
    await store.changeRequest({ from: request, to: cancel(request, 'leaver', { at: NOW, by: workflow }) }, along());
    expect(await store.dueBy(NOW + 1000, 40)).toEqual([]);

    const { active } = await activeIn(store);
    expect(await store.dueBy(active.endsAt - 1, 40)).toEqual([]);
    expect(await store.dueBy(active.endsAt, 40)).toEqual([{ kind: 'grant', id: active.id }]);
    const ending = endNaturally(active, { at: active.endsAt, by: workflow });
    await store.changeGrant({ from: active, to: ending }, along());
    expect(await store.dueBy(active.endsAt + 59, 40)).toEqual([]);
    expect(await store.dueBy(active.endsAt + 60, 40)).toEqual([{ kind: 'grant', id: active.id }]);
    const ended = markEnded(ending, refusedProbe, { at: active.endsAt + 61, by: workflow });
    await store.changeGrant({ from: ending, to: ended }, along());
    expect(await store.dueBy(active.endsAt + 100_000, 40)).toEqual([]);
  });

  test('a task’s later token replaces the earlier one', async () => {
    const { store } = await subject();
    const task = { stage: 'decision', id: newId('req') } as const;
    await store.keepToken(task, 'first', NOW + 100);
    await store.keepToken(task, 'second', NOW + 100);
    expect(await store.tokenOf(task)).toBe('second');
  });
});

test('no field of what is stored is taken for the table’s own time to live', async () => {
  const { store } = await inDynamo();
  await pendingIn(store);
  const { Items = [] } = await cloud.documents.send(new ScanCommand({ TableName: `Access${count}` }));
  expect(Items).not.toHaveLength(0);
  for (const item of Items) expect(Object.keys(item)).not.toContain('expiresAt');
});
