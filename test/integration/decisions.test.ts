import { beforeAll, describe, expect, test } from '@jest/globals';
import { addToGroup, makeIneligible, removeFromGroup } from '../../local/headless/administration.ts';
import {
  approve,
  ask,
  decisionOf,
  deny,
  endGrant,
  grantIn,
  readRequest,
  requested,
} from '../../local/headless/elevation.ts';
import type { RequestView } from '../../local/headless/elevation.ts';
import type { Member } from '../../local/headless/member.ts';
import { until, untilEpoch } from '../../local/headless/until.ts';
import { approver, engineer, hire } from './support/hire.ts';
import { entriesOf } from './support/record.ts';
import { shared } from './support/stack.ts';
import { anotherTarget } from './support/target.ts';

const targetId = anotherTarget.id;
let requester: Member;
let bob: Member;
let erin: Member;

beforeAll(async () => {
  [requester, bob, erin] = await Promise.all([engineer(), approver(), approver()]);
});

const fresh = async (seconds = 60, by: Member = requester): Promise<RequestView> =>
  requested(await ask(by, { targetId, seconds }));

/** Approve, approve for less and deny are refused alike, and the request stays what it was. */
async function expectNoDecision(request: RequestView, code: string, state: RequestView['state']): Promise<void> {
  for (const answer of [await approve(bob, request), await approve(bob, request, 30), await deny(bob, request)])
    expect({ status: answer.status, code: answer.code }).toEqual({ status: 409, code });
  expect((await readRequest(requester, request.id)).state).toBe(state);
}

describe('who decides', () => {
  test('nobody on their own request, an approver neither', async () => {
    const both = await hire('approver-too', { groups: ['approvers'], targets: [targetId] });
    const request = await fresh(60, both);
    for (const answer of [await approve(both, request), await deny(both, request)])
      expect({ status: answer.status, code: answer.code }).toEqual({ status: 403, code: 'own_request' });
    expect((await readRequest(both, request.id)).votes).toEqual([]);
    expect(decisionOf(await deny(bob, request)).request.state).toBe('denied');
  });

  test('nobody who is not in the approving group, whatever else they are', async () => {
    const request = await fresh();
    for (const name of ['ada', 'carol']) {
      const answer = await approve(await shared(name), request);
      expect({ status: answer.status, code: answer.code }).toEqual({ status: 403, code: 'not_permitted' });
    }
    expect((await readRequest(requester, request.id)).state).toBe('requested');
  });

  test('nobody who has left the group since, and again when they are back', async () => {
    const admin = await shared('ada');
    const wavering = await approver();
    const request = await fresh();
    expect((await readRequest(wavering, request.id)).decide.may).toBe(true);
    await removeFromGroup(admin, 'approvers', wavering.person.id);
    expect((await approve(wavering, request)).code).toBe('not_permitted');
    await addToGroup(admin, 'approvers', wavering.person.id);
    expect((await deny(wavering, request)).status).toBe(200);
  });
});

describe('what a decision is bound to', () => {
  test('the digest of what was seen: another one is refused', async () => {
    const request = await fresh();
    const answer = await approve(bob, { ...request, digest: '0'.repeat(64) });
    expect({ status: answer.status, code: answer.code }).toEqual({ status: 409, code: 'request_changed' });
    const other = await fresh(61);
    expect((await approve(bob, { ...request, digest: other.digest })).code).toBe('request_changed');
    expect((await readRequest(requester, request.id)).state).toBe('requested');
  });

  test('at most what was asked; less is what is granted', async () => {
    const request = await fresh(60);
    expect((await approve(bob, request, 61)).code).toBe('duration_not_allowed');
    expect((await approve(bob, request, 0)).code).toBe('duration_not_allowed');
    const { request: decided } = decisionOf(await approve(bob, request, 20));
    expect(decided).toMatchObject({ state: 'approved', seconds: 60, grantedSeconds: 20 });
    const grant = await grantIn(requester, request.grantId, ['active', 'ending', 'ended']);
    expect(grant.seconds).toBe(20);
    await endGrant(requester, grant.id);
  });
});

describe('a decision is made once', () => {
  test('the same approver again: a success that changes nothing, and one entry', async () => {
    const request = await fresh(20);
    expect(decisionOf(await approve(bob, request)).outcome).toBe('decided');
    expect(decisionOf(await approve(bob, request)).outcome).toBe('already-decided-by-you');
    const thread = await entriesOf(request.grantId, (entries) =>
      entries.some(({ action }) => action === 'grant.activate'),
    );
    expect(thread.filter(({ action }) => action === 'request.approve')).toHaveLength(1);
    await endGrant(requester, request.grantId);
  });

  test('two approvers in the same instant: one grant, and both get a clear answer', async () => {
    const request = await fresh(20);
    const answers = await Promise.all([approve(bob, request), approve(erin, request)]);
    const won = answers.filter(({ status }) => status === 200);
    expect(won).toHaveLength(1);
    expect(answers.filter(({ status }) => status !== 200).map(({ code }) => code)).toEqual(['request_not_pending']);
    const seen = await readRequest(requester, request.id);
    expect(seen.votes).toHaveLength(1);
    expect(seen.transitions.filter(({ state }) => state === 'approved')).toHaveLength(1);
    const grant = await grantIn(requester, request.grantId, 'active');
    expect(grant.transitions.filter(({ state }) => state === 'activating')).toHaveLength(1);
    await endGrant(requester, request.grantId);
  });

  test('yes and no in the same instant: one of them, for good', async () => {
    const request = await fresh(20);
    const answers = await Promise.all([approve(bob, request), deny(erin, request)]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const { state } = await readRequest(requester, request.id);
    expect(state).toBe(answers[0].status === 200 ? 'approved' : 'denied');
    if (state === 'approved') await endGrant(requester, (await grantIn(requester, request.grantId, 'active')).id);
  });
});

describe('too late', () => {
  test('approve after a denial', async () => {
    const request = await fresh();
    expect(decisionOf(await deny(erin, request)).request.state).toBe('denied');
    await expectNoDecision(request, 'request_not_pending', 'denied');
  });

  test('approve after the requester took it back', async () => {
    const request = await fresh();
    expect((await requester.call('POST', `/requests/${request.id}/cancel`)).status).toBe(200);
    await expectNoDecision(request, 'request_not_pending', 'cancelled');
  });

  test('approve after it has expired', async () => {
    const request = await fresh();
    const wait = request.expiresAt - Math.floor(Date.now() / 1000);
    // The stack of the tests is deployed with a short expiry; with a day there is nothing to wait for.
    expect(wait).toBeLessThanOrEqual(60);
    await untilEpoch(request.expiresAt);
    expect((await approve(bob, request)).code).toBe('request_not_pending');
    await until(async () => ((await readRequest(requester, request.id)).state === 'expired' ? true : undefined), {
      what: 'the request has expired',
      withinSeconds: 20,
    });
    await expectNoDecision(request, 'request_not_pending', 'expired');
  });

  test('approve after the requester was made ineligible', async () => {
    const leaving = await engineer();
    const request = await fresh(60, leaving);
    await makeIneligible(await shared('ada'), leaving.person.id, targetId);
    const answer = await approve(bob, request);
    // Whoever comes first: the decision finds her ineligible, or the leaver process has cancelled the request.
    expect(['not_eligible', 'request_not_pending']).toContain(answer.code);
    await until(async () => ((await readRequest(leaving, request.id)).state === 'cancelled' ? true : undefined), {
      what: 'the request of somebody ineligible is cancelled',
      withinSeconds: 20,
    });
    expect((await leaving.call('GET', `/grants/${request.grantId}`)).status).toBe(404);
  });
});
