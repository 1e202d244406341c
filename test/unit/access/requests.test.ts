import { beforeEach, describe, expect, test } from '@jest/globals';
import { decideRequest } from '../../../src/access/decide-request.ts';
import { addMember } from '../../../src/identity/add-member.ts';
import { groupName, newId } from '../../../src/kernel/ids.ts';
import { disablePerson } from '../../../src/identity/disable-person.ts';
import { removeEligibility } from '../../../src/identity/remove-eligibility.ts';
import { removeMember } from '../../../src/identity/remove-member.ts';
import { along } from '../../support/access.ts';
import { causeAt, valueOf } from '../../support/company.ts';
import { office } from '../../support/office.ts';

let it: Awaited<ReturnType<typeof office>>;
beforeEach(async () => {
  it = await office();
});

const approvers = groupName.parse('approvers');
const lose = {
  eligibility: () =>
    removeEligibility(it.company.means, causeAt(), { personId: it.people.alice.id, targetId: it.target.id }),
  job: () => disablePerson(it.company.means, causeAt(), it.people.alice.id),
  approver: () => removeMember(it.company.means, causeAt(), { personId: it.people.bob.id, group: approvers }),
};
const actions = () => it.access.entries.map(({ action }) => action);
const kinds = () => it.access.events().map((event) => (event.kind === 'notify' ? `tell ${event.event}` : event.kind));

describe('asking', () => {
  test('stores the request, its entry, the start of its workflow and the message to the approvers', async () => {
    const request = await it.asked();
    expect(request).toMatchObject({
      state: 'requested',
      requester: { name: 'Alice' },
      target: { name: 'Orders', accountId: '000000000000' },
      seconds: 1800,
      inWords: '30 minutes',
      rule: { policies: ['rule.production'], maxSeconds: 3600, approval: [{ group: 'approvers', people: 2 }] },
      decide: { may: false, code: 'own_request' },
      grant: null,
    });
    expect(kinds()).toEqual(['start-workflow', 'tell requested']);
    expect(it.access.entries.at(-1)).toMatchObject({
      action: 'request.create',
      actor: { kind: 'person', id: it.people.alice.id },
      grantId: request.grantId,
      reasons: ['rule.production'],
    });
  });

  test('is refused to someone who is not eligible, who is told so, and the refusal is recorded', async () => {
    expect(await it.ask(it.people.dave)).toMatchObject({ status: 403, code: 'not_eligible' });
    expect(it.denied).toEqual(['access:request not_eligible']);
    expect(kinds()).toEqual([]);
  });

  test('is refused without a second factor', async () => {
    const body = { targetId: it.target.id, seconds: 600, reason: 'because' };
    const answer = await it.call('POST /requests', { as: it.people.alice, acr: 'urn:sallyport:acr:password', body });
    expect(answer).toMatchObject({ status: 401, code: 'insufficient_user_authentication' });
  });

  test.each([[0], [-1], [59], [3601], [604_800], [Number.MAX_SAFE_INTEGER]])(
    'for %s seconds is not allowed by the rule, and both bounds are named',
    async (seconds) => {
      const answer = await it.ask(it.people.alice, seconds);
      expect(answer).toMatchObject({ status: 422, code: 'duration_not_allowed' });
      expect(answer.detail).toContain('60 to 3600 seconds');
      expect(kinds()).toEqual([]);
    },
  );

  test.each([['1h'], [1.5], [null], [1e300], ['1800']])('for %j is not understood', async (seconds) => {
    expect(await it.ask(it.people.alice, seconds)).toMatchObject({ status: 400, code: 'invalid_request' });
  });

  test.each([
    ['a million characters', 'x'.repeat(1_000_000), 413],
    ['more than a thousand', 'x'.repeat(1001), 400],
    ['nothing but blanks', '   ', 400],
    ['control characters', 'a\u0000b', 400],
    ['a line break', 'a\nb', 400],
    ['a bidirectional override', 'a\u202eb', 400],
    ['a bidirectional isolate', 'a\u2066b', 400],
  ])('with %s as the reason is not understood', async (_, reason, status) => {
    const body = { targetId: it.target.id, seconds: 600, reason };
    expect((await it.call('POST /requests', { as: it.people.alice, body })).status).toBe(status);
    expect(kinds()).toEqual([]);
  });

  test('for an unknown target or with an unknown field is refused', async () => {
    const body = { targetId: 'tgt_01jd4zv2t0e9xbk8ng5w1m3c7r', seconds: 600, reason: 'because' };
    expect(await it.call('POST /requests', { as: it.people.alice, body })).toMatchObject({ code: 'not_found' });
    const more = { ...body, targetId: it.target.id, approver: it.people.alice.id };
    expect(await it.call('POST /requests', { as: it.people.alice, body: more })).toMatchObject({ status: 400 });
  });

  test('does not happen when the audit refuses the entry', async () => {
    it.access.failNext('entry-refused');
    expect(await it.ask()).toMatchObject({ status: 503, code: 'cannot_record' });
    expect(kinds()).toEqual([]);
    expect((await it.access.requestsOf(it.people.alice.id, { after: null, limit: 5 })).items).toEqual([]);
  });
});

describe('deciding', () => {
  test('an approver agrees: the request is approved, the workflow told, the entry names the policy', async () => {
    const request = await it.asked();
    const answer = await it.decide(request, it.people.bob);
    expect(answer).toMatchObject({ status: 200, body: { outcome: 'decided', request: { state: 'approved' } } });
    expect(await it.access.request(request.id)).toMatchObject({ state: 'approved', grantedSeconds: 1800 });
    expect(kinds().slice(2)).toEqual(['complete-task', 'tell approved']);
    expect(it.access.entries.at(-1)).toMatchObject({ action: 'request.approve', reasons: ['decide.approver'] });
  });

  test('an approver agrees to less, never to more, and never to less than the least', async () => {
    const request = await it.asked();
    const refused = [1801, 59, 0, -5];
    for (const seconds of refused)
      expect(await it.decide(request, it.people.bob, { decision: 'approve', seconds })).toMatchObject({
        code: 'duration_not_allowed',
      });
    await it.decide(request, it.people.bob, { decision: 'approve', seconds: 600 });
    expect(await it.access.request(request.id)).toMatchObject({ state: 'approved', grantedSeconds: 600 });
  });

  test('an approver denies with a reason, and that is final', async () => {
    const request = await it.asked();
    expect(await it.decide(request, it.people.bob, { decision: 'deny' })).toMatchObject({ status: 400 });
    await it.decide(request, it.people.bob, { decision: 'deny', reason: 'not today' });
    expect(await it.read(request, it.people.alice)).toMatchObject({
      state: 'denied',
      votes: [{ approver: { name: 'Bob' }, reason: 'not today' }],
    });
    const late = await it.decide(request, it.people.erin);
    expect(late).toMatchObject({ status: 409, code: 'request_not_pending' });
    expect(late.detail).toContain('denied by Bob');
  });

  test('nobody decides on their own request, also as an approver', async () => {
    const request = await it.asked();
    expect(await it.decide(request, it.people.alice)).toMatchObject({ status: 403, code: 'own_request' });
    await it.makeEligible(it.people.bob);
    const bobs = await it.asked(it.people.bob);
    expect(bobs.rule.approval[0]).toMatchObject({ people: 1, names: ['Erin'] });
    expect(await it.decide(bobs, it.people.bob)).toMatchObject({ status: 403, code: 'own_request' });
    expect(it.denied).toEqual(['request:decide own_request', 'request:decide own_request']);
  });

  test('nobody decides on their own request, although a policy would let them', async () => {
    const { id, digest } = await it.asked();
    const alice = { personId: it.people.alice.id, signInId: newId('sid') };
    valueOf(await addMember(it.company.means, causeAt(), { personId: alice.personId, group: approvers }));
    const given = [
      { decision: 'approve', digest },
      { decision: 'deny', digest, reason: 'no' },
    ] as const;
    for (const each of given)
      expect(await decideRequest(it.means, alice, it.cause(), id, each)).toMatchObject({
        refusal: { code: 'own_request' },
      });
  });

  test.each(['dave', 'carol', 'ada'] as const)('%s is no approver and decides nothing', async (name) => {
    const request = await it.asked();
    expect(await it.decide(request, it.people[name])).toMatchObject({ status: 403, code: 'not_permitted' });
    expect(await it.access.request(request.id)).toMatchObject({ state: 'requested', version: 1 });
  });

  test('asks for a fresh sign-in with both factors', async () => {
    const request = await it.asked();
    const line = `POST /requests/${request.id}/decision`;
    const body = { decision: 'approve', digest: request.digest };
    for (const weak of [{ signedInFor: 301 }, { acr: 'urn:sallyport:acr:password' }])
      expect(await it.call(line, { as: it.people.bob, body, ...weak })).toMatchObject({
        status: 401,
        code: 'insufficient_user_authentication',
      });
  });

  test('twice by the same approver is a success and one entry', async () => {
    const request = await it.asked();
    await it.decide(request, it.people.bob);
    const before = actions().length;
    expect(await it.decide(request, it.people.bob)).toMatchObject({
      status: 200,
      body: { outcome: 'already-decided-by-you' },
    });
    expect(actions()).toHaveLength(before);
  });

  test('one who approved and then denies is told that it was approved', async () => {
    const request = await it.asked();
    await it.decide(request, it.people.bob);
    const answer = await it.decide(request, it.people.bob, { decision: 'deny', reason: 'after all' });
    expect(answer).toMatchObject({ status: 409, code: 'request_not_pending' });
  });

  test('of two approvers in the same instant one decides, the other learns who did', async () => {
    const request = await it.asked();
    it.access.beforeNextWrite(() => it.decide(request, it.people.erin, { decision: 'deny', reason: 'no' }));
    const answer = await it.decide(request, it.people.bob);
    expect(answer).toMatchObject({ status: 409, code: 'request_not_pending' });
    expect(answer.detail).toContain('denied by Erin');
    expect(await it.access.request(request.id)).toMatchObject({ state: 'denied' });
  });

  test('of a decision and a cancellation in the same instant one counts', async () => {
    const request = await it.asked();
    it.access.beforeNextWrite(() => it.call(`POST /requests/${request.id}/cancel`, { as: it.people.alice }));
    expect(await it.decide(request, it.people.bob)).toMatchObject({ code: 'request_not_pending' });
    const other = await it.asked();
    it.access.beforeNextWrite(() => it.decide(other, it.people.bob));
    const answer = await it.call(`POST /requests/${other.id}/cancel`, { as: it.people.alice });
    expect(answer).toMatchObject({ status: 409, code: 'request_not_pending' });
    expect(answer.detail).toContain('approved by Bob');
  });

  test('after the expiry is too late, although nobody has marked it expired', async () => {
    const request = await it.asked();
    it.at(3600);
    expect(await it.decide(request, it.people.bob)).toMatchObject({ status: 409, code: 'request_not_pending' });
    expect(await it.access.request(request.id)).toMatchObject({ state: 'requested' });
    it.at(3599);
    expect(await it.decide(request, it.people.bob)).toMatchObject({ status: 200 });
  });

  test('on something else than what was seen does not count', async () => {
    const request = await it.asked();
    const answer = await it.decide({ ...request, digest: 'f'.repeat(64) }, it.people.bob);
    expect(answer).toMatchObject({ status: 409, code: 'request_changed' });
  });

  test.each(['eligibility', 'job'] as const)('for someone who has lost their %s grants nothing', async (what) => {
    const request = await it.asked();
    valueOf<unknown>(await lose[what]());
    expect(await it.decide(request, it.people.bob)).toMatchObject({ status: 403, code: 'not_eligible' });
    expect(await it.access.request(request.id)).toMatchObject({ state: 'requested' });
    expect(await it.decide(request, it.people.bob, { decision: 'deny', reason: 'gone' })).toMatchObject({
      status: 200,
    });
  });

  test('under a rule that has changed since does not count', async () => {
    const request = await it.asked();
    const stored = await it.access.request(request.id);
    if (stored?.state !== 'requested') throw new Error('expected a pending request');
    const moved = { ...stored, version: 2, rule: { ...stored.rule, policyHash: 'b'.repeat(64) } };
    await it.access.changeRequest({ from: stored, to: moved }, along());
    expect(await it.decide(request, it.people.bob)).toMatchObject({ status: 409, code: 'request_changed' });
  });

  test('by someone who is an approver no longer is refused', async () => {
    const request = await it.asked();
    valueOf<unknown>(await lose.approver());
    expect(await it.decide(request, it.people.bob)).toMatchObject({ status: 403, code: 'not_permitted' });
  });

  test('by someone who lost the group between the gate and the decision is refused all the same', async () => {
    const request = await it.asked();
    const read = it.means.directory.membersOf.bind(it.means.directory);
    it.means.directory.membersOf = async (group) => {
      it.means.directory.membersOf = read;
      await lose.approver();
      return read(group);
    };
    expect(await it.decide(request, it.people.bob)).toMatchObject({ status: 403, code: 'not_permitted' });
    expect(it.denied).toEqual(['request:decide not_permitted']);
  });

  test('does not happen when the audit refuses the entry', async () => {
    const request = await it.asked();
    it.access.failNext('entry-refused');
    expect(await it.decide(request, it.people.bob)).toMatchObject({ status: 503, code: 'cannot_record' });
    expect(await it.access.request(request.id)).toMatchObject({ state: 'requested', version: 1 });
  });

  test('that was stored while the answer was lost is repeated without a second effect', async () => {
    const request = await it.asked();
    it.access.failNext('written-but-reported-failed');
    expect(await it.decide(request, it.people.bob)).toMatchObject({ status: 503, code: 'unavailable' });
    expect(await it.decide(request, it.people.bob)).toMatchObject({ body: { outcome: 'already-decided-by-you' } });
    expect(actions().filter((action) => action === 'request.approve')).toHaveLength(1);
  });
});

describe('taking back', () => {
  test('is the requester’s alone', async () => {
    const request = await it.asked();
    const line = `POST /requests/${request.id}/cancel`;
    for (const name of ['bob', 'carol', 'dave', 'ada'] as const)
      expect(await it.call(line, { as: it.people[name] })).toMatchObject({ status: 403, code: 'not_permitted' });
    expect(await it.call(line, { as: it.people.alice })).toMatchObject({ status: 200, body: { state: 'cancelled' } });
    expect(await it.call(line, { as: it.people.alice })).toMatchObject({ status: 200 });
    expect(actions().filter((action) => action === 'request.cancel')).toHaveLength(1);
    expect(await it.decide(request, it.people.bob)).toMatchObject({ code: 'request_not_pending' });
  });
});

describe('looking', () => {
  test('shows a request to its requester, its approvers and auditors, and to nobody else', async () => {
    const request = await it.asked();
    for (const name of ['alice', 'bob', 'erin', 'carol'] as const)
      expect((await it.call(`GET /requests/${request.id}`, { as: it.people[name] })).status).toBe(200);
    for (const name of ['dave', 'ada'] as const)
      expect((await it.call(`GET /requests/${request.id}`, { as: it.people[name] })).status).toBe(403);
  });

  test('changes nothing, however often', async () => {
    const request = await it.asked();
    const before = [actions().length, kinds().length];
    for (let count = 0; count < 10; count += 1) await it.read(request, it.people.bob);
    expect([actions().length, kinds().length]).toEqual(before);
    expect(await it.access.request(request.id)).toMatchObject({ version: 1 });
  });

  test('what awaits my decision is what I may decide and have not', async () => {
    const awaiting = async (as: (typeof it.people)['bob']) => {
      const { body } = await it.call('GET /requests', { as, query: { awaiting: 'me' } });
      return (body as { requests: { id: string }[] }).requests.map(({ id }) => id);
    };
    const request = await it.asked();
    await it.makeEligible(it.people.bob);
    const bobs = await it.asked(it.people.bob);
    expect(await awaiting(it.people.bob)).toEqual([request.id]);
    expect(await awaiting(it.people.erin)).toEqual([request.id, bobs.id]);
    expect(await awaiting(it.people.alice)).toEqual([]);
    await it.decide(request, it.people.bob);
    expect(await awaiting(it.people.erin)).toEqual([bobs.id]);
    it.at(3600);
    expect(await awaiting(it.people.erin)).toEqual([]);
  });

  test('my requests page to the end', async () => {
    const ids = [];
    for (let count = 0; count < 5; count += 1) ids.push((await it.asked()).id);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query: Record<string, string> = { limit: '2', ...(cursor !== null && { cursor }) };
      const { body } = await it.call('GET /requests', { as: it.people.alice, query });
      const page = body as { requests: { id: string }[]; next: string | null };
      seen.push(...page.requests.map(({ id }) => id));
      cursor = page.next;
    } while (cursor !== null);
    expect(seen).toEqual(ids.toReversed());
  });
});
