import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { disable, makeIneligible } from '../../local/headless/administration.ts';
import {
  approve,
  ask,
  askForCredentials,
  endGrant,
  grantIn,
  readRequest,
  requested,
} from '../../local/headless/elevation.ts';
import type { GrantView } from '../../local/headless/elevation.ts';
import type { Member } from '../../local/headless/member.ts';
import { until } from '../../local/headless/until.ts';
import { tryAction } from '../../local/headless/use-credentials.ts';
import { leftOf, letAllWork, letFail } from './support/faults.ts';
import { approver, engineer } from './support/hire.ts';
import { approved, held } from './support/hold.ts';
import { entriesOf } from './support/record.ts';
import { shared, stack } from './support/stack.ts';
import { anotherTarget } from './support/target.ts';

const { id: targetId, probeAction } = anotherTarget;
let holder: Member;
let bob: Member;

beforeAll(async () => {
  [holder, bob] = await Promise.all([engineer(), approver()]);
});
afterEach(letAllWork);

const states = ({ transitions }: GrantView) => transitions.map(({ state }) => state);
const once = (of: readonly string[]) => new Set(of).size === of.length;

describe('a function that is killed between two of its effects', () => {
  test.each(['activate-grant:after-intent', 'activate-grant:before-confirm'])(
    '%s: the grant becomes active all the same, with the end that was fixed first',
    async (point) => {
      await letFail({ crashPoints: { [point]: 1 } });
      const { grantId } = await approved(holder, bob, { targetId, seconds: 60 });
      const grant = await grantIn(holder, grantId, 'active', 40);
      expect(await leftOf(point)).toBe(0);
      const began = grant.transitions.find(({ state }) => state === 'activating');
      expect(grant.endsAt).toBe((began?.at ?? 0) + 60);
      expect(states(grant)).toEqual(['requested', 'approved', 'activating', 'active']);
      await endGrant(holder, grantId);
    },
  );

  test.each(['take-away:after-ending', 'take-away:after-deny', 'verify-gone:after-probe'])(
    '%s: the end comes all the same, and no state is skipped',
    async (point) => {
      const { grant, credentials } = await held(holder, bob, { targetId, seconds: 120 });
      await letFail({ crashPoints: { [point]: 1 } });
      expect((await endGrant(holder, grant.id)).status).toBe(202);
      const ended = await grantIn(holder, grant.id, 'ended', 60);
      expect(await leftOf(point)).toBe(0);
      expect(states(ended)).toEqual(['requested', 'approved', 'activating', 'active', 'ending', 'ended']);
      expect(ended.probe?.result).toBe('refused');
      expect((await tryAction(stack, probeAction, credentials)).result).toBe('AccessDenied');
    },
  );

  test('given back while it is being activated: it never becomes active, and is undone', async () => {
    await letFail({ crashPoints: { 'activate-grant:after-intent': 2 } });
    const { grantId } = await approved(holder, bob, { targetId, seconds: 60 });
    await grantIn(holder, grantId, 'activating', 20);
    expect((await endGrant(holder, grantId)).status).toBe(202);
    const ended = await grantIn(holder, grantId, 'ended', 60);
    expect(states(ended)).toEqual(['requested', 'approved', 'activating', 'ending', 'ended']);
    expect(ended.end?.why).toBe('returned');
    expect((await askForCredentials(holder, grantId)).code).toBe('grant_not_active');
  });
});

describe('an event that is delivered twice', () => {
  test('makes one grant, one message and one end', async () => {
    await letFail({ streams: { duplicate: 40 } });
    const { grant } = await held(holder, bob, { targetId, seconds: 60 });
    await endGrant(holder, grant.id);
    const ended = await grantIn(holder, grant.id, 'ended', 60);
    expect(once(states(ended))).toBe(true);
    const thread = await entriesOf(
      grant.id,
      (entries) => entries.filter(({ action }) => action === 'grant.end').length > 0,
    );
    for (const action of ['request.create', 'request.approve', 'grant.begin', 'grant.activate', 'credentials.lend'])
      expect({ action, times: thread.filter((entry) => entry.action === action).length }).toEqual({ action, times: 1 });
    const messages = z.array(z.object({ text: z.string() }));
    const posted = messages.parse(await (await fetch(new URL('messages', stack.slack.page))).json());
    expect(posted.filter(({ text }) => text.includes(grant.requestId))).toHaveLength(1);
  });
});

describe('the audit table refuses the entry', () => {
  const refuseEntries = () =>
    letFail({
      tables: [{ table: stack.tables['Audit'] ?? 'no Audit table', operation: 'TransactWriteItems', times: 1000 }],
    });
  const expectNothingDone = (answer: { status: number; code: string | undefined }) => {
    expect(answer.status).toBe(503);
    expect(['cannot_record', 'unavailable']).toContain(answer.code);
  };

  test('asking: nothing is asked', async () => {
    const asker = await engineer();
    await asker.token();
    await refuseEntries();
    expectNothingDone(await ask(asker, { targetId, seconds: 60 }));
    await letAllWork();
    expect((await asker.call('GET', '/requests')).body).toMatchObject({ requests: [] });
  });

  test('deciding: it still waits, without a vote, and can be decided afterwards', async () => {
    const request = requested(await ask(holder, { targetId, seconds: 30 }));
    await refuseEntries();
    expectNothingDone(await approve(bob, request));
    await letAllWork();
    const after = await readRequest(holder, request.id);
    expect({ state: after.state, votes: after.votes }).toEqual({ state: 'requested', votes: [] });
    const { grantId } = after;
    expect((await approve(bob, request)).status).toBe(200);
    await endGrant(holder, (await grantIn(holder, grantId, 'active')).id);
  });

  test('handing out credentials: none are', async () => {
    const { grant } = await held(holder, bob, { targetId, seconds: 120 });
    await refuseEntries();
    const answer = await askForCredentials(holder, grant.id);
    expectNothingDone(answer);
    expect(JSON.stringify(answer.body)).not.toMatch(/AccessKeyId|SessionToken/);
    await letAllWork();
    expect((await askForCredentials(holder, grant.id)).status).toBe(200);
    await endGrant(holder, grant.id);
  });
});

describe('a leaver', () => {
  const expectGone = async (grant: GrantView, credentials: Parameters<typeof tryAction>[2]) => {
    await until(
      async () =>
        (await tryAction(stack, probeAction, credentials)).result === 'AccessDenied' ? ('gone' as const) : undefined,
      { what: 'the credentials of a leaver are refused', withinSeconds: 30 },
    );
    const ended = await grantIn(await shared('ada'), grant.id, 'ended', 60);
    expect(ended.end?.why).toBe('leaver');
  };

  test('who is disabled loses what they hold, and what they asked for', async () => {
    const leaver = await engineer();
    const { grant, credentials } = await held(leaver, bob, { targetId, seconds: 300 });
    const waiting = requested(await ask(leaver, { targetId, seconds: 60 }));
    expect((await tryAction(stack, probeAction, credentials)).result).toBe('allowed');
    await disable(await shared('ada'), leaver.person.id);
    expect((await leaver.call('GET', '/me')).status).toBe(403);
    await expectGone(grant, credentials);
    expect((await readRequest(bob, waiting.id)).state).toBe('cancelled');
    expect((await approve(bob, waiting)).code).toBe('request_not_pending');
  });

  test('who is no longer eligible loses the grant on that target', async () => {
    const leaver = await engineer();
    const { grant, credentials } = await held(leaver, bob, { targetId, seconds: 300 });
    await makeIneligible(await shared('ada'), leaver.person.id, targetId);
    await expectGone(grant, credentials);
    expect((await ask(leaver, { targetId, seconds: 60 })).code).toBe('not_eligible');
  });
});
