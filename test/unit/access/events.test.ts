import { beforeEach, describe, expect, test } from '@jest/globals';
import { requestDigest } from '../../../src/access/digest.ts';
import { endLeaver } from '../../../src/access/end-leaver.ts';
import { beginActivation, confirmActive } from '../../../src/access/grant-transitions.ts';
import { runWorkflow } from '../../../src/access/run-workflow.ts';
import type { TaskOutput } from '../../../src/access/ports.ts';
import { recheckRequest } from '../../../src/access/recheck-request.ts';
import { stillStands } from '../../../src/access/still-stands.ts';
import { addMember } from '../../../src/identity/add-member.ts';
import { disablePerson } from '../../../src/identity/disable-person.ts';
import { enablePerson } from '../../../src/identity/enable-person.ts';
import { removeEligibility } from '../../../src/identity/remove-eligibility.ts';
import { removeMember } from '../../../src/identity/remove-member.ts';
import { groupName, newId } from '../../../src/kernel/ids.ts';
import { along, workflow } from '../../support/access.ts';
import { causeAt, valueOf } from '../../support/company.ts';
import { office } from '../../support/office.ts';

let it: Awaited<ReturnType<typeof office>>;
beforeEach(async () => {
  it = await office();
  // Ids carry the time at which they are really made; a leaver's event is compared with it.
  it.at(Math.floor(Date.now() / 1000) - 1_800_000_000);
});

const approvers = groupName.parse('approvers');
const realNow = () => Math.floor(Date.now() / 1000);

async function approved() {
  const { id } = await it.asked();
  await it.decide(await it.read({ id }, it.people.bob), it.people.bob);
  const request = await it.access.request(id);
  if (request?.state !== 'approved') throw new Error('expected an approved request');
  return request;
}

async function active() {
  const request = await approved();
  const begun = beginActivation(request, { at: it.now(), by: workflow });
  await it.access.addGrant({ grant: begun, request }, along());
  const to = confirmActive(begun, { at: it.now(), by: workflow });
  await it.access.changeGrant({ from: begun, to }, along());
  return to;
}

describe('the workflow is told', () => {
  const started: string[] = [];
  const under: string[] = [];
  const completed: { token: string; output: TaskOutput }[] = [];
  const engine = {
    async start({ id }: { id: string }, correlationId: string) {
      started.push(id);
      under.push(correlationId);
    },
    complete: async (token: string, output: TaskOutput) => void completed.push({ token, output }),
  };
  beforeEach(() => {
    started.length = 0;
    under.length = 0;
    completed.length = 0;
  });
  const deliverAll = async () => {
    for (const { id, kind } of it.access.events())
      if (kind !== 'notify') await runWorkflow({ store: it.access, engine }, id);
  };
  const undelivered = () => it.access.events().filter(({ kind }) => kind !== 'notify');

  test('to start, once the request is stored; delivered twice is the same', async () => {
    const { id } = await it.asked();
    const [event] = undelivered();
    await deliverAll();
    if (event) await runWorkflow({ store: it.access, engine }, event.id);
    expect(started).toEqual([id]);
    expect(undelivered()).toEqual([]);
  });

  test('under which call it was asked for; an event that an earlier version stored goes by its request', async () => {
    const { id } = await it.asked();
    const [event] = undelivered();
    if (event?.kind !== 'start-workflow') throw new Error('expected the start');
    const { correlationId, ...before } = event;
    const store = { ...it.access, event: async () => before };
    await runWorkflow({ store, engine }, event.id);
    expect(await runWorkflow({ store: it.access, engine }, event.id)).toMatchObject({ outcome: 'delivered-before' });
    await it.asked();
    await deliverAll();
    expect(under).toEqual([id, correlationId]);
  });

  test('not to start for what was taken back before', async () => {
    const { id } = await it.asked();
    await it.call(`POST /requests/${id}/cancel`, { as: it.people.alice });
    await deliverAll();
    expect(started).toEqual([]);
    expect(undelivered()).toEqual([]);
  });

  test('the decision, by the token that waits for it', async () => {
    const request = await approved();
    await it.access.keepToken({ stage: 'decision', id: request.id }, 'token-1', 0);
    await deliverAll();
    expect(completed).toEqual([
      { token: 'token-1', output: { schemaVersion: 1, id: request.id, state: 'approved', correlationId: 'call-1' } },
    ]);
  });

  test('nothing when nobody waits yet: whoever begins to wait looks first', async () => {
    await approved();
    await deliverAll();
    expect(completed).toEqual([]);
    expect(undelivered()).toEqual([]);
  });

  test('again, when it did not answer', async () => {
    await it.asked();
    const failing = { ...engine, start: () => Promise.reject(new Error('no answer')) };
    const [event] = undelivered();
    if (!event) throw new Error('expected an event');
    await expect(runWorkflow({ store: it.access, engine: failing }, event.id)).rejects.toThrow('no answer');
    expect(undelivered()).toHaveLength(1);
    await deliverAll();
    expect(started).toHaveLength(1);
  });
});

describe('someone who leaves', () => {
  const leave = async (at = realNow()) => {
    valueOf(await disablePerson(it.company.means, causeAt(at), it.people.alice.id));
    const event = it.directory.events.find((each) => each.kind === 'person-disabled');
    if (!event) throw new Error('expected an event');
    return event;
  };
  const surroundings = () => ({
    access: it.access,
    directory: it.directory,
    authorization: it.means.authorization,
    newId,
  });

  test('loses what they asked for and hold; told twice is the same', async () => {
    const pending = await it.asked();
    const grant = await active();
    const event = await leave();
    expect(await endLeaver(surroundings(), event, realNow())).toEqual({ cancelled: 1, ended: 1 });
    expect(await it.access.request(pending.id)).toMatchObject({ state: 'cancelled', why: 'leaver' });
    expect(await it.access.grant(grant.id)).toMatchObject({ state: 'ending', why: 'leaver' });
    const entries = it.access.entries.length;
    await endLeaver(surroundings(), event, realNow());
    expect(it.access.entries).toHaveLength(entries);
  });

  test('and comes back at once has lost it all the same; what they ask for afterwards stays', async () => {
    const before = await it.asked();
    const event = await leave();
    valueOf(await enablePerson(it.company.means, causeAt(realNow()), it.people.alice.id));
    await endLeaver(surroundings(), event, realNow());
    expect(await it.access.request(before.id)).toMatchObject({ state: 'cancelled' });
    const after = await it.asked();
    await endLeaver(surroundings(), { ...event, at: realNow() - 60 }, realNow());
    expect(await it.access.request(after.id)).toMatchObject({ state: 'requested' });
  });

  test('a target loses what they hold of it, and nothing else', async () => {
    const grant = await active();
    const removed = { personId: it.people.alice.id, targetId: newId('tgt') };
    const event = { id: newId('out'), at: realNow(), kind: 'eligibility-removed', ...removed } as const;
    expect(await endLeaver(surroundings(), event, realNow())).toEqual({ cancelled: 0, ended: 0 });
    const pending = await it.asked();
    valueOf(
      await removeEligibility(it.company.means, causeAt(realNow()), {
        personId: it.people.alice.id,
        targetId: it.target.id,
      }),
    );
    const real = it.directory.events.find((each) => each.kind === 'eligibility-removed');
    if (!real) throw new Error('expected an event');
    await endLeaver(surroundings(), real, realNow());
    expect(await it.access.grant(grant.id)).toMatchObject({ state: 'ending', why: 'leaver' });
    expect(await it.access.request(pending.id)).toMatchObject({ state: 'cancelled', why: 'ineligible' });
  });

  test('is not done with while the record refuses: the event comes again', async () => {
    await it.asked();
    const event = await leave();
    it.access.failNext('entry-refused');
    await expect(endLeaver(surroundings(), event, realNow())).rejects.toThrow('audit entry');
    expect(await endLeaver(surroundings(), event, realNow())).toEqual({ cancelled: 1, ended: 0 });
  });
});

describe('what was approved, looked at again at activation', () => {
  const sources = () => ({ access: it.access, directory: it.directory, authorization: it.means.authorization });

  test('still stands, and names the target to lend', async () => {
    expect(await stillStands(sources(), await approved())).toEqual({ ok: true, value: it.target });
  });

  test('no longer stands when the requester has left, or is not eligible any more', async () => {
    const request = await approved();
    valueOf(
      await removeEligibility(it.company.means, causeAt(), { personId: it.people.alice.id, targetId: it.target.id }),
    );
    expect(await stillStands(sources(), request)).toMatchObject({ refusal: { code: 'not_eligible' } });
  });

  test('no longer stands when whoever agreed is an approver no more, nor when they were disabled', async () => {
    const request = await approved();
    const who = { personId: it.people.bob.id, group: approvers };
    valueOf(await removeMember(it.company.means, causeAt(), who));
    expect(await stillStands(sources(), request)).toMatchObject({ ok: false });
    valueOf(await addMember(it.company.means, causeAt(), who));
    expect(await stillStands(sources(), request)).toMatchObject({ ok: true });
    valueOf(await disablePerson(it.company.means, causeAt(), it.people.bob.id));
    expect(await stillStands(sources(), request)).toMatchObject({ ok: false });
  });

  test('no longer stands when what was asked, or its rule, is not what was agreed to', async () => {
    const request = await approved();
    const moved = [
      { ...request, targetVersion: 2 },
      { ...request, rule: { ...request.rule, policyHash: 'b'.repeat(64) } },
      { ...request, rule: { ...request.rule, maxSeconds: 7200 } },
      { ...request, rule: { ...request.rule, policies: ['rule.standard'] } },
    ].map((each) => ({ ...each, digest: requestDigest(each) }));
    const altered = [
      { ...request, reason: 'another' },
      { ...request, seconds: 60 },
    ];
    for (const each of [...moved, ...altered])
      expect(await recheckRequest(sources(), each)).toMatchObject({ refusal: { code: 'request_changed' } });
  });
});
