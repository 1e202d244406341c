import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Settings } from './settings.ts';

/** Where alarms go: an address in the settings gets them by e-mail; without one they show in CloudWatch alone. */
export class AlarmTopic extends Construct {
  private readonly topic: Topic | null;

  constructor(scope: Construct, id: string, { alarmEmail }: Pick<Settings, 'alarmEmail'>) {
    super(scope, id);
    this.topic = alarmEmail === undefined ? null : new Topic(this, 'Topic', { enforceSSL: true });
    if (alarmEmail !== undefined) this.topic?.addSubscription(new EmailSubscription(alarmEmail));
  }

  /** Tells when the alarm goes off, and when it is over. */
  tellOf(alarm: Alarm): void {
    if (!this.topic) return;
    alarm.addAlarmAction(new SnsAction(this.topic));
    alarm.addOkAction(new SnsAction(this.topic));
  }
}
