import { expect, jest, test } from '@jest/globals';
import { orders, workflowTask } from '../../../src/access/workflow-task.ts';
import { newId } from '../../../src/kernel/ids.ts';

/** What goes to the log from here on. */
function listen(): () => string {
  const written = [process.stdout, process.stderr].map((stream) => jest.spyOn(stream, 'write').mockReturnValue(true));
  return () => JSON.stringify(written.map(({ mock }) => mock.calls));
}

const context = { awsRequestId: 'call-1' };

test('of a fault only its name leaves the function: no message, no place, no cause', async () => {
  const secret = 'AQC-task-token-of-somebody';
  const logged = listen();
  const task = workflowTask(orders.keepTaskToken, async ({ token }) => {
    throw Object.assign(new Error(`cannot use ${token}`, { cause: token }), { name: 'TokenFault', token });
  });
  const fault: unknown = await task({ stage: 'hold', id: newId('grt'), token: secret }, context).catch(
    (error: unknown) => error,
  );
  if (!(fault instanceof Error)) throw new Error('expected a fault');
  expect(fault.name).toBe('TokenFault');
  expect(JSON.stringify([fault.message, fault.stack, Object.entries(fault), fault.cause])).not.toContain(secret);
  expect(logged()).toContain('TokenFault');
  expect(logged()).not.toContain(secret);
  jest.restoreAllMocks();
});

test('an order that is not as it should be is refused without repeating it', async () => {
  const logged = listen();
  const task = workflowTask(orders.takeAway, async () => 'done');
  await expect(task({ grantId: 'drop table', by: 'somebody' }, context)).rejects.toThrow('see the log');
  expect(logged()).toContain('ZodError');
  expect(logged()).not.toContain('drop table');
  jest.restoreAllMocks();
});

test('what is asked for is what is done', async () => {
  const order = { by: 'workflow', correlationId: newId('req'), grantId: newId('grt'), abandonedBecause: null };
  const task = workflowTask(orders.takeAway, async ({ grantId }) => grantId);
  expect(await task(order, context)).toBe(order.grantId);
});
