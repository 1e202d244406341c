import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import * as z from 'zod';
import { loggedEvent } from '../../../src/http/logged-event.ts';
import { loggedPage } from '../../../src/http/logged-page.ts';
import { orders, workflowTask } from '../../../src/access/workflow-task.ts';
import { newId } from '../../../src/kernel/ids.ts';
import { call } from './scene.ts';

const line = z.looseObject({
  message: z.string(),
  service: z.literal('sallyport'),
  correlationId: z.string(),
  function: z.string().optional(),
  operation: z.string().optional(),
  outcome: z.string().optional(),
  durationMs: z.int().nonnegative().optional(),
});
let written: jest.SpiedFunction<typeof process.stdout.write>[];
beforeEach(() => {
  written = [process.stdout, process.stderr].map((stream) => jest.spyOn(stream, 'write').mockReturnValue(true));
});
afterEach(() => void jest.restoreAllMocks());

const lines = () =>
  written
    .flatMap(({ mock }) => mock.calls.map(([text]) => String(text)))
    .flatMap((text) => text.trim().split('\n'))
    .map((text) => line.parse(JSON.parse(text)));
const told = () =>
  lines()
    .filter(({ message }) => message === 'call')
    .map(({ correlationId, operation, outcome }) => [correlationId, operation, outcome]);

describe('every function writes one line for each thing that it handled', () => {
  test('a step: under the call that its order names, with the state it came to', async () => {
    const step = workflowTask(orders.takeAway, async () => ({ state: 'ending' }));
    const order = { by: 'workflow', correlationId: 'call-7', grantId: newId('grt'), abandonedBecause: null };
    await step(order, { awsRequestId: 'invocation-1' });
    expect(lines()).toEqual([
      expect.objectContaining({
        level: 'INFO',
        message: 'call',
        correlationId: 'call-7',
        invocation: 'invocation-1',
        outcome: 'ending',
        durationMs: expect.any(Number),
      }),
    ]);
  });

  test('a step that failed: the fault and the line go by the same id', async () => {
    const step = workflowTask(orders.takeAway, () => Promise.reject(new Error('no')));
    const order = { by: 'workflow', correlationId: 'call-7', grantId: newId('grt'), abandonedBecause: null };
    await step(order, { awsRequestId: 'invocation-1' }).catch(() => undefined);
    expect(
      lines()
        .map(({ message, correlationId }) => [message, correlationId])
        .sort(),
    ).toEqual([
      ['call', 'call-7'],
      ['fault', 'call-7'],
    ]);
  });

  test('a page: by route and status, without what was sent', async () => {
    await loggedPage(async () => ({ statusCode: 303 }))(
      call({ routeKey: 'POST /enrol', body: 'password=correct-horse' }),
    );
    expect(told()).toEqual([['call-1', 'POST /enrol', '303']]);
    expect(JSON.stringify(lines())).not.toContain('correct-horse');
  });

  test('an event: under the call that it follows from, or else under the invocation', async () => {
    const id = newId('out');
    const said = { operation: 'start-workflow', outcome: 'started' };
    expect(await loggedEvent('invocation-1', id, async () => ({ ...said, correlationId: 'call-7' }))).toBeNull();
    expect(await loggedEvent('invocation-1', id, async () => ({ ...said, correlationId: null }))).toBeNull();
    const fault = new Error('no');
    expect(await loggedEvent('invocation-1', id, () => Promise.reject(fault))).toBe(fault);
    expect(told()).toEqual([
      ['call-7', 'start-workflow', 'started'],
      ['invocation-1', 'start-workflow', 'started'],
      ['invocation-1', `deliver ${id}`, 'fault'],
    ]);
  });
});
