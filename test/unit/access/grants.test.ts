import { beforeEach, describe, expect, test } from '@jest/globals';
import { askEnd, beginActivation, confirmActive, markEnded } from '../../../src/access/grant-transitions.ts';
import type { ActiveGrant, Grant } from '../../../src/access/grant.ts';
import { grantView } from '../../../src/http/contract/grants.ts';
import { newEntry } from '../../../src/audit/entry.ts';
import { newId } from '../../../src/kernel/ids.ts';
import { aCause, along, NOW, workflow } from '../../support/access.ts';
import { office } from '../../support/office.ts';

let it: Awaited<ReturnType<typeof office>>;
let active: ActiveGrant;
beforeEach(async () => {
  it = await office();
  active = await activeGrant();
});

/** As the workflow would do it. */
async function activeGrant(): Promise<ActiveGrant> {
  const { begun, grant } = await begin();
  const confirmed = confirmActive(begun, { at: NOW + 12, by: workflow });
  if (confirmed.state !== 'active') throw new Error('expected an active grant');
  await it.access.changeGrant({ from: grant, to: confirmed }, along());
  return confirmed;
}

async function begin() {
  const { id } = await it.asked();
  await it.decide(await it.read({ id }, it.people.bob), it.people.bob);
  const request = await it.access.request(id);
  if (request?.state !== 'approved') throw new Error('expected an approved request');
  const grant = beginActivation(request, { at: NOW + 10, by: workflow });
  await it.access.addGrant({ grant, request }, along());
  return { begun: grant, grant };
}

const end = (as: keyof typeof it.people, { id }: Grant = active) =>
  it.call(`POST /grants/${id}/end`, { as: it.people[as] });
const holds = () => it.access.events().filter((event) => event.kind === 'complete-task' && event.task.stage === 'hold');

describe('ending a grant early', () => {
  test('its holder gives it back: it is ending, denied on its target, and the hold is cut short', async () => {
    expect(await end('alice')).toMatchObject({ status: 202, body: { state: 'ending', end: { why: 'returned' } } });
    expect(holds()).toHaveLength(1);
    expect(await it.access.footprintsOf(it.target.id)).toMatchObject([{ state: 'denied', until: null }]);
    expect(it.access.entries.at(-1)).toMatchObject({ action: 'grant.end', reasons: ['holder.follows-own-grant'] });
  });

  test.each([
    ['bob', 'approver.ends-grant'],
    ['ada', 'administrator.ends-grant'],
  ] as const)('%s revokes it, even with an old sign-in', async (name, policy) => {
    const answer = await it.call(`POST /grants/${active.id}/end`, {
      as: it.people[name],
      signedInFor: 80_000,
      acr: 'urn:sallyport:acr:password',
    });
    expect(answer).toMatchObject({ status: 202, body: { end: { why: 'revoked', by: { kind: 'person' } } } });
    expect(it.access.entries.at(-1)?.reasons).toEqual([policy]);
  });

  test.each(['dave', 'carol'] as const)('%s may not, and that is recorded', async (name) => {
    expect(await end(name)).toMatchObject({ status: 403, code: 'not_permitted' });
    expect(it.denied).toEqual(['grant:end not_permitted']);
    expect(await it.access.grant(active.id)).toEqual(active);
  });

  test('twice is no error and one entry', async () => {
    await end('alice');
    const before = it.access.entries.length;
    expect(await end('bob')).toMatchObject({ status: 202, body: { end: { why: 'returned' } } });
    expect(it.access.entries).toHaveLength(before);
  });

  test('while it is being activated is noted: it will never become active', async () => {
    const { begun } = await begin();
    expect(await end('alice', begun)).toMatchObject({ status: 202, body: { state: 'activating' } });
    const noted = await it.access.grant(begun.id);
    if (noted?.state !== 'activating') throw new Error('expected an activating grant');
    expect(confirmActive(noted, { at: NOW + 13, by: workflow })).toMatchObject({ state: 'ending', why: 'returned' });
  });

  test('that meets the confirmation of its activation ends the active grant', async () => {
    const { begun } = await begin();
    it.access.beforeNextWrite(() =>
      it.access.changeGrant({ from: begun, to: confirmActive(begun, { at: NOW + 12, by: workflow }) }, along()),
    );
    expect(await end('alice', begun)).toMatchObject({ status: 202, body: { state: 'ending' } });
  });

  test('once it has ended is refused', async () => {
    await end('alice');
    const ending = await it.access.grant(active.id);
    if (ending?.state !== 'ending') throw new Error('expected an ending grant');
    const to = markEnded(ending, { result: 'refused', at: NOW + 5, attempts: 2 }, { at: NOW + 5, by: workflow });
    await it.access.changeGrant({ from: ending, to }, along());
    expect(await end('alice')).toMatchObject({ status: 409, code: 'grant_not_active' });
    const shown = grantView.parse((await it.call(`GET /grants/${active.id}`, { as: it.people.carol })).body);
    expect(shown).toMatchObject({ state: 'ended', timeToEndSeconds: 5, probe: { result: 'refused', attempts: 2 } });
    expect(shown.transitions.map(({ state }) => state)).toEqual([
      ...['requested', 'approved', 'activating', 'active', 'ending', 'ended'],
    ]);
  });

  test('does not happen when the audit refuses the entry', async () => {
    it.access.failNext('entry-refused');
    expect(await end('alice')).toMatchObject({ status: 503, code: 'cannot_record' });
    expect(await it.access.grant(active.id)).toEqual(active);
    expect(holds()).toEqual([]);
  });

  test('of an unknown grant is refused', async () => {
    expect(await it.call(`POST /grants/${newId('grt')}/end`, { as: it.people.alice })).toMatchObject({
      status: 404,
      code: 'not_found',
    });
  });
});

describe('looking at grants', () => {
  test('shows one to its holder, approvers, administrators and auditors, and to nobody else', async () => {
    for (const name of ['alice', 'bob', 'ada', 'carol'] as const)
      expect((await it.call(`GET /grants/${active.id}`, { as: it.people[name] })).status).toBe(200);
    expect((await it.call(`GET /grants/${active.id}`, { as: it.people.dave })).status).toBe(403);
  });

  test('names every audit entry of it, beyond the first page', async () => {
    const facts = { action: 'credentials.lend', outcome: 'allowed', grantId: active.id } as const;
    const wanted: string[] = [];
    for (let count = 0; count < 450; count += 1) {
      const entry = newEntry(newId, aCause({ at: NOW }), facts);
      await it.entries.put(entry);
      wanted.push(entry.id);
    }
    // Ids carry the time at which they were really made.
    it.at(Math.floor(Date.now() / 1000) - NOW);
    const { body } = await it.call(`GET /grants/${active.id}`, { as: it.people.alice });
    expect(grantView.parse(body).entries).toEqual(wanted.sort());
  });

  test('lists my own: all, or those that live', async () => {
    const list = async (as: keyof typeof it.people, query = {}) => {
      const { body } = await it.call('GET /grants', { as: it.people[as], query });
      return (body as { grants: { id: string }[] }).grants.map(({ id }) => id);
    };
    expect(await list('alice')).toEqual([active.id]);
    expect(await list('alice', { state: 'live' })).toEqual([active.id]);
    expect(await list('bob')).toEqual([]);
    const asked = askEnd(active, { why: 'revoked', by: workflow, at: NOW + 20 });
    if (asked.outcome !== 'ending') throw new Error('an active grant can be ended');
    await it.access.changeGrant({ from: active, to: asked.grant }, along());
    const over = markEnded(
      asked.grant,
      { result: 'refused', at: NOW + 21, attempts: 1 },
      { at: NOW + 21, by: workflow },
    );
    await it.access.changeGrant({ from: asked.grant, to: over }, along());
    expect(await list('alice', { state: 'live' })).toEqual([]);
    expect(await list('alice')).toEqual([active.id]);
  });
});
