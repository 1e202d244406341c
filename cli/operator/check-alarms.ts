import { CloudWatchClient, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { paginateListSubscriptionsByTopic, SNSClient } from '@aws-sdk/client-sns';
import type { Deployment } from './deployment.ts';
import type { Check } from './finding.ts';

const RUNBOOK = 'docs/operating.md has an entry for each.';

async function alarmsOf(): Promise<readonly MetricAlarm[]> {
  const found: MetricAlarm[] = [];
  for await (const page of paginateDescribeAlarms(
    { client: new CloudWatchClient({}) },
    { AlarmNamePrefix: 'sallyport-' },
  ))
    found.push(...(page.MetricAlarms ?? []));
  return found;
}

export const alarmChecks = ({ made }: Deployment): readonly Check[] => [
  {
    name: 'alarms',
    expected: 'every alarm of the stack is there, may act, and none has gone off',
    async look({ right, wrong }) {
      const wanted = made('AWS::CloudWatch::Alarm');
      const alarms = await alarmsOf();
      const missing = wanted.filter((name) => !alarms.some(({ AlarmName }) => AlarmName === name));
      if (missing.length > 0 || wanted.length === 0)
        return wrong(
          wanted.length === 0 ? 'the stack has no alarm' : `gone: ${missing.join(', ')}`,
          'Deploy again; somebody has deleted them by hand.',
        );
      const silenced = alarms.filter(({ ActionsEnabled }) => ActionsEnabled === false);
      if (silenced.length > 0)
        return wrong(`silenced: ${namesOf(silenced)}`, 'Enable their actions again in CloudWatch.');
      const ringing = alarms.filter(({ StateValue }) => StateValue === 'ALARM');
      if (ringing.length > 0) return wrong(`gone off: ${namesOf(ringing)}`, RUNBOOK);
      return right(`${wanted.length} alarms, none has gone off`);
    },
  },
  {
    name: 'alarms reach somebody',
    expected: 'alarms go to a topic with a confirmed subscription',
    async look({ right, wrong }) {
      const alarms = await alarmsOf();
      const deaf = alarms.filter(({ AlarmActions }) => (AlarmActions ?? []).length === 0);
      if (deaf.length > 0 || alarms.length === 0)
        return wrong(
          alarms.length === 0 ? 'there is no alarm' : `these tell nobody: ${namesOf(deaf)}`,
          'Set `alarmEmail` in the settings, and deploy.',
        );
      const topics = [...new Set(alarms.flatMap(({ AlarmActions }) => AlarmActions ?? []))];
      const subscriptions = (await Promise.all(topics.map(subscriptionsOf))).flat();
      const confirmed = subscriptions.filter((arn) => arn.startsWith('arn:'));
      if (confirmed.length > 0) return right(`${confirmed.length} confirmed subscription(s)`);
      return wrong(
        subscriptions.length === 0 ? 'nobody is subscribed' : 'the subscription waits for its confirmation',
        subscriptions.length === 0
          ? 'Deploy again, or subscribe an address to the topic.'
          : 'Open the link in the e-mail that AWS sent to `alarmEmail` (look in the spam too); without it no alarm arrives.',
      );
    },
  },
];

const namesOf = (alarms: readonly MetricAlarm[]): string => alarms.map(({ AlarmName }) => AlarmName ?? '?').join(', ');

/** What is not confirmed has the text `PendingConfirmation` where the ARN would be. */
async function subscriptionsOf(TopicArn: string): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const page of paginateListSubscriptionsByTopic({ client: new SNSClient({}) }, { TopicArn }))
    found.push(...(page.Subscriptions ?? []).map(({ SubscriptionArn }) => SubscriptionArn ?? ''));
  return found;
}
