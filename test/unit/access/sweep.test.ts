import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { elevationFunctions } from '../../../src/access/adapters/elevation-functions.ts';
import { askEnd } from '../../../src/access/grant-transitions.ts';
import { notify, startWorkflow } from '../../../src/access/outbox.ts';
import { sweep } from '../../../src/access/sweep.ts';
import type { DoesWhatIsDue } from '../../../src/access/sweep.ts';
import { EVENT_PATIENCE_SECONDS } from '../../../src/identity/directory-event.ts';
import type { DirectoryEvent } from '../../../src/identity/directory-event.ts';
import { newId } from '../../../src/kernel/ids.ts';
import { along, aRequest } from '../../support/access.ts';
import { elevation, named } from '../../support/elevation.ts';
import type { Elevation } from '../../support/elevation.ts';

let it: Elevation;
let did: string[];
let faults: string[];
let broken: string | null;
let leavers: DirectoryEvent[];
beforeEach(async () => {
  it = await elevation();
  [did, faults, broken, leavers] = [[], [], null, []];
  // What the test's own approval left in the outbox is not what is looked for.
  for (const { id } of it.store.events()) await it.store.delivered(id);
});

const doing = (what: string) => async (of: string | { readonly id: string }) => {
  did.push(`${what} ${typeof of === 'string' ? of : of.id}`);
  if (what === broken) throw Object.assign(new Error('no'), { name: 'StillAllowed' });
};
const steps = (): DoesWhatIsDue => ({
  expireRequest: doing('expire'),
  takeAway: doing('take'),
  verifyGone: doing('verify'),
  markRevokeFailed: async (id, code) => void did.push(`mark ${id} ${code}`),
  deliver: doing('deliver'),
  endLeaver: doing('leaver'),
});
const run = () =>
  sweep({
    store: it.store,
    leavers: {
      dueBy: async (now) => leavers.flatMap(({ id, at }) => (at + EVENT_PATIENCE_SECONDS <= now ? id : [])),
      event: async (id) => leavers.find((each) => each.id === id && each.at > 0) ?? null,
    },
    steps: steps(),
    clock: it.step.clock,
    reportFault: (_error, id) => faults.push(id),
  });

describe('the sweeper', () => {
  test('finds nothing where everything goes its way', async () => {
    await it.active();
    expect(await run()).toEqual({ found: 0, failed: 0 });
  });

  test('ends a grant whose time is over and whose workflow has died', async () => {
    const { id, endsAt } = await it.active();
    it.says.now = endsAt + 20;
    expect(await run()).toEqual({ found: 1, failed: 0 });
    expect(did).toEqual([`take ${id}`, `verify ${id}`]);
  });

  test('leaves a workflow some seconds to do so itself', async () => {
    const { endsAt } = await it.active();
    it.says.now = endsAt + 5;
    expect(await run()).toEqual({ found: 0, failed: 0 });
  });

  test('takes up an end that has not come on for a minute', async () => {
    const active = await it.active();
    await it.put(active, askEnd(active, { why: 'revoked', by: it.step.by, at: it.says.now }).grant);
    it.says.now += 59;
    expect((await run()).found).toBe(0);
    it.says.now += 1;
    expect((await run()).found).toBe(1);
  });

  test.each(['take', 'verify'])('marks what it cannot %s as revoke_failed, and says so', async (what) => {
    const { id, endsAt } = await it.active();
    it.says.now = endsAt + 20;
    broken = what;
    expect(await run()).toEqual({ found: 1, failed: 1 });
    expect(did.at(-1)).toBe(`mark ${id} StillAllowed`);
    expect(faults).toEqual([id]);
  });

  test('expires a request that nobody decided', async () => {
    const asked = aRequest();
    await it.store.addRequest(asked, along());
    it.says.now = asked.expiresAt + 20;
    await run();
    expect(did).toContain(`expire ${asked.id}`);
  });

  test('delivers what the stream has not', async () => {
    const event = startWorkflow(newId, { at: it.says.now, correlationId: 'call-1' }, newId('req'));
    await it.store.addRequest(aRequest({ expiresAt: it.says.now * 2 }), along([event]));
    expect((await run()).found).toBe(0);
    it.says.now += 60;
    expect((await run()).found).toBe(1);
    expect(did).toEqual([`deliver ${event.id}`]);
  });

  test('sees to it that somebody who has left loses what they hold', async () => {
    const left = { id: newId('out'), kind: 'person-disabled', personId: newId('usr'), at: it.says.now } as const;
    leavers = [left];
    expect((await run()).found).toBe(0);
    it.says.now += EVENT_PATIENCE_SECONDS;
    expect(await run()).toEqual({ found: 1, failed: 0 });
    expect(did).toEqual([`leaver ${left.id}`]);
  });

  test('does nothing about a leaver whose event was delivered while the index still shows it', async () => {
    leavers = [{ id: newId('out'), kind: 'person-disabled', personId: newId('usr'), at: 0 }];
    expect(await run()).toEqual({ found: 0, failed: 0 });
    expect(did).toEqual([]);
  });

  test('one that fails stops no other', async () => {
    const { id, endsAt } = await it.active();
    const event = notify(newId, { at: endsAt, correlationId: 'call-1' }, it.request.id, 'active');
    await it.store.addRequest(aRequest({ expiresAt: endsAt * 2 }), along([event]));
    it.says.now = endsAt + 100;
    broken = 'take';
    expect(await run()).toEqual({ found: 2, failed: 1 });
    expect(did).toEqual(expect.arrayContaining([`take ${id}`, `deliver ${event.id}`]));
  });
});

describe('the functions that it calls', () => {
  const lambda = mockClient(LambdaClient);
  beforeEach(() => void lambda.reset());
  const names = {
    expireRequest: 'expire',
    takeAway: 'take',
    verifyGone: 'verify',
    markRevokeFailed: 'mark',
    runWorkflow: 'run',
    notifySlack: 'slack',
    endLeaver: 'leaver',
  };
  const called = () => elevationFunctions(new LambdaClient({}), names, 'sweep-1', async () => {});
  const calls = () =>
    lambda.commandCalls(InvokeCommand).map(({ args }) => ({
      name: args[0].input.FunctionName,
      order: JSON.parse(textOf(args[0].input.Payload)) as unknown,
    }));
  const textOf = (payload: unknown) => (payload instanceof Uint8Array ? Buffer.from(payload).toString('utf8') : '');
  const failing = (errorType: string) => ({
    FunctionError: 'Unhandled',
    Payload: Buffer.from(JSON.stringify({ errorType, errorMessage: 'no' })),
  });

  test('are told by whom, under which id, and what about: ids only', async () => {
    lambda.on(InvokeCommand).resolves({});
    const [requestId, grantId] = [newId('req'), newId('grt')];
    const taken = { by: 'sweeper', correlationId: 'sweep-1' };
    await called().expireRequest(requestId);
    await called().takeAway(grantId);
    await called().verifyGone(grantId);
    await called().markRevokeFailed(grantId, 'StillAllowed');
    expect(calls()).toEqual([
      { name: 'expire', order: { ...taken, requestId } },
      { name: 'take', order: { ...taken, grantId, abandonedBecause: null } },
      { name: 'verify', order: { ...taken, grantId, retries: 0 } },
      { name: 'mark', order: { ...taken, grantId, code: 'StillAllowed' } },
    ]);
  });

  test('get an event by its id, each the kinds that are theirs', async () => {
    lambda.on(InvokeCommand).resolves({});
    const at = { at: 1, correlationId: 'call-1' };
    const events = [startWorkflow(newId, at, newId('req')), notify(newId, at, newId('req'), 'active')];
    for (const event of events) await called().deliver(event);
    expect(calls()).toEqual([
      { name: 'run', order: { eventId: events[0]?.id } },
      { name: 'slack', order: { eventId: events[1]?.id } },
    ]);
  });

  test('fail by the name of their fault', async () => {
    lambda.on(InvokeCommand).callsFake(async () => failing('Contended'));
    await expect(called().takeAway(newId('grt'))).rejects.toThrow(named('Contended'));
  });

  test('are given time to see IAM come round, and no more than that', async () => {
    let times = 0;
    lambda.on(InvokeCommand).callsFake(async () => (times++ === 0 ? failing('StillAllowed') : {}));
    await called().verifyGone(newId('grt'));
    expect(calls()).toHaveLength(2);
    lambda.reset();
    lambda.on(InvokeCommand).callsFake(async () => failing('StillAllowed'));
    await expect(called().verifyGone(newId('grt'))).rejects.toThrow(named('StillAllowed'));
    expect(calls()).toHaveLength(5);
  });
});
