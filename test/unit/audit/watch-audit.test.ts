import { afterEach, expect, jest, test } from '@jest/globals';
import * as z from 'zod';

process.env['METRIC_NAMESPACE'] = 'Sallyport';
process.env['METRIC_NAME'] = 'AuditTampering';
// Powertools writes to a console of its own unless it is told that it is being developed; then it drops metrics.
process.env['POWERTOOLS_DEV'] = 'true';
process.env['POWERTOOLS_METRICS_DISABLED'] = 'false';
const { handler } = await import('../../../lambdas/watch-audit/handler.ts');

afterEach(() => {
  jest.restoreAllMocks();
});

async function linesOf(records: readonly unknown[]): Promise<Record<string, unknown>[]> {
  const lines: string[] = [];
  for (const level of ['log', 'info', 'error', 'warn', 'debug'] as const)
    jest.spyOn(console, level).mockImplementation((line: unknown) => void lines.push(String(line)));
  const invoke: (...args: never[]) => unknown = handler;
  await Reflect.apply(invoke, undefined, [{ Records: records }, {}]);
  return lines.map((line) => z.record(z.string(), z.unknown()).parse(JSON.parse(line)));
}

const record = (eventName: string) => ({
  eventName,
  dynamodb: { Keys: { pk: { S: '1#1' }, sk: { S: 'ent_1' } }, OldImage: { reason: { S: 'personal' } } },
});

test('a changed, a removed and an unreadable entry are counted in the metric that the alarm watches', async () => {
  const lines = await linesOf([record('MODIFY'), record('INSERT'), record('REMOVE'), null]);
  const metric = lines.find((line) => '_aws' in line);
  expect(metric).toMatchObject({
    service: 'sallyport',
    AuditTampering: 3,
    _aws: { CloudWatchMetrics: [{ Namespace: 'Sallyport', Dimensions: [['service']] }] },
  });
  expect(JSON.stringify(lines)).not.toContain('personal');
});

test('entries that are put raise nothing', async () => {
  expect((await linesOf([record('INSERT')])).filter((line) => '_aws' in line)).toEqual([]);
});
