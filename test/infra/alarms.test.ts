import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { operations } from '../../src/http/contract/operations.ts';
import { readable, resourcesOf, templates } from './synthesis.ts';
import type { Templates } from './synthesis.ts';

let all: Templates;
beforeAll(() => {
  all = templates();
});

/** What each looks at, as the metrics' names; and above what it goes off. */
const expected: Readonly<Record<string, readonly [string, number]>> = {
  'sallyport-revoke-failed': ['RevokeFailed', 0],
  'sallyport-sweeper-found': ['SweeperFound', 0],
  'sallyport-sweeper-fails': ['Errors', 0],
  'sallyport-sweeper-silent': ['Invocations', 1],
  'sallyport-workflow-broken': ['ExecutionsAborted ExecutionsFailed ExecutionsTimedOut', 0],
  'sallyport-leaver-not-ended': ['Errors', 0],
  'sallyport-audit-tampering': ['AuditTampering', 0],
  'sallyport-audit-watcher-fails': ['Errors', 0],
  'sallyport-audit-watcher-lags': ['IteratorAge', 3_600_000],
  'sallyport-rotation-failed': ['RotationsFailing', 0],
  'sallyport-rotation-overdue': ['RotationsOverdue', 0],
  'sallyport-rotation-slow': ['RotationsSlow', 0],
  'sallyport-credential-unhealthy': ['CredentialsUnhealthy', 0],
  'sallyport-vault-tender-fails': ['Errors', 0],
  'sallyport-denials': ['Denials', 50],
  'sallyport-faults': ['Faults', 2],
  'sallyport-api-fails': ['5xx', 2],
  'sallyport-issuer-fails': ['Errors Faults', 0],
  'sallyport-throttled': ['Throttles Throttles TooManyRequests WriteThrottleEvents WriteThrottleEvents', 20],
  'sallyport-stream-lags': ['IteratorAge IteratorAge IteratorAge', 300_000],
};

const alarm = z.looseObject({
  AlarmName: z.string(),
  AlarmDescription: z.string(),
  Threshold: z.number(),
  ComparisonOperator: z.string(),
  MetricName: z.string().optional(),
  Metrics: z
    .array(
      z.looseObject({ MetricStat: z.looseObject({ Metric: z.looseObject({ MetricName: z.string() }) }).optional() }),
    )
    .default([]),
});
const alarms = () =>
  resourcesOf(all.service, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => alarm.parse(Properties));
const metricsOf = ({ MetricName, Metrics }: z.infer<typeof alarm>) =>
  [MetricName, ...Metrics.map(({ MetricStat }) => MetricStat?.Metric.MetricName)].filter((name) => name !== undefined);

describe('alarms', () => {
  test('go off for what must not pass unseen', () => {
    expect(
      Object.fromEntries(alarms().map((each) => [each.AlarmName, [metricsOf(each).sort().join(' '), each.Threshold]])),
    ).toEqual(expected);
  });

  test('cost what docs and README say: so many metrics, $0.10 each', () => {
    expect(alarms().flatMap(metricsOf).length).toBe(29);
  });

  test('tell someone, when they go off and when it is over; silence is good news, but for the sweeper', () => {
    for (const { AlarmName, ...others } of alarms())
      expect({ AlarmName, ...others }).toMatchObject({
        AlarmName,
        AlarmActions: [{ Ref: expect.any(String) }],
        OKActions: [{ Ref: expect.any(String) }],
        TreatMissingData: AlarmName === 'sallyport-sweeper-silent' ? 'breaching' : 'notBreaching',
        ComparisonOperator: AlarmName === 'sallyport-sweeper-silent' ? 'LessThanThreshold' : 'GreaterThanThreshold',
      });
  });

  test('each has its entry in docs/operating.md and names it, and no entry is of an alarm that is not there', () => {
    const entries = [...readFileSync('docs/operating.md', 'utf8').matchAll(/^### (sallyport-[a-z-]+)$/gm)].map(
      ([, name]) => name,
    );
    expect(entries.sort()).toEqual(
      alarms()
        .map(({ AlarmName }) => AlarmName)
        .sort(),
    );
    for (const { AlarmName, AlarmDescription } of alarms())
      expect(AlarmDescription).toMatch(
        new RegExp(`^[A-Z].{20,}\\. What to do: docs/operating\\.md, "${AlarmName}"\\.$`),
      );
  });

  test('watch functions that are there', () => {
    const functions = resourcesOf(all.service, 'AWS::Lambda::Function').map(([, { Properties }]) =>
      String(Properties['FunctionName']),
    );
    const text = readable(all);
    const named = JSON.stringify(resourcesOf(all.service, 'AWS::CloudWatch::Alarm')).match(
      /"sallyport-[a-z-]+"(?=\})/g,
    );
    for (const name of named ?? []) expect(functions).toContain(text(JSON.parse(name)));
    expect(named?.length).toBeGreaterThan(5);
  });

  test('the one for tampering counts the very metric that the watcher writes', () => {
    const found = resourcesOf(all.service, 'AWS::CloudWatch::Alarm').find(
      ([, { Properties }]) => Properties['MetricName'] === 'AuditTampering',
    );
    const watcher = resourcesOf(all.service, 'AWS::Lambda::Function').find(
      ([, { Properties }]) => Properties['FunctionName'] === 'sallyport-watch-audit',
    );
    expect(watcher?.[1].Properties['Environment']).toEqual({
      Variables: { METRIC_NAMESPACE: found?.[1].Properties['Namespace'], METRIC_NAME: 'AuditTampering' },
    });
    expect(found?.[1].Properties).toMatchObject({
      // Powertools' one dimension; test/unit/audit/watch-audit.test.ts holds the other half.
      Dimensions: [{ Name: 'service', Value: 'sallyport' }],
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
    });
  });
});

describe('the dashboard', () => {
  const body = () => {
    const [page, ...others] = resourcesOf(all.service, 'AWS::CloudWatch::Dashboard');
    expect(others).toEqual([]);
    return readable(all)(page?.[1].Properties['DashboardBody']);
  };

  test('shows every alarm, and asks only logs of functions that are there', () => {
    const shown = z
      .object({
        widgets: z.array(z.looseObject({ type: z.string(), properties: z.looseObject({ title: z.string() }) })),
      })
      .parse(JSON.parse(body()));
    expect(shown.widgets.map(({ properties }) => properties.title)).toEqual([
      'Alarms',
      'Requests and decisions',
      'Grants: begun and ended',
      'Seconds until a grant was gone',
      'Calls and answers',
      'Latency of the API (ms)',
      'Denials and faults',
      'Errors by function',
      'Throttles by function',
      'Slowest runs by function (ms)',
      'How far the streams are behind (ms)',
      'The sweeper: runs, and what it found',
      'What people met most',
    ]);
    expect(z.looseObject({ alarms: z.array(z.unknown()) }).parse(shown.widgets[0]?.properties).alarms.length).toBe(
      alarms().length,
    );
    const functions = resourcesOf(all.service, 'AWS::Lambda::Function').map(([, { Properties }]) =>
      String(Properties['FunctionName']),
    );
    const asked = [...body().matchAll(/SOURCE '\/aws\/lambda\/([a-z-]+)'/g)].map(([, name]) => name);
    expect(asked.length).toBeGreaterThan(5);
    for (const name of asked) expect(functions).toContain(name);
  });

  test('asks for operations that the API has', () => {
    const named = [...(/operation in \[(.*?)\]/.exec(body())?.[1] ?? '').matchAll(/\w+/g)].map(([name]) => name);
    expect(named.length).toBe(4);
    for (const name of named) expect(operations.map(({ id }) => id)).toContain(name);
  });
});
