import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { FilterCriteria, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { environment } from '../lambdas/notify-slack/environment.ts';
import type { DataStack } from './data-stack.ts';
import { SallyportFunction } from './function.ts';
import { mayOn, mayOnKeys, mayReadStream, mayUseTables, streamOf } from './permissions.ts';
import type { Settings } from './settings.ts';

export interface NotifyProps {
  readonly data: DataStack;
  readonly settings: Settings;
}

/** Tells the approving groups on Slack. The one function that may read Slack's token. */
export class Notify extends Construct {
  readonly slack: SallyportFunction<typeof environment>;

  constructor(scope: Construct, id: string, { data, settings }: NotifyProps) {
    super(scope, id);
    this.slack = new SallyportFunction(this, 'Slack', {
      name: 'notify-slack',
      description: 'Posts requests to the approving groups on Slack, and keeps the messages true',
      schema: environment,
      environment: {
        ISSUER: settings.issuer,
        ACCESS_TABLE: data.access.tableName,
        AUDIT_TABLE: data.audit.tableName,
        DIRECTORY_TABLE: data.directory.tableName,
        SLACK_TOKEN_SECRET: data.slackToken.secretName,
        SLACK_API_URL: settings.slackApiUrl,
        SLACK_CHANNELS: JSON.stringify(settings.slackChannels),
      },
      may: [
        ...mayReadStream('FollowOutbox', data.access),
        // It speaks to the outside: of the table it writes what it said, and takes events out, and nothing more.
        mayOn('ReadRequests', data.access, ['GetItem']),
        mayOnKeys('KeepNotifications', data.access, ['PutItem'], 'slack#'),
        mayOnKeys('TakeEvents', data.access, ['DeleteItem'], 'outbox#'),
        mayOn('ReadNames', data.directory, ['BatchGetItem']),
        mayOn('PutEntries', data.audit, ['PutItem']),
        mayUseTables(data),
        new PolicyStatement({
          sid: 'ReadSlackToken',
          actions: ['secretsmanager:GetSecretValue'],
          resources: [data.slackToken.secretArn],
        }),
        new PolicyStatement({
          sid: 'SlackTokenKey',
          actions: ['kms:Decrypt'],
          resources: [data.dataKey.keyArn],
          conditions: { StringEquals: { 'kms:ViaService': `secretsmanager.${data.region}.amazonaws.com` } },
        }),
      ],
      // Two calls of 3 s to each group's channel side by side, twice, and the tables.
      timeout: Duration.seconds(30),
    });
    this.slack.addEventSourceMapping('Outbox', {
      eventSourceArn: streamOf(data.access),
      startingPosition: StartingPosition.LATEST,
      batchSize: 10,
      // What fails is brought again by the sweeper; the stream must not wait for Slack.
      retryAttempts: 2,
      filters: [
        FilterCriteria.filter({
          eventName: ['INSERT'],
          dynamodb: { NewImage: { sk: { S: ['outbox'] }, kind: { S: ['notify'] } } },
        }),
      ],
    });
  }
}
