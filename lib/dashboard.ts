import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  LogQueryVisualizationType,
  LogQueryWidget,
  MathExpression,
  Metric,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Alarm, IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Construct } from 'constructs';
import { DENIALS, FAULTS } from '../src/kernel/metric-names.ts';
import { counted } from './alarm-topic.ts';
import { SWEEPER_FOUND } from './elevation-alarms.ts';
import { functionMetric } from './function-metric.ts';

export interface SallyportDashboardProps {
  readonly alarms: readonly Alarm[];
  readonly httpApi: HttpApi;
}

const five = Duration.minutes(5);
const width = 8;

/**
 * One page that tells how Sallyport is. What people did is read from the functions' own log lines when somebody looks,
 * because a metric for each kind of call would cost all the time. The first three dashboards of an account are free.
 */
export class SallyportDashboard extends Construct {
  constructor(scope: Construct, id: string, { alarms, httpApi }: SallyportDashboardProps) {
    super(scope, id);
    const ofApi = (metricName: string, statistic: string, label: string) =>
      new Metric({
        namespace: 'AWS/ApiGateway',
        metricName,
        dimensionsMap: { ApiId: httpApi.apiId },
        statistic,
        label,
        period: five,
      });
    new Dashboard(this, 'Page', {
      dashboardName: 'sallyport',
      defaultInterval: Duration.days(1),
      widgets: [
        [new AlarmStatusWidget({ title: 'Alarms', width: 24, height: 4, alarms: [...alarms] })],
        [
          told('Requests and decisions', ['access', 'console'], decisions),
          told('Grants: begun and ended', ['activate-grant', 'verify-gone', 'mark-revoke-failed'], grants),
          told('Seconds until a grant was gone', ['verify-gone'], timeToEnd, LogQueryVisualizationType.LINE),
        ],
        [
          graph('Calls and answers', [
            ofApi('Count', 'Sum', 'calls'),
            ofApi('4xx', 'Sum', 'refused'),
            ofApi('5xx', 'Sum', 'failed'),
          ]),
          graph('Latency of the API (ms)', [ofApi('Latency', 'p50', 'half'), ofApi('Latency', 'p99', '99 of 100')]),
          graph('Denials and faults', [counted(DENIALS, five), counted(FAULTS, five)]),
        ],
        [
          graph('Errors by function', [each('Errors', 'Sum')]),
          graph('Throttles by function', [each('Throttles', 'Sum')]),
          graph('Slowest runs by function (ms)', [each('Duration', 'Maximum')]),
        ],
        [
          graph(
            'How far the streams are behind (ms)',
            ['run-workflow', 'notify-slack', 'end-leaver', 'watch-audit'].map((name) =>
              functionMetric(name, 'IteratorAge', 'Maximum'),
            ),
          ),
          graph('The sweeper: runs, and what it found', [
            functionMetric('sweeper', 'Invocations'),
            counted(SWEEPER_FOUND.METRIC_NAME, five),
          ]),
          told('What people met most', ['access', 'console', 'directory', 'lend-credentials'], refusals),
        ],
      ],
    });
  }
}

const graph = (title: string, left: IMetric[]): GraphWidget => new GraphWidget({ title, width, left });

/** Of every function of ours, also of those to come. */
const each = (metricName: string, statistic: string): MathExpression =>
  new MathExpression({
    expression: `SEARCH('{AWS/Lambda,FunctionName} MetricName="${metricName}" FunctionName=sallyport', '${statistic}', 300)`,
    label: '',
    period: five,
  });

/** A question to the lines that functions write about each call (src/http/report-call.ts). */
const told = (
  title: string,
  functions: readonly string[],
  queryLines: string[],
  view = LogQueryVisualizationType.TABLE,
): LogQueryWidget =>
  new LogQueryWidget({
    title,
    width,
    height: 6,
    view,
    logGroupNames: functions.map((name) => `/aws/lambda/sallyport-${name}`),
    queryLines: ['filter message = "call"', ...queryLines],
  });

const decisions = [
  'filter operation in ["createRequest", "decideRequest", "cancelRequest", "endGrant"] or operation like /^POST .console.(requests|grants)/',
  'stats count(*) as calls by operation, outcome',
  'sort calls desc',
];
const grants = ['stats count(*) as steps by function, outcome', 'sort steps desc'];
const timeToEnd = [
  'filter ispresent(timeToEndSeconds)',
  'stats avg(timeToEndSeconds) as average, max(timeToEndSeconds) as slowest by bin(1h)',
];
const refusals = [
  'filter outcome != "done" and outcome not like /^[23]/',
  'stats count(*) as calls by operation, outcome',
  'sort calls desc',
  'limit 20',
];
