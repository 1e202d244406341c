import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { AlarmTopic } from './alarm-topic.ts';

/** Metrics that our own functions put, as their environment names them. */
export const REVOKE_FAILED = { METRIC_NAMESPACE: 'Sallyport', METRIC_NAME: 'RevokeFailed' } as const;
export const SWEEPER_FOUND = { METRIC_NAMESPACE: 'Sallyport', METRIC_NAME: 'SweeperFound' } as const;

export interface ElevationAlarmsProps {
  readonly alarms: AlarmTopic;
  readonly machine: StateMachine;
  readonly sweeper: IFunction;
}

const minutely = { statistic: 'Sum', period: Duration.minutes(1) };

/** Everything about an elevation that nobody may miss. */
export class ElevationAlarms extends Construct {
  constructor(scope: Construct, id: string, { alarms, machine, sweeper }: ElevationAlarmsProps) {
    super(scope, id);
    const above = (name: string, metric: IMetric, alarmDescription: string) =>
      alarms.tellOf(
        new Alarm(this, name, {
          alarmDescription,
          metric,
          threshold: 0,
          comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
          evaluationPeriods: 1,
          treatMissingData: TreatMissingData.NOT_BREACHING,
        }),
      );
    above('RevokeFailed', ours(REVOKE_FAILED), 'A grant would not end. Sallyport keeps trying: find out why it fails.');
    above('SweeperFound', ours(SWEEPER_FOUND), 'The sweeper did what a workflow or a stream should have done.');
    above('SweeperFails', sweeper.metricErrors(minutely), 'The sweeper fails: what dies now is not finished.');
    above('WorkflowFailed', machine.metricFailed(minutely), 'An elevation failed. The sweeper sees to its end.');
    above('WorkflowAborted', machine.metricAborted(minutely), 'An elevation was stopped. The sweeper sees to its end.');
    above('WorkflowTimedOut', machine.metricTimedOut(minutely), 'An elevation timed out. The sweeper sees to its end.');
    alarms.tellOf(
      new Alarm(this, 'SweeperSilent', {
        alarmDescription: 'The sweeper has not run for five minutes: what dies now is not finished.',
        metric: sweeper.metricInvocations({ statistic: 'Sum', period: Duration.minutes(5) }),
        threshold: 1,
        comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
        evaluationPeriods: 1,
        treatMissingData: TreatMissingData.BREACHING,
      }),
    );
  }
}

const ours = ({ METRIC_NAMESPACE, METRIC_NAME }: typeof REVOKE_FAILED | typeof SWEEPER_FOUND): Metric =>
  new Metric({
    namespace: METRIC_NAMESPACE,
    metricName: METRIC_NAME,
    dimensionsMap: { service: 'sallyport' },
    ...minutely,
  });
