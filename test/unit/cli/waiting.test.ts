import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { awaitDecision } from '../../../cli/await-decision.ts';
import { openApi } from '../../../cli/http/api.ts';
import type { Schemas } from '../../../cli/http/api.ts';
import { openFetch } from '../../../cli/http/reach.ts';
import { openOutput } from '../../../cli/output.ts';
import { outcomeOf } from '../../../cli/request-in-words.ts';
import { interrupted } from '../../../cli/world.ts';
import { openTestIssuer } from './support/issuer.ts';
import type { Answer, TestIssuer } from './support/issuer.ts';
import { testWorld } from './world.ts';

jest.setTimeout(30_000);
let server: TestIssuer;
afterEach(async () => server.close());

const waits = {
  id: 'req_1',
  state: 'requested',
  expiresAt: 1_800_003_600,
  rule: { approval: [{ count: 1, group: 'approvers', people: 2, names: ['Bob', 'Erin'] }] },
  grant: null,
} as unknown as Schemas['Request'];
const active = { ...waits, state: 'approved', grant: { id: 'grt_1', state: 'active', endsAt: 1 } };

type Turn = object | 'gone' | 'busy' | 'signed out';

/** Answers each reading of the request with the next of these; the last one stays. */
async function waitingFor(...turns: readonly Turn[]) {
  let at = 0;
  const before: Answer = (request, response) => {
    const turn = turns[Math.min(at, turns.length - 1)] ?? 'gone';
    at += 1;
    if (turn === 'gone') request.socket.destroy();
    else {
      const [status, body] =
        turn === 'busy'
          ? [503, { message: 'Service Unavailable' }]
          : turn === 'signed out'
            ? [403, { message: 'Forbidden' }]
            : [200, turn];
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    }
    return true;
  };
  server = await openTestIssuer({ before });
  const world = testWorld();
  const { signal } = world.listenForInterrupt();
  const tokens = { accessToken: () => Promise.resolve('a'), renew: () => Promise.resolve('b') };
  const fetch = openFetch({}, signal);
  const api = openApi({ issuer: server.issuer, fetch, tokens, userAgent: 'sallyport/test' });
  const out = openOutput({ json: false, ...world });
  return { world, settled: awaitDecision({ out, now: world.now, interrupted: signal }, api, waits) };
}

describe('waiting for a decision', () => {
  test('goes on until what was agreed to is active', async () => {
    const { settled } = await waitingFor(waits, { ...active, grant: null }, active);
    expect(outcomeOf(await settled)).toBe(0);
  });

  test('outlives a network that is gone for a while, and says so once each way', async () => {
    const { settled, world } = await waitingFor('gone', 'busy', 'gone', active);
    expect((await settled).grant?.state).toBe('active');
    expect(world.err().match(/Trying on/g)).toHaveLength(1);
    expect(world.err()).toContain('can be reached again');
  });

  test('ends where the sign-in was ended meanwhile, with how to go on', async () => {
    const { settled } = await waitingFor(waits, 'signed out');
    await expect(settled).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringMatching(/the request stands.*sallyport login.*sallyport requests req_1 --wait/),
    });
  });

  test('stops at Ctrl-C, with how to go on', async () => {
    const { settled, world } = await waitingFor(waits);
    world.interrupt(interrupted());
    await expect(settled).rejects.toMatchObject({
      exitCode: 130,
      message: expect.stringContaining('sallyport requests req_1 --wait'),
    });
  });

  test.each([
    ['denied', 4],
    ['expired', 4],
    ['cancelled', 4],
  ])('%s is %d', async (state, code) => {
    const { settled } = await waitingFor({ ...waits, state });
    expect(outcomeOf(await settled)).toBe(code);
  });

  test('agreed to, but the grant could not be activated, is 1', async () => {
    const { settled } = await waitingFor({ ...active, grant: { ...active.grant, state: 'ended' } });
    expect(outcomeOf(await settled)).toBe(1);
  });
});
