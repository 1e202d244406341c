import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { DENIALS, FAULTS, METRIC_NAMESPACE } from '../src/kernel/metric-names.ts';
import { counted } from './alarm-topic.ts';
import type { AlarmTopic } from './alarm-topic.ts';
import type { DataTable } from './data-stack.ts';
import { functionMetric } from './function-metric.ts';

export interface PlatformAlarmsProps {
  readonly alarms: AlarmTopic;
  readonly httpApi: HttpApi;
  readonly accessLog: ILogGroup;
  readonly tables: { readonly access: DataTable; readonly audit: DataTable };
}

const five = Duration.minutes(5);
const TOO_MANY = 'TooManyRequests';

/** What no single capability sees: denials in bursts, faults, answers that failed, throttles, streams that lag. */
export class PlatformAlarms extends Construct {
  constructor(scope: Construct, id: string, { alarms, httpApi, accessLog, tables }: PlatformAlarmsProps) {
    super(scope, id);
    alarms.raise(this, 'Denials', {
      name: 'denials',
      says: 'More than 50 refusals in five minutes: somebody tries what they may not, or a policy is wrong.',
      metric: counted(DENIALS, five),
      above: 50,
    });
    alarms.raise(this, 'Faults', {
      name: 'faults',
      says: 'Functions met more than two faults of their own in five minutes.',
      metric: counted(FAULTS, five),
      above: 2,
    });
    alarms.raise(this, 'ApiFails', {
      name: 'api-fails',
      says: 'The API answered with 5xx more than twice in five minutes.',
      metric: new Metric({
        namespace: 'AWS/ApiGateway',
        metricName: '5xx',
        dimensionsMap: { ApiId: httpApi.apiId },
        statistic: 'Sum',
        period: five,
      }),
      above: 2,
    });
    alarms.raise(this, 'IssuerFails', {
      name: 'issuer-fails',
      says: 'The issuer fails: nobody can sign in, or not everybody.',
      metric: new MathExpression({
        expression: 'FILL(faults, 0) + FILL(errors, 0)',
        usingMetrics: {
          faults: counted(FAULTS, five, { function: 'sallyport-issuer' }),
          errors: functionMetric('issuer', 'Errors'),
        },
        period: five,
      }),
    });
    this.throttled(alarms, accessLog, tables);
    alarms.raise(this, 'StreamLags', {
      name: 'stream-lags',
      says: 'Changes wait for more than five minutes to be carried to the workflow, to Slack, or to the leavers’ grants.',
      metric: new MathExpression({
        expression: 'MAX([workflow, slack, leavers])',
        usingMetrics: {
          workflow: functionMetric('run-workflow', 'IteratorAge', 'Maximum'),
          slack: functionMetric('notify-slack', 'IteratorAge', 'Maximum'),
          leavers: functionMetric('end-leaver', 'IteratorAge', 'Maximum'),
        },
        period: five,
      }),
      above: five.toMilliseconds(),
    });
  }

  /** All functions share one quota, so the authorizer, which every call needs, speaks for all but the reserved one. */
  private throttled(alarms: AlarmTopic, accessLog: ILogGroup, { access, audit }: PlatformAlarmsProps['tables']): void {
    const tooMany = new MetricFilter(this, 'TooManyRequests', {
      logGroup: accessLog,
      filterPattern: FilterPattern.stringValue('$.status', '=', '429'),
      metricNamespace: METRIC_NAMESPACE,
      metricName: TOO_MANY,
    });
    const writes = (table: DataTable) => table.metric('WriteThrottleEvents', { statistic: 'Sum', period: five });
    const usingMetrics = {
      entrance: functionMetric('authorizer', 'Throttles'),
      takeAway: functionMetric('take-away', 'Throttles'),
      access: writes(access),
      audit: writes(audit),
      refused: tooMany.metric({ statistic: 'Sum', period: five }),
    };
    alarms.raise(this, 'Throttled', {
      name: 'throttled',
      says: 'Lambda, DynamoDB or the API turned away more than 20 calls in five minutes.',
      metric: new MathExpression({
        expression: Object.keys(usingMetrics)
          .map((name) => `FILL(${name}, 0)`)
          .join(' + '),
        usingMetrics,
        period: five,
      }),
      above: 20,
    });
  }
}
