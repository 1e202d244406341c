import type { PutCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Entry } from '../entry.ts';
import { partitionOf } from '../partition.ts';

/**
 * The one way in which an entry reaches the table: put, and only if it is not there yet.
 * Goes into the same transaction as the change it records.
 */
export function entryPut(tableName: string, entry: Entry): { Put: PutCommandInput } {
  return {
    Put: {
      TableName: tableName,
      Item: {
        pk: partitionOf(entry.id),
        sk: entry.id,
        ...entry,
        // The index by grant is sparse: a null key would be refused.
        grantId: entry.grantId ?? undefined,
      },
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  };
}
