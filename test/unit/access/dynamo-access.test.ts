import { afterEach, describe, expect, test } from '@jest/globals';
import { DynamoDBServiceException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { dynamoAccess } from '../../../src/access/adapters/dynamo-access.ts';
import { along, aRequest } from '../../support/access.ts';

/** How DynamoDB and IAM word what a bare local cloud cannot be made to say. */
const documents = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'us-east-1' }));
const dynamo = mockClient(documents);
const store = dynamoAccess(documents, { accessTable: 'Access-1', auditTable: 'Audit-1' });
afterEach(() => void dynamo.reset());

const add = (error: Error) => {
  dynamo.on(TransactWriteCommand).rejects(error);
  return store.addRequest(aRequest(), along());
};
const cancelled = (...codes: string[]) =>
  new TransactionCanceledException({
    message: 'cancelled',
    $metadata: {},
    CancellationReasons: codes.map((Code) => ({ Code })),
  });
const named = (name: string, message: string) =>
  new DynamoDBServiceException({ name, message, $fault: 'client', $metadata: {} });
const denied = (table: string) =>
  named(
    'AccessDeniedException',
    `not authorized to perform: dynamodb:PutItem on resource: arn:aws:dynamodb:x:y:table/${table}`,
  );

describe('an entry that the audit refuses is told apart', () => {
  test.each([
    ['by the throttled write', cancelled('ThrottlingError', 'None', 'None')],
    ['by the write that is there already', cancelled('ConditionalCheckFailed', 'None')],
    ['by IAM, which names the table', denied('Audit-1')],
  ])('%s', async (_, error) => {
    expect(await add(error)).toEqual({ written: false, failed: ['recorded'] });
  });

  test.each([
    ['another write that is throttled', cancelled('None', 'ThrottlingError')],
    ['another table that IAM closes', denied('Access-1')],
    ['no answer', named('TimeoutError', 'socket timed out')],
    ['a server that failed', named('InternalServerError', 'try again')],
  ])('from %s, which is a fault', async (_, error) => {
    await expect(add(error)).rejects.toBe(error);
  });
});

test('a conflict with another transaction is a condition that did not hold', async () => {
  expect(await add(cancelled('None', 'TransactionConflict'))).toEqual({ written: false, failed: ['id-free'] });
});
