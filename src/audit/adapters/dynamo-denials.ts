import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { DenialStore } from '../record-denial.ts';
import { entryPut } from './entry-put.ts';

export const dynamoDenials = (
  documents: DynamoDBDocumentClient,
  { auditTable, countersTable }: { readonly auditTable: string; readonly countersTable: string },
): DenialStore => ({
  async count(key, minute, expiresAt) {
    const { Attributes } = await documents.send(
      new UpdateCommand({
        TableName: countersTable,
        Key: { pk: `denials#${key}`, sk: String(minute) },
        UpdateExpression: 'ADD #count :one SET expiresAt = :expiresAt',
        ExpressionAttributeNames: { '#count': 'count' },
        ExpressionAttributeValues: { ':one': 1, ':expiresAt': expiresAt },
        ReturnValues: 'UPDATED_NEW',
      }),
    );
    const count: unknown = Attributes?.['count'];
    if (typeof count !== 'number') throw new Error('the count of denials came back without a number');
    return count;
  },
  async put(entry) {
    await documents.send(new PutCommand(entryPut(auditTable, entry).Put));
  },
});
