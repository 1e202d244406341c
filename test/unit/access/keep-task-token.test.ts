import { beforeEach, describe, expect, test } from '@jest/globals';
import { askEnd } from '../../../src/access/grant-transitions.ts';
import { keepTaskToken } from '../../../src/access/keep-task-token.ts';
import type { Task } from '../../../src/access/outbox.ts';
import type { TaskOutput } from '../../../src/access/ports.ts';
import { newId } from '../../../src/kernel/ids.ts';
import { along, aRequest } from '../../support/access.ts';
import { elevation } from '../../support/elevation.ts';
import type { Elevation } from '../../support/elevation.ts';

let it: Elevation;
let completed: { readonly token: string; readonly output: TaskOutput }[];
beforeEach(async () => {
  it = await elevation();
  completed = [];
});
const keep = (task: Task) => {
  const engine = { complete: async (token: string, output: TaskOutput) => void completed.push({ token, output }) };
  return keepTaskToken({ store: it.store, engine, clock: it.step.clock }, task, 'token-1');
};

test('a token is kept where whoever settles the matter finds it, and nothing is completed while there is something to wait for', async () => {
  const asked = aRequest();
  await it.store.addRequest(asked, along());
  const { id } = await it.active();
  for (const task of [
    { stage: 'decision', id: asked.id },
    { stage: 'hold', id },
  ] as const) {
    await keep(task);
    expect(await it.store.tokenOf(task)).toBe('token-1');
  }
  expect(completed).toEqual([]);
});

describe('what was settled before the token came is completed at once', () => {
  test('a decision', async () => {
    const { id } = it.request;
    await keep({ stage: 'decision', id });
    expect(completed).toEqual([{ token: 'token-1', output: { schemaVersion: 1, id, state: 'approved' } }]);
  });

  test('an end', async () => {
    const active = await it.active();
    const { grant } = askEnd(active, { why: 'returned', by: it.step.by, at: it.says.now });
    await it.put(active, grant);
    await keep({ stage: 'hold', id: active.id });
    expect(completed.map(({ output }) => output.state)).toEqual(['ending']);
  });
});

test('a token of nothing is a fault', async () => {
  await expect(keep({ stage: 'decision', id: newId('req') })).rejects.toThrow('is not there');
  await expect(keep({ stage: 'hold', id: newId('grt') })).rejects.toThrow('is not there');
});
