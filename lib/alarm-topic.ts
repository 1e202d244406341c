import type { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { METRIC_NAMESPACE, METRIC_SERVICE } from '../src/kernel/metric-names.ts';
import type { Settings } from './settings.ts';

export interface AlarmProps {
  /** After `sallyport-`; docs/operating.md has an entry under this name (a test holds it). */
  readonly name: string;
  /** What it means, for whoever is woken by it. */
  readonly says: string;
  readonly metric: IMetric;
  /** Goes off above this; 0 unless told. */
  readonly above?: number;
  /** Instead: goes off below this, and when nothing is heard. */
  readonly below?: number;
}

/** Where alarms go: an address in the settings gets them by e-mail; without one they show in CloudWatch alone. */
export class AlarmTopic extends Construct {
  /** All that were made, for the dashboard. */
  readonly alarms: Alarm[] = [];
  private readonly topic: Topic | null;

  constructor(scope: Construct, id: string, { alarmEmail }: Pick<Settings, 'alarmEmail'>) {
    super(scope, id);
    this.topic = alarmEmail === undefined ? null : new Topic(this, 'Topic', { enforceSSL: true });
    if (alarmEmail !== undefined) this.topic?.addSubscription(new EmailSubscription(alarmEmail));
  }

  /** Makes an alarm that tells when it goes off, and when it is over. Each metric of it costs $0.10 a month. */
  raise(scope: Construct, id: string, { name, says, metric, above = 0, below }: AlarmProps): void {
    const alarm = new Alarm(scope, id, {
      alarmName: `sallyport-${name}`,
      alarmDescription: `${says} What to do: docs/operating.md, "sallyport-${name}".`,
      metric,
      threshold: below ?? above,
      comparisonOperator:
        below === undefined ? ComparisonOperator.GREATER_THAN_THRESHOLD : ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: below === undefined ? TreatMissingData.NOT_BREACHING : TreatMissingData.BREACHING,
    });
    this.alarms.push(alarm);
    if (!this.topic) return;
    alarm.addAlarmAction(new SnsAction(this.topic));
    alarm.addOkAction(new SnsAction(this.topic));
  }
}

/** A metric that our own functions count in their logs. */
export const counted = (metricName: string, period: Duration, more: Readonly<Record<string, string>> = {}): Metric =>
  new Metric({
    namespace: METRIC_NAMESPACE,
    metricName,
    dimensionsMap: { service: METRIC_SERVICE, ...more },
    statistic: 'Sum',
    period,
  });
