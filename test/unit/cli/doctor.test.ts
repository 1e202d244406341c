import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { GetApiCommand, GetDomainNameCommand } from '@aws-sdk/client-apigatewayv2';
import { DescribeAlarmsCommand, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeLogGroupsCommand, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeContinuousBackupsCommand, DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { DescribeKeyCommand } from '@aws-sdk/client-kms';
import { GetFunctionConfigurationCommand, InvokeCommand, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import { ListSubscriptionsByTopicCommand } from '@aws-sdk/client-sns';
import * as z from 'zod';
import { clockCheck } from '../../../cli/operator/check-clock.ts';
import { findingsOf } from '../../../cli/operator/finding.ts';
import { runCommand } from '../../../cli/run-command.ts';
import {
  alarm,
  aws,
  healthy,
  noSuchDomain,
  now,
  recovery,
  site,
  slackSays,
  startSite,
  sweep,
  topic,
} from './doctor-scene.ts';
import { testWorld } from './world.ts';

process.env['AWS_REGION'] = 'eu-central-1';
const report = z.object({
  wrong: z.int(),
  unknown: z.int(),
  findings: z.array(
    z.object({
      check: z.string(),
      verdict: z.string(),
      saw: z.string(),
      expected: z.string().min(10),
      todo: z.string().min(5).nullable(),
    }),
  ),
});
let origin: string;
let stop: () => void;
beforeAll(async () => {
  ({ origin, stop } = await startSite());
});
afterAll(() => stop());
beforeEach(() => healthy(origin));

async function examine(...options: string[]) {
  const world = testWorld({ HOME: '/nowhere', SALLYPORT_KEYRING: 'none' }, () => now);
  const exit = await runCommand(['doctor', '--json', ...options], world);
  const { findings, ...counts } = report.parse(JSON.parse(world.out()));
  const of = (check: string) => findings.filter((each) => each.check === check);
  return { exit, findings, of, counts };
}

describe('sallyport doctor, when nothing is wrong', () => {
  test('finds everything right but what it cannot tell from here, and says why', async () => {
    const { exit, findings } = await examine('--send');
    expect(exit).toBe(0);
    expect(findings.filter(({ verdict }) => verdict !== 'right').map(({ check, saw }) => [check, saw])).toEqual([
      // The mocked client makes no call, so it has no date; nobody is signed in.
      ['clock', 'AWS answered without a date'],
      ['targets', `nobody is signed in at ${origin} on this machine`],
    ]);
    expect(new Set(findings.map(({ check }) => check)).size).toBe(16);
  });

  test('what could not be told counts only when asked', async () => expect((await examine('--strict')).exit).toBe(1));

  test('Slack is only asked whether it knows the token, unless told to send', async () => {
    await examine();
    await examine('--send');
    expect(
      aws.lambda.commandCalls(InvokeCommand).map(({ args }) =>
        z
          .string()
          .transform((text): unknown => JSON.parse(text))
          .parse(args[0].input.Payload),
      ),
    ).toEqual([{ test: true, quietly: true }, { test: true }]);
  });

  test('people read a line each, and below what is wrong what to do', async () => {
    aws.lambda.on(InvokeCommand).resolves(slackSays({ token: 'refused', code: 'invalid_auth' }));
    const world = testWorld({ HOME: '/nowhere' }, () => now);
    expect(await runCommand(['doctor'], world)).toBe(1);
    expect(world.out()).toContain('✓ keys: both are enabled');
    expect(world.out()).toMatch(/✗ slack: .*invalid_auth.*\n {4}expected {2}.*\n {4}do {8}.*configure slack/);
    expect(world.out()).toMatch(/\d+ right, 1 wrong, \d+ could not be told/);
  });
});

const accepted = (channels: object[]) => slackSays({ token: 'accepted', team: 'Example', bot: 'sallyport', channels });
const faults: [check: string, saw: RegExp, verdict: 'wrong' | 'unknown', plant: () => unknown][] = [
  ['issuer', /does not answer.* answered 503/, 'wrong', () => (site.status = 503)],
  ['issuer', /calls itself https:\/\/other/, 'wrong', () => (site.issuer = 'https://other.example.com')],
  ['signing key', /not among them/, 'wrong', () => (site.keys = [{ kid: '1', x: 'a', y: 'b' }])],
  ['signing key', /could not be read/, 'unknown', () => (site.status = 503)],
  [
    'keys',
    /data is PendingDeletion/,
    'wrong',
    () =>
      aws.kms
        .on(DescribeKeyCommand, { KeyId: 'data' })
        .resolves({ KeyMetadata: { KeyId: 'data', KeyState: 'PendingDeletion' } }),
  ],
  [
    'address',
    /answers beside/,
    'wrong',
    () => aws.gateway.on(GetApiCommand).resolves({ DisableExecuteApiEndpoint: false }),
  ],
  [
    'slack',
    /does not take the token/,
    'wrong',
    () => aws.lambda.on(InvokeCommand).resolves(slackSays({ token: 'refused', code: 'token_revoked' })),
  ],
  [
    'slack',
    /there is no token/,
    'unknown',
    () => aws.lambda.on(InvokeCommand).resolves(slackSays({ token: 'missing' })),
  ],
  ['slack', /no channel is set/, 'wrong', () => aws.lambda.on(InvokeCommand).resolves(accepted([]))],
  [
    'slack',
    /may not write in C1.*not_in_channel/,
    'wrong',
    () => aws.lambda.on(InvokeCommand).resolves(accepted([{ channel: 'C1', group: 'g', result: 'not_in_channel' }])),
  ],
  [
    'slack',
    /was not tried/,
    'unknown',
    () => aws.lambda.on(InvokeCommand).resolves(accepted([{ channel: 'C1', group: 'g', result: 'not-tried' }])),
  ],
  [
    'slack',
    /function .* failed/,
    'unknown',
    () => aws.lambda.on(InvokeCommand).resolves({ FunctionError: 'Unhandled' }),
  ],
  [
    'alarms',
    /gone: sallyport-revoke-failed/,
    'wrong',
    () => aws.watch.on(DescribeAlarmsCommand).resolves({ MetricAlarms: [] }),
  ],
  [
    'alarms',
    /silenced/,
    'wrong',
    () => aws.watch.on(DescribeAlarmsCommand).resolves({ MetricAlarms: [{ ...alarm, ActionsEnabled: false }] }),
  ],
  [
    'alarms',
    /gone off/,
    'wrong',
    () => aws.watch.on(DescribeAlarmsCommand).resolves({ MetricAlarms: [{ ...alarm, StateValue: 'ALARM' }] }),
  ],
  [
    'alarms reach somebody',
    /tell nobody/,
    'wrong',
    () => aws.watch.on(DescribeAlarmsCommand).resolves({ MetricAlarms: [{ ...alarm, AlarmActions: [] }] }),
  ],
  [
    'alarms reach somebody',
    /waits for its confirmation/,
    'wrong',
    () =>
      aws.sns
        .on(ListSubscriptionsByTopicCommand)
        .resolves({ Subscriptions: [{ SubscriptionArn: 'PendingConfirmation' }] }),
  ],
  [
    'alarms reach somebody',
    /nobody is subscribed/,
    'wrong',
    () => aws.sns.on(ListSubscriptionsByTopicCommand, { TopicArn: topic }).resolves({ Subscriptions: [] }),
  ],
  [
    'sweeper',
    /no run of the last five minutes/,
    'wrong',
    () => aws.logs.on(FilterLogEventsCommand).resolves({ events: [] }),
  ],
  [
    'sweeper',
    /1 of 2 runs met a failure/,
    'wrong',
    () =>
      aws.logs
        .on(FilterLogEventsCommand)
        .resolves({ events: [sweep('0 found, 0 failed', 90), sweep('3 found, 2 failed')] }),
  ],
  [
    'stream of watch-audit',
    /mapping is Disabled/,
    'wrong',
    () => aws.lambda.on(ListEventSourceMappingsCommand).resolves({ EventSourceMappings: [{ State: 'Disabled' }] }),
  ],
  [
    'stream of end-leaver',
    /follows no stream/,
    'wrong',
    () => aws.lambda.on(ListEventSourceMappingsCommand, { FunctionName: 'sallyport-end-leaver' }).resolves({}),
  ],
  [
    'stream of run-workflow',
    /PROBLEM: Function call failed/,
    'wrong',
    () =>
      aws.lambda.on(ListEventSourceMappingsCommand).resolves({
        EventSourceMappings: [{ State: 'Enabled', LastProcessingResult: 'PROBLEM: Function call failed' }],
      }),
  ],
  [
    'stream of watch-audit',
    /7200 s behind/,
    'wrong',
    () =>
      aws.watch
        .on(GetMetricStatisticsCommand)
        .resolves({ Datapoints: [{ Timestamp: new Date(now * 1000), Maximum: 7_200_000 }] }),
  ],
  [
    'stream of watch-audit',
    /no lag of the last quarter/,
    'unknown',
    () => aws.lambda.on(ListEventSourceMappingsCommand).resolves({ EventSourceMappings: [{ State: 'Enabled' }] }),
  ],
  [
    'tables',
    /Audit has no point-in-time recovery/,
    'wrong',
    () => aws.dynamo.on(DescribeContinuousBackupsCommand, { TableName: 'Audit' }).resolves(recovery('DISABLED')),
  ],
  [
    'tables',
    /Access may be deleted; Access is not under the customer key/,
    'wrong',
    () => aws.dynamo.on(DescribeTableCommand, { TableName: 'Access' }).resolves({ Table: {} }),
  ],
  [
    'logs',
    /kept for ever: \/aws\/lambda\/sallyport-new/,
    'wrong',
    () =>
      aws.logs.on(DescribeLogGroupsCommand).resolves({ logGroups: [{ logGroupName: '/aws/lambda/sallyport-new' }] }),
  ],
  [
    'tables',
    /look itself failed: your AWS credentials do not permit this/,
    'unknown',
    () =>
      aws.dynamo.on(DescribeTableCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDeniedException' })),
  ],
];

describe('sallyport doctor, when something is', () => {
  test.each(faults)('%s: %s', async (check, saw, verdict, plant) => {
    plant();
    const { exit, of } = await examine();
    const told = of(check).find((each) => each.verdict !== 'right');
    expect(told).toMatchObject({
      check,
      verdict,
      saw: expect.stringMatching(saw),
      todo: expect.stringMatching(/.{5}/),
    });
    if (verdict === 'wrong') expect(exit).toBe(1);
  });

  test('an address that is no custom domain has to answer, so it may', async () => {
    aws.gateway.on(GetApiCommand).resolves({ DisableExecuteApiEndpoint: false });
    aws.gateway.on(GetDomainNameCommand).rejects(noSuchDomain);
    expect((await examine()).of('address')).toMatchObject([{ verdict: 'right' }]);
  });

  test('nothing deployed: there is nothing to look at, and it says where it looked', async () => {
    aws.lambda
      .on(GetFunctionConfigurationCommand, { FunctionName: 'sallyport-issuer' })
      .rejects(Object.assign(new Error('no'), { name: 'ResourceNotFoundException' }));
    const world = testWorld({ HOME: '/nowhere' }, () => now);
    expect(await runCommand(['doctor'], world)).toBe(1);
    expect(world.err()).toContain('not deployed in this account and region');
  });
});

describe('the clocks', () => {
  const look = (here: number, aws: number | undefined) =>
    findingsOf(
      clockCheck(
        origin,
        (url) => fetch(url),
        () => here,
        () => Promise.resolve(aws),
      ),
    );

  test.each([
    ['level', now, now, 'right', /level/],
    ['this machine behind', now - 300, now, 'wrong', /this machine is 300 s behind of AWS/],
    ['the issuer behind', now + 100, now + 100, 'wrong', /issuer is 100 s behind of AWS/],
    ['AWS silent', now, undefined, 'unknown', /without a date/],
  ] as const)('%s', async (_name, here, there, verdict, saw) => {
    expect(await look(here, there)).toMatchObject([{ verdict, saw: expect.stringMatching(saw) }]);
  });
});
