import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { LambdaClient, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import type { Check } from './finding.ts';

const FIVE_MINUTES = 300;
const line = z.looseObject({ message: z.literal('call'), outcome: z.string() });

/** Whether what has to run by itself runs. */
export const runningChecks = (now: () => number): readonly Check[] => [
  sweeperCheck(now),
  ...['watch-audit', 'run-workflow', 'notify-slack', 'end-leaver'].map((name) => streamCheck(name, now)),
];

const sweeperCheck = (now: () => number): Check => ({
  name: 'sweeper',
  expected: 'it has run to its end within five minutes, and met no failure',
  async look({ right, wrong }) {
    const { events = [] } = await new CloudWatchLogsClient({}).send(
      new FilterLogEventsCommand({
        logGroupName: '/aws/lambda/sallyport-sweeper',
        startTime: (now() - FIVE_MINUTES) * 1000,
        filterPattern: '"sweep"',
      }),
    );
    const runs = events.flatMap(({ message, timestamp }) => {
      const outcome = outcomeIn(message ?? '');
      return outcome === undefined ? [] : [{ outcome, at: Math.floor((timestamp ?? 0) / 1000) }];
    });
    const last = runs.at(-1);
    if (last === undefined)
      return wrong(
        'its log has no run of the last five minutes',
        'Is its rule in EventBridge enabled? docs/operating.md, "sallyport-sweeper-silent".',
      );
    const failed = runs.filter(({ outcome }) => !outcome.endsWith(' 0 failed'));
    if (failed.length > 0)
      return wrong(
        `${failed.length} of ${runs.length} runs met a failure (${failed.at(-1)?.outcome ?? ''})`,
        'The log of sallyport-sweeper says what: docs/operating.md, "sallyport-sweeper-fails".',
      );
    return right(`ran ${runs.length} time(s) in five minutes, last ${Math.max(0, now() - last.at)} s ago`);
  },
});

/** Lines of Lambda's own, and of MiniStack's, are text or of another shape. */
function outcomeIn(message: string): string | undefined {
  for (const text of message.split('\n'))
    try {
      const parsed = line.safeParse(JSON.parse(text));
      if (parsed.success) return parsed.data.outcome;
    } catch {
      // Not ours.
    }
  return undefined;
}

/** The oldest record that waits may be five minutes old, as sallyport-stream-lags has it. */
const streamCheck = (name: string, now: () => number): Check => ({
  name: `stream of ${name}`,
  expected: 'its mapping is enabled, reads without a problem, and is not five minutes behind',
  async look({ right, wrong, unknown }) {
    const FunctionName = `sallyport-${name}`;
    const { EventSourceMappings = [] } = await new LambdaClient({}).send(
      new ListEventSourceMappingsCommand({ FunctionName }),
    );
    const [mapping] = EventSourceMappings;
    if (mapping === undefined) return wrong('it follows no stream', 'Deploy again.');
    if (mapping.State !== 'Enabled')
      return wrong(
        `its mapping is ${mapping.State ?? 'in no state'}`,
        `Enable the event source mapping of ${FunctionName}.`,
      );
    const result = mapping.LastProcessingResult ?? '';
    if (result.startsWith('PROBLEM'))
      return wrong(`its mapping says: ${result}`, `The log of ${FunctionName} says why; may its role read the stream?`);
    const { Datapoints = [] } = await new CloudWatchClient({}).send(
      new GetMetricStatisticsCommand({
        Namespace: 'AWS/Lambda',
        MetricName: 'IteratorAge',
        Dimensions: [{ Name: 'FunctionName', Value: FunctionName }],
        StartTime: new Date((now() - 3 * FIVE_MINUTES) * 1000),
        EndTime: new Date(now() * 1000),
        Period: FIVE_MINUTES,
        Statistics: ['Maximum'],
      }),
    );
    const [latest] = [...Datapoints].sort((a, b) => Number(b.Timestamp) - Number(a.Timestamp));
    if (latest?.Maximum === undefined)
      return result === 'OK' || result === 'No records processed'
        ? right(`enabled; last reading: ${result}; nothing came in the last quarter of an hour`)
        : unknown(
            'enabled; CloudWatch has no lag of the last quarter of an hour, and Lambda tells no last reading',
            'It is told once something was recorded; sallyport-stream-lags watches it.',
          );
    const behind = Math.round(latest.Maximum / 1000);
    return behind <= FIVE_MINUTES
      ? right(`enabled, at most ${behind} s behind`)
      : wrong(`${behind} s behind`, 'docs/operating.md, "sallyport-stream-lags" and "sallyport-audit-watcher-lags".');
  },
});
