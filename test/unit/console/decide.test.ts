import { describe, expect, test } from '@jest/globals';
import { approvers } from '../../support/access.ts';
import { consoleScene, hidden, idIn } from './scene.ts';

/** A request of Alice's that waits, and Bob's browser. */
async function waiting(reason = 'Ticket 4711') {
  const scene = await consoleScene();
  const alice = await scene.of(scene.alice);
  const id = idIn((await scene.ask(alice, { reason })).location);
  const bob = await scene.of(scene.bob);
  const see = (who: typeof bob) => who.get('/console/requests/{id}', id);
  const send = async (who: typeof bob, fields: Record<string, string>, headers: Record<string, string> = {}) => {
    const { body } = await see(bob);
    const seen = {
      csrf: tokenOn((await see(who)).body),
      digest: /name="digest" value="([^"]*)"/.exec(body)?.[1] ?? '',
    };
    return who.post('/console/requests/{id}/decision', id, { ...seen, ...fields }, headers);
  };
  const state = async () => (await scene.access.request(id))?.state;
  return {
    ...scene,
    alice,
    bob,
    id,
    see,
    send,
    state,
    people: { alice: scene.alice, bob: scene.bob, erin: scene.erin, dave: scene.dave },
  };
}

const tokenOn = (page: string) => hidden(page, 'csrf');

describe('the page of a request', () => {
  test('shows what is asked by facts of the server, and the reason as the words of the requester', async () => {
    const { bob, see } = await waiting('It <b>burns</b> & "hurts"');
    const { status, body } = await see(bob);
    expect(status).toBe(200);
    for (const said of [
      'Alice asks for Orders database',
      'alice@example.com',
      '30 minutes',
      'Reads and changes the orders tables',
      '000000000000',
      'rule.production',
      'Bob and Erin',
      'It &lt;b&gt;burns&lt;/b&gt; &amp; &quot;hurts&quot;',
      'written by <bdi>Alice</bdi>, not checked by Sallyport',
    ])
      expect(body.toLowerCase()).toContain(said.toLowerCase());
    expect(body).not.toContain('<b>burns');
    expect(body).not.toContain('<script');
  });

  test('a stranger and a link preview learn nothing, and nothing changes, however often it is opened', async () => {
    const { browser, id, state, access } = await waiting();
    const entries = access.entries.length;
    for (let opened = 0; opened < 10; opened += 1) {
      const { status, body, headers } = await browser().get('/console/requests/{id}', id);
      expect(status).toBe(200);
      expect(body).toContain('Sign in to see and decide');
      expect(body).not.toMatch(/Alice|Orders|4711/);
      expect(body).toContain(`href="/console/sign-in?return=%2Fconsole%2Frequests%2F${id}"`);
      expect(headers['cache-control']).toBe('no-store');
    }
    expect(await state()).toBe('requested');
    expect(access.entries).toHaveLength(entries);
  });

  test('someone who is neither requester, approver nor auditor is refused, and that is on record', async () => {
    const scene = await waiting();
    const dave = await scene.of(scene.people.dave);
    const { status, body } = await scene.see(dave);
    expect(status).toBe(403);
    expect(body).toContain('not_permitted');
    expect(body).not.toMatch(/Alice|4711/);
    expect(scene.denials).toEqual([{ action: 'request:read', resource: scene.id, code: 'not_permitted' }]);
  });

  test('an approver whose sign-in is old sees the facts and must show who they are before deciding', async () => {
    const scene = await waiting();
    const erin = await scene.of(scene.people.erin, { ago: 301 });
    const { body } = await scene.see(erin);
    expect(body).toContain('Orders database');
    expect(body).toContain('Confirm it is you');
    expect(body).not.toContain('name="outcome"');
  });

  test('says whether Slack could be told', async () => {
    const { notifications, bob, see, id } = await waiting();
    const of = { group: approvers, attempts: 1, at: 1 };
    await notifications.put(id, { ...of, status: 'failed', code: 'timeout' });
    expect((await see(bob)).body).toContain(
      'approvers: could not be told (timeout). Send them the address of this page.',
    );
    await notifications.put(id, { ...of, status: 'not-configured', missing: 'token' });
    expect((await see(bob)).body).toContain('approvers: not told, Slack is not set up for them.');
    await notifications.put(id, { ...of, status: 'sent', channel: 'C1', ts: '1', shown: 'x', fault: null });
    expect((await see(bob)).body).toContain('approvers: told');
  });
});

describe('deciding on the page', () => {
  test('approves, and the page then says by whom and for how long', async () => {
    const { bob, send, see, state, id } = await waiting();
    const reply = await send(bob, { outcome: 'approve' });
    expect([reply.status, reply.location]).toEqual([303, `/console/requests/${id}`]);
    expect(await state()).toBe('approved');
    expect((await see(bob)).body).toContain('Approved by Bob for 30 minutes.');
  });

  test('approves for less', async () => {
    const { bob, send, access, id } = await waiting();
    await send(bob, { outcome: 'approve-less', minutes: '10' });
    expect(await access.request(id)).toMatchObject({ state: 'approved', grantedSeconds: 600 });
  });

  test.each(['31', '0', '-5', '1h', '1.5', ''])('does not approve for %j minutes', async (minutes) => {
    const { bob, send, state } = await waiting();
    const reply = await send(bob, { outcome: 'approve-less', minutes });
    expect(reply.status).toBe(minutes === '31' ? 422 : 400);
    expect(await state()).toBe('requested');
  });

  test('denies with a reason, which the requester reads', async () => {
    const { bob, alice, send, see, state } = await waiting();
    await send(bob, { outcome: 'deny', reason: 'Use the read-only one' });
    expect(await state()).toBe('denied');
    expect((await see(alice)).body).toContain('Use the read-only one');
  });

  test('twice is no error and changes nothing', async () => {
    const { bob, send, access, alice, see, id } = await waiting();
    const page = (await see(bob)).body;
    const fields = { csrf: hidden(page, 'csrf'), digest: hidden(page, 'digest'), outcome: 'approve' };
    await bob.post('/console/requests/{id}/decision', id, fields);
    const entries = access.entries.length;
    expect((await bob.post('/console/requests/{id}/decision', id, fields)).status).toBe(303);
    expect(access.entries).toHaveLength(entries);
    expect((await send(alice, { outcome: 'approve' })).status).toBe(403);
  });

  test('an approval of something else than what was seen does not count', async () => {
    const { bob, send, state } = await waiting();
    const reply = await send(bob, { outcome: 'approve', digest: '0'.repeat(64) });
    expect([reply.status, reply.body.includes('request_changed')]).toEqual([409, true]);
    expect(await state()).toBe('requested');
  });

  test('nobody decides on their own request, also not by a form that the page does not show', async () => {
    const { alice, send, see, state, denials } = await waiting();
    expect((await see(alice)).body).not.toContain('name="outcome"');
    const reply = await send(alice, { outcome: 'approve' });
    expect([reply.status, reply.body.includes('own_request')]).toEqual([403, true]);
    expect(await state()).toBe('requested');
    expect(denials.at(-1)).toMatchObject({ action: 'request:decide', code: 'own_request' });
  });

  test.each([
    ['an old sign-in', { ago: 301 }],
    ['a sign-in without a second factor', { acr: 'urn:sallyport:acr:password' }],
  ])('%s decides nothing', async (_, how) => {
    const scene = await waiting();
    const erin = await scene.of(scene.people.erin, how);
    const reply = await scene.send(erin, { outcome: 'approve' });
    expect([reply.status, reply.body.includes('insufficient_user_authentication')]).toEqual([401, true]);
    expect(reply.body).toContain('Confirm it is you');
    expect(await scene.state()).toBe('requested');
  });

  test.each([
    ['sent from another site', { 'sec-fetch-site': 'cross-site' }, {}],
    ['sent from another origin', { origin: 'https://evil.example' }, {}],
    ['without its token', {}, { csrf: '' }],
    ['with a token made up', {}, { csrf: 'x'.repeat(43) }],
  ])('a form %s decides nothing, and that is on record', async (_, headers, fields) => {
    const { bob, send, state, denials } = await waiting();
    const reply = await send(bob, { outcome: 'approve', ...fields }, headers);
    expect([reply.status, reply.body.includes('cross_site')]).toEqual([403, true]);
    expect(await state()).toBe('requested');
    expect(denials.at(-1)).toMatchObject({ action: 'console:form', code: 'cross_site' });
  });

  test("the token of another's page does not fit", async () => {
    const scene = await waiting();
    const erin = await scene.of(scene.people.erin);
    const stolen = tokenOn((await scene.see(erin)).body);
    expect((await scene.send(scene.bob, { outcome: 'approve', csrf: stolen })).status).toBe(403);
    expect(await scene.state()).toBe('requested');
  });

  test('an unknown field is refused, not ignored', async () => {
    const { bob, send, state } = await waiting();
    expect((await send(bob, { outcome: 'approve', seconds: '99999' })).status).toBe(400);
    expect(await state()).toBe('requested');
  });

  test('when the record refuses the entry, nothing was decided, and the page says so', async () => {
    const { bob, send, state, access } = await waiting();
    access.failNext('entry-refused');
    const reply = await send(bob, { outcome: 'approve' });
    expect([reply.status, reply.body.includes('cannot_record')]).toEqual([503, true]);
    expect(await state()).toBe('requested');
  });
});
