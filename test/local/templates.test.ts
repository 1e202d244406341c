import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  PutItemCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { GetFunctionConcurrencyCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { account, functionResources, region, startPrivateCloud } from './private-cloud.ts';
import type { PrivateCloud } from './private-cloud.ts';

let cloud: PrivateCloud;
let made: Readonly<Record<string, string>>;
let dynamo: DynamoDBClient;

const table = (more: object = {}) => ({
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
    ...more,
  },
});

beforeAll(async () => {
  cloud = await startPrivateCloud();
  dynamo = new DynamoDBClient(cloud.asRoot);
  made = await cloud.deploy('kept', {
    Plain: table(),
    Audit: table({
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: 'key-1' },
    }),
    ...functionResources('Work', 'exports.handler = async () => 1', { ReservedConcurrentExecutions: 3 }),
    Alarm: { Type: 'AWS::CloudWatch::CompositeAlarm', Properties: { AlarmRule: 'FALSE' } },
    Sum: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        AlarmName: 'sum-of-two',
        Metrics: [
          { Id: 'both', Expression: 'one + one' },
          {
            Id: 'one',
            ReturnData: false,
            MetricStat: { Metric: { Namespace: 'Test', MetricName: 'One' }, Period: 60, Stat: 'Sum' },
          },
        ],
        Threshold: 0,
        EvaluationPeriods: 1,
        ComparisonOperator: 'GreaterThanThreshold',
      },
    },
    Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { GenerateSecretString: {} } },
    SecretPolicy: {
      Type: 'AWS::SecretsManager::ResourcePolicy',
      Properties: { SecretId: { Ref: 'Secret' }, ResourcePolicy: { Version: '2012-10-17', Statement: [] } },
    },
    Query: { Type: 'AWS::Logs::QueryDefinition', Properties: { Name: 'errors', QueryString: 'fields @message' } },
  });
}, 180_000);

afterAll(() => cloud.end());

describe('a template', () => {
  test('gives a table its time to live, its encryption and its recovery', async () => {
    const { Table } = await dynamo.send(new DescribeTableCommand({ TableName: made['Audit'] }));
    expect(Table?.SSEDescription).toMatchObject({ Status: 'ENABLED', SSEType: 'KMS' });
    const { TimeToLiveDescription } = await dynamo.send(new DescribeTimeToLiveCommand({ TableName: made['Audit'] }));
    expect(TimeToLiveDescription).toMatchObject({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' });
    const { ContinuousBackupsDescription } = await dynamo.send(
      new DescribeContinuousBackupsCommand({ TableName: made['Audit'] }),
    );
    expect(ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus).toBe('ENABLED');
  });

  test('reserves concurrency, and may hold composite alarms, alarms on an expression and saved queries', async () => {
    const concurrency = await new LambdaClient(cloud.asRoot).send(
      new GetFunctionConcurrencyCommand({ FunctionName: made['Work'] }),
    );
    expect(concurrency.ReservedConcurrentExecutions).toBe(3);
    expect(made).toMatchObject({ Alarm: expect.any(String), Query: expect.any(String), Sum: 'sum-of-two' });
  });
});

test('a secret is referred to by its ARN, and keeps it', async () => {
  expect(made['Secret']).toMatch(/^arn:aws:secretsmanager:us-east-1:000000000000:secret:.+-\w{6}$/);
  const { ARN } = await new SecretsManagerClient(cloud.asRoot).send(
    new DescribeSecretCommand({ SecretId: made['Secret'] }),
  );
  expect(ARN).toBe(made['Secret']);
  const secret = { Type: 'AWS::SecretsManager::Secret', Properties: { Description: 'one' } };
  const first = await cloud.deploy('secrets', { Secret: secret });
  const second = await cloud.deploy('secrets', { Secret: { ...secret, Properties: { Description: 'two' } } });
  expect(second).toEqual(first);
});

describe('a transaction', () => {
  const put = (name: string) => ({ Put: { TableName: made[name] ?? '', Item: { pk: { S: 'a' } } } });

  test('needs the right to each of its items, on each of its tables', async () => {
    const iam = new IAMClient(cloud.asRoot);
    await iam.send(new CreateUserCommand({ UserName: 'writer' }));
    const allow = (Action: string, name: string) => ({
      ...{ Effect: 'Allow', Action },
      Resource: `arn:aws:dynamodb:${region}:${account}:table/${made[name] ?? ''}`,
    });
    const Statement = [allow('dynamodb:PutItem', 'Audit'), allow('dynamodb:TransactWriteItems', 'Plain')];
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
    await iam.send(new PutUserPolicyCommand({ UserName: 'writer', PolicyName: 'p', PolicyDocument }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'writer' }));
    const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '' } = AccessKey ?? {};
    const writer = new DynamoDBClient(cloud.as({ accessKeyId, secretAccessKey }));
    const write = (...TransactItems: ReturnType<typeof put>[]) =>
      writer.send(new TransactWriteItemsCommand({ TransactItems }));
    await expect(write(put('Audit'))).resolves.toBeDefined();
    await expect(write(put('Audit'), put('Plain'))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('dynamodb:PutItem'),
    });
  });

  test('is refused as often as the fault server says, and touches nothing then', async () => {
    await cloud.writeFaults({ tables: [{ table: 'Audit', operation: 'TransactWriteItems', times: 1 }] });
    const write = () => dynamo.send(new TransactWriteItemsCommand({ TransactItems: [put('Plain'), put('Audit')] }));
    await expect(dynamo.send(new PutItemCommand(put('Audit').Put))).resolves.toBeDefined();
    await expect(write()).rejects.toMatchObject({ name: 'InternalServerError' });
    await expect(write()).resolves.toBeDefined();
  });

  test('can be done and yet reported as failed', async () => {
    const fault = { table: made['Plain'], when: 'after', error: 'ThrottlingException', times: 1 };
    await cloud.writeFaults({ tables: [fault] });
    const TransactItems = [
      { Put: { ...put('Plain').Put, Item: { pk: { S: 'once' } }, ConditionExpression: 'attribute_not_exists(pk)' } },
    ];
    const write = () => dynamo.send(new TransactWriteItemsCommand({ TransactItems }));
    await expect(write()).rejects.toMatchObject({ name: 'ThrottlingException' });
    await expect(write()).rejects.toMatchObject({ name: 'TransactionCanceledException' });
  });
});
