import { beforeEach, describe, expect, test } from '@jest/globals';
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { newEntry } from '../../../../src/audit/entry.ts';
import { newId } from '../../../../src/kernel/ids.ts';
import { dynamoVault } from '../../../../src/vault/adapters/dynamo-vault.ts';
import { untouched } from '../../../../src/vault/credential.ts';

const service = mockClient(DynamoDBDocumentClient);
const vault = dynamoVault(DynamoDBDocumentClient.from(new DynamoDBClient({})), {
  vaultTable: 'Vault',
  accessTable: 'Access',
  auditTable: 'Audit',
});
const from = { ...untouched(newId('tgt'), 100), version: 4 };
const to = { ...from, version: 5 };
const cause = {
  actor: { kind: 'system', name: 'vault' },
  signInId: null,
  correlationId: 'c',
  address: null,
  reasons: [],
  at: 100,
} as const;
const entry = newEntry(newId, cause, { action: 'credential.rotate', outcome: 'allowed', targetId: from.targetId });
const grantId = newId('grt');

const canceled = (...codes: readonly string[]) =>
  new TransactionCanceledException({
    $metadata: {},
    message: 'no',
    CancellationReasons: codes.map((Code) => ({ Code })),
  });

beforeEach(() => {
  service.reset();
});

describe('a change of a credential', () => {
  test('is one transaction: the entry, the state if it is still the one decided on, the grant if it is still active', async () => {
    service.on(TransactWriteCommand).resolves({});
    expect(await vault.change({ from, to, whileActive: grantId }, { entry })).toEqual({ written: true });
    const [call] = service.commandCalls(TransactWriteCommand);
    expect(call?.args[0].input.TransactItems).toMatchObject([
      { Put: { TableName: 'Audit', ConditionExpression: 'attribute_not_exists(pk)' } },
      {
        Put: {
          TableName: 'Vault',
          ConditionExpression: '#version = :version',
          ExpressionAttributeValues: { ':version': 4 },
        },
      },
      {
        ConditionCheck: {
          TableName: 'Access',
          Key: { pk: grantId, sk: 'grant' },
          ExpressionAttributeValues: { ':active': 'active' },
        },
      },
    ]);
  });

  test('of one that nothing happened to before is written only if that is still so', async () => {
    service.on(TransactWriteCommand).resolves({});
    await vault.change({ from: null, to }, { entry });
    const [call] = service.commandCalls(TransactWriteCommand);
    expect(call?.args[0].input.TransactItems?.[1]?.Put?.ConditionExpression).toBe('attribute_not_exists(pk)');
  });

  test.each([
    [['None', 'ConditionalCheckFailed', 'None'], ['state-unchanged']],
    [['None', 'None', 'ConditionalCheckFailed'], ['grant-active']],
    [['ConditionalCheckFailed', 'None', 'None'], ['recorded']],
    [
      ['None', 'TransactionConflict', 'ConditionalCheckFailed'],
      ['state-unchanged', 'grant-active'],
    ],
  ])('that is refused for %j names the conditions', async (codes, failed) => {
    service.on(TransactWriteCommand).rejects(canceled(...codes));
    expect(await vault.change({ from, to, whileActive: grantId }, { entry })).toEqual({ written: false, failed });
  });

  test('that got no answer may be stored or not: it is thrown', async () => {
    service.on(TransactWriteCommand).rejects(new Error('socket hang up'));
    await expect(vault.change({ from, to }, { entry })).rejects.toThrow('socket hang up');
  });
});

test('what needs no entry is put under the same condition', async () => {
  service.on(PutCommand).rejects(new ConditionalCheckFailedException({ $metadata: {}, message: 'no' }));
  expect(await vault.keep({ from, to })).toEqual({ written: false, failed: ['state-unchanged'] });
});
