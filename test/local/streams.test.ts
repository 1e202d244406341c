import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { eventually, functionResources, startPrivateCloud } from './private-cloud.ts';
import type { PrivateCloud } from './private-cloud.ts';

let cloud: PrivateCloud;
let made: Readonly<Record<string, string>>;
let dynamo: DynamoDBClient;

// Notes the keys that it was given, and fails for those that begin with "poison" (once only for "poison-once").
const source = `
const { appendFileSync, readFileSync } = require('node:fs');
const notes = process.env.TMPDIR + '/' + process.env.NOTES;
const seen = () => { try { return readFileSync(notes, 'utf8').trim().split(' '); } catch { return []; } };
exports.handler = async (event) => {
  if (event.read) return seen();
  const failed = [];
  for (const { dynamodb } of event.Records) {
    const key = dynamodb.Keys.pk.S;
    const before = seen().includes(key);
    appendFileSync(notes, key + ' ');
    if (key === 'hang' && process.env.NOTES === 'Hanging') await new Promise((done) => setTimeout(done, 60_000));
    if (key.startsWith('poison') && !(key.startsWith('poison-once') && before)) {
      if (process.env.REPORTS) return { batchItemFailures: [{ itemIdentifier: dynamodb.SequenceNumber }] };
      throw new Error('poison');
    }
  }
};`;

const mapping = (name: string, more: object) => ({
  ...functionResources(name, source, {
    Environment: { Variables: { NOTES: name, ...(name === 'Reporting' && { REPORTS: '1' }) } },
    Timeout: name === 'Hanging' ? 8 : 5,
  }),
  [`${name}Mapping`]: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      EventSourceArn: { 'Fn::GetAtt': ['Table', 'StreamArn'] },
      FunctionName: { Ref: name },
      StartingPosition: 'TRIM_HORIZON',
      BatchSize: 10,
      ...more,
    },
  },
});

beforeAll(async () => {
  cloud = await startPrivateCloud();
  dynamo = new DynamoDBClient(cloud.asRoot);
  made = await cloud.deploy('streams', {
    Table: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
        StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
      },
    },
    ...mapping('Hanging', { MaximumRetryAttempts: 0, FilterCriteria: { Filters: [{ Pattern: hangOnly }] } }),
    ...mapping('Reporting', { FunctionResponseTypes: ['ReportBatchItemFailures'], MaximumRetryAttempts: 2 }),
    ...mapping('Bisecting', { BisectBatchOnFunctionError: true, MaximumRetryAttempts: 1 }),
  });
}, 180_000);

afterAll(() => cloud.end());

const hangOnly = JSON.stringify({ dynamodb: { Keys: { pk: { S: ['hang'] } } } });
const put = (pk: string) => dynamo.send(new PutItemCommand({ TableName: made['Table'], Item: { pk: { S: pk } } }));

async function seen(name: string): Promise<readonly string[]> {
  const { Payload } = await new LambdaClient(cloud.asRoot).send(
    new InvokeCommand({ FunctionName: made[name], Payload: JSON.stringify({ read: true }) }),
  );
  return JSON.parse(Buffer.from(Payload ?? []).toString('utf8'));
}

const once = (name: string, key: string) =>
  eventually(async () => {
    const keys = await seen(name);
    return keys.includes(key) ? keys : undefined;
  }, 20_000);
const count = (keys: readonly string[], key: string) => keys.filter((each) => each === key).length;

describe('a stream', () => {
  test('goes on for one function while another hangs', async () => {
    await put('hang');
    await once('Hanging', 'hang');
    const began = Date.now();
    await put('first');
    await once('Reporting', 'first');
    expect(Date.now() - began).toBeLessThan(6000);
  }, 30_000);

  test('comes again from the record that was reported, and gives up after the retries', async () => {
    for (const key of ['before', 'poison-once-reported', 'between', 'poison-always', 'behind']) await put(key);
    const keys = await once('Reporting', 'behind');
    expect(count(keys, 'poison-once-reported')).toBe(2);
    expect(count(keys, 'poison-always')).toBe(3);
    expect(count(keys, 'before')).toBe(1);
  }, 30_000);

  test('is halved around a record that a function throws on', async () => {
    const keys = await once('Bisecting', 'behind');
    expect(keys).toEqual(expect.arrayContaining(['before', 'between', 'poison-always']));
    expect(keys.lastIndexOf('behind')).toBeGreaterThan(keys.lastIndexOf('poison-always'));
  }, 30_000);

  test('is delivered twice when the fault server says so', async () => {
    const { Count = 0 } = await dynamo.send(new ScanCommand({ TableName: made['Table'] }));
    expect(Count).toBeGreaterThan(5);
    await cloud.writeFaults({ streams: { duplicate: 2 } });
    await put('twice');
    for (const name of ['Reporting', 'Bisecting']) {
      await eventually(async () => (count(await seen(name), 'twice') === 2 ? true : undefined));
    }
    await put('single');
    const keys = await once('Reporting', 'single');
    expect(count(keys, 'single')).toBe(1);
  }, 30_000);

  test('goes on after a restart, with the first record that is written then', async () => {
    await cloud.restart();
    await put('restarted');
    for (const name of ['Reporting', 'Bisecting']) {
      await eventually(async () => ((await seen(name)).includes('restarted') ? true : undefined));
    }
  }, 40_000);
});
