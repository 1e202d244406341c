import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import {
  CREDENTIALS_UNHEALTHY,
  ROTATIONS_FAILING,
  ROTATIONS_OVERDUE,
  ROTATIONS_SLOW,
} from '../src/kernel/metric-names.ts';
import { counted } from './alarm-topic.ts';
import type { AlarmTopic } from './alarm-topic.ts';

export interface VaultAlarmsProps {
  readonly alarms: AlarmTopic;
  readonly tender: IFunction;
}

/** A credential is looked at each minute while something is due of it, else once an hour: an alarm spans two looks. */
const hour = Duration.hours(1);
const five = Duration.minutes(5);

/** What nobody may miss of the vault. The tender counts what it looks at. */
export class VaultAlarms extends Construct {
  constructor(scope: Construct, id: string, { alarms, tender }: VaultAlarmsProps) {
    super(scope, id);
    alarms.raise(this, 'RotationsFailing', {
      name: 'rotation-failed',
      says: 'A rotation fails. Some value of the credential still logs in; Sallyport keeps trying.',
      metric: counted(ROTATIONS_FAILING, hour),
    });
    alarms.raise(this, 'RotationsOverdue', {
      name: 'rotation-overdue',
      says: 'A rotation should have come by now and has not.',
      metric: counted(ROTATIONS_OVERDUE, hour),
    });
    alarms.raise(this, 'RotationsSlow', {
      name: 'rotation-slow',
      says: 'A rotation takes longer than ten minutes, or an old value is not retired in time.',
      metric: counted(ROTATIONS_SLOW, hour),
    });
    alarms.raise(this, 'CredentialsUnhealthy', {
      name: 'credential-unhealthy',
      says: 'The current value of a vaulted credential does not log in.',
      metric: counted(CREDENTIALS_UNHEALTHY, hour),
    });
    alarms.raise(this, 'TenderFails', {
      name: 'vault-tender-fails',
      says: 'What is due of the vault was not done: rotations after a check-in wait.',
      metric: tender.metricErrors({ statistic: 'Sum', period: five }),
    });
  }
}
