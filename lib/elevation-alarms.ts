import { Duration } from 'aws-cdk-lib';
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { METRIC_NAMESPACE } from '../src/kernel/metric-names.ts';
import { counted } from './alarm-topic.ts';
import type { AlarmTopic } from './alarm-topic.ts';

/** Metrics that our own functions put, as their environment names them. */
export const REVOKE_FAILED = { METRIC_NAMESPACE, METRIC_NAME: 'RevokeFailed' } as const;
export const SWEEPER_FOUND = { METRIC_NAMESPACE, METRIC_NAME: 'SweeperFound' } as const;

export interface ElevationAlarmsProps {
  readonly alarms: AlarmTopic;
  readonly machine: StateMachine;
  readonly sweeper: IFunction;
}

const minute = Duration.minutes(1);
const minutely = { statistic: 'Sum', period: minute };

/** Everything about an elevation that nobody may miss. */
export class ElevationAlarms extends Construct {
  constructor(scope: Construct, id: string, { alarms, machine, sweeper }: ElevationAlarmsProps) {
    super(scope, id);
    alarms.raise(this, 'RevokeFailed', {
      name: 'revoke-failed',
      says: 'A grant would not end. Sallyport keeps trying: find out why it fails.',
      metric: counted(REVOKE_FAILED.METRIC_NAME, minute),
    });
    alarms.raise(this, 'SweeperFound', {
      name: 'sweeper-found',
      says: 'The sweeper did what a workflow or a stream should have done.',
      metric: counted(SWEEPER_FOUND.METRIC_NAME, minute),
    });
    alarms.raise(this, 'SweeperFails', {
      name: 'sweeper-fails',
      says: 'The sweeper fails: what dies now is not finished.',
      metric: sweeper.metricErrors(minutely),
    });
    alarms.raise(this, 'SweeperSilent', {
      name: 'sweeper-silent',
      says: 'The sweeper has not run for five minutes: what dies now is not finished.',
      metric: sweeper.metricInvocations({ statistic: 'Sum', period: Duration.minutes(5) }),
      below: 1,
    });
    alarms.raise(this, 'WorkflowBroken', {
      name: 'workflow-broken',
      says: 'An elevation failed, was stopped or timed out. The sweeper sees to its end.',
      metric: new MathExpression({
        expression: 'failed + aborted + timedOut',
        usingMetrics: {
          failed: machine.metricFailed(minutely),
          aborted: machine.metricAborted(minutely),
          timedOut: machine.metricTimedOut(minutely),
        },
        period: minute,
      }),
    });
  }
}
