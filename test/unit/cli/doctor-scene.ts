import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import {
  ApiGatewayV2Client,
  GetApiCommand,
  GetDomainNameCommand,
  NotFoundException,
} from '@aws-sdk/client-apigatewayv2';
import { CloudFormationClient, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, DescribeAlarmsCommand, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { DescribeContinuousBackupsCommand, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DescribeKeyCommand, GetPublicKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
} from '@aws-sdk/client-lambda';
import { ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { mockClient } from 'aws-sdk-client-mock';

export const aws = {
  gateway: mockClient(ApiGatewayV2Client),
  stacks: mockClient(CloudFormationClient),
  watch: mockClient(CloudWatchClient),
  logs: mockClient(CloudWatchLogsClient),
  dynamo: mockClient(DynamoDBClient),
  kms: mockClient(KMSClient),
  lambda: mockClient(LambdaClient),
  sns: mockClient(SNSClient),
  sts: mockClient(STSClient),
};
export const now = 1_800_000_000;
const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
export const topic = 'arn:aws:sns:eu-central-1:111122223333:alarms';
export const alarm: MetricAlarm = {
  AlarmName: 'sallyport-revoke-failed',
  ActionsEnabled: true,
  StateValue: 'OK',
  AlarmActions: [topic],
};
const log = '/aws/lambda/sallyport-sweeper';
export const sweep = (outcome: string, ago = 30) => ({
  timestamp: (now - ago) * 1000,
  message: JSON.stringify({ level: 'INFO', message: 'call', operation: 'sweep', outcome }),
});
export const slackSays = (report: unknown) => ({ Payload: Buffer.from(JSON.stringify(report)) as never });

/** What the issuer's address answers; a test changes it. */
export const site = { issuer: '', keys: [key.export({ format: 'jwk' })] as object[], status: 200 };

export async function startSite(): Promise<{ readonly origin: string; readonly stop: () => void }> {
  const server = createServer((request, reply) => {
    const bodies: Record<string, unknown> = {
      '/.well-known/openid-configuration': { issuer: site.issuer, jwks_uri: `${origin}/oauth2/jwks` },
      '/oauth2/jwks': { keys: site.keys },
      '/health': { status: 'ok' },
    };
    reply.setHeader('date', new Date(now * 1000).toUTCString());
    reply.writeHead(site.status, { 'content-type': 'application/json' }).end(JSON.stringify(bodies[request.url ?? '']));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  return { origin, stop: () => server.close() };
}

/** A deployment in which nothing is wrong. */
export function healthy(origin: string): void {
  for (const each of Object.values(aws)) each.reset();
  Object.assign(site, { issuer: origin, keys: [key.export({ format: 'jwk' })], status: 200 });
  const tables = {
    DIRECTORY_TABLE: 'Directory',
    SIGN_IN_TABLE: 'SignIn',
    AUDIT_TABLE: 'Audit',
    COUNTERS_TABLE: 'Counters',
  };
  aws.lambda
    .on(GetFunctionConfigurationCommand)
    .resolves({ Environment: { Variables: { ...tables, ACCESS_TABLE: 'Access' } } })
    .on(GetFunctionConfigurationCommand, { FunctionName: 'sallyport-issuer' })
    .resolves({
      Environment: { Variables: { ...tables, ISSUER: origin, SIGNING_KEY_ID: 'sign', DATA_KEY_ID: 'data' } },
    })
    .on(InvokeCommand)
    .resolves(
      slackSays({
        token: 'accepted',
        team: 'Example',
        bot: 'sallyport',
        channels: [{ channel: 'C0123456789', group: 'approvers', result: 'sent' }],
      }),
    )
    .on(ListEventSourceMappingsCommand)
    .resolves({ EventSourceMappings: [{ State: 'Enabled', LastProcessingResult: 'OK' }] });
  const made = (ResourceType: string, PhysicalResourceId: string) => ({
    ...{ ResourceType, PhysicalResourceId, LogicalResourceId: 'x', Timestamp: new Date(0) },
    ResourceStatus: 'CREATE_COMPLETE' as const,
  });
  aws.stacks.on(DescribeStackResourcesCommand).resolves({
    StackResources: [
      made('AWS::CloudWatch::Alarm', 'sallyport-revoke-failed'),
      made('AWS::ApiGatewayV2::Api', 'api1'),
      made('AWS::Logs::LogGroup', log),
    ],
  });
  aws.kms
    .on(GetPublicKeyCommand)
    .resolves({ PublicKey: key.export({ type: 'spki', format: 'der' }) })
    .on(DescribeKeyCommand)
    .resolves({ KeyMetadata: { KeyId: 'k', KeyState: 'Enabled' } });
  aws.gateway
    .on(GetApiCommand)
    .resolves({ ApiEndpoint: 'https://api1.execute-api.eu-central-1.amazonaws.com', DisableExecuteApiEndpoint: true })
    .on(GetDomainNameCommand)
    .resolves({});
  aws.watch
    .on(DescribeAlarmsCommand)
    .resolves({ MetricAlarms: [alarm] })
    .on(GetMetricStatisticsCommand)
    .resolves({});
  aws.sns.on(ListSubscriptionsByTopicCommand).resolves({ Subscriptions: [{ SubscriptionArn: `${topic}:1` }] });
  aws.logs
    .on(FilterLogEventsCommand)
    .resolves({ events: [sweep('0 found, 0 failed')] })
    .on(DescribeLogGroupsCommand)
    .resolves({ logGroups: [{ logGroupName: log, retentionInDays: 90 }] });
  aws.dynamo
    .on(DescribeTableCommand)
    .resolves({ Table: { DeletionProtectionEnabled: true, SSEDescription: { SSEType: 'KMS' } } })
    .on(DescribeContinuousBackupsCommand)
    .resolves(recovery('ENABLED'));
  aws.sts.on(GetCallerIdentityCommand).resolves({});
}

export const recovery = (PointInTimeRecoveryStatus: 'ENABLED' | 'DISABLED') => ({
  ContinuousBackupsDescription: {
    ContinuousBackupsStatus: 'ENABLED' as const,
    PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus },
  },
});

export const noSuchDomain = new NotFoundException({ $metadata: {}, message: 'no such domain' });
