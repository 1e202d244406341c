import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBDocumentClient, UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { countMetric } from '../../kernel/adapters/count-metric.ts';
import { DENIALS } from '../../kernel/metric-names.ts';
import type { DenialStore } from '../record-denial.ts';
import { entryPut } from './entry-put.ts';

/**
 * One counter a principal. In its minute it is added to; the first denial of a later minute starts it anew and gets
 * back what it replaces, so exactly one caller learns how large the flood was:
 *
 *     minute 1          minute 2
 *     ADD ADD ADD …  |  SET count = 1 (returns the old count)  ADD ADD …
 */
export function dynamoDenials(
  documents: DynamoDBDocumentClient,
  { auditTable, countersTable }: { readonly auditTable: string; readonly countersTable: string },
  counted: () => void = () => countMetric(DENIALS),
): DenialStore {
  const update = async (key: string, how: Omit<UpdateCommandInput, 'TableName' | 'Key'>) => {
    try {
      const { Attributes } = await documents.send(
        new UpdateCommand({ TableName: countersTable, Key: { pk: `denials#${key}`, sk: 'denials' }, ...how }),
      );
      return { done: true, count: numberIn(Attributes) } as const;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return { done: false } as const;
      throw error;
    }
  };
  const names = { '#minute': 'minute', '#count': 'count' };
  const addToMinute = (key: string, minute: number) =>
    update(key, {
      // A clock that is a little behind counts into the minute that has begun.
      ConditionExpression: '#minute >= :minute',
      UpdateExpression: 'ADD #count :one',
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: { ':minute': minute, ':one': 1 },
      ReturnValues: 'UPDATED_NEW',
    });
  const startMinute = (key: string, minute: number, expiresAt: number) =>
    update(key, {
      ConditionExpression: 'attribute_not_exists(#minute) OR #minute < :minute',
      UpdateExpression: 'SET #minute = :minute, #count = :one, expiresAt = :expiresAt',
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: { ':minute': minute, ':one': 1, ':expiresAt': expiresAt },
      ReturnValues: 'UPDATED_OLD',
    });

  return {
    async count(key, minute, expiresAt) {
      // Also those that have no entry of their own any more: a flood is to be seen.
      counted();
      const added = await addToMinute(key, minute);
      if (added.done) return { count: added.count, before: 0 };
      const started = await startMinute(key, minute, expiresAt);
      if (started.done) return { count: 1, before: started.count };
      // Someone else started the minute between the two.
      const second = await addToMinute(key, minute);
      if (!second.done) throw new Error('the count of denials moves backwards');
      return { count: second.count, before: 0 };
    },
    async put(entry) {
      await documents.send(new PutCommand(entryPut(auditTable, entry).Put));
    },
  };
}

function numberIn(attributes: Record<string, unknown> | undefined): number {
  const count = attributes?.['count'] ?? 0;
  if (typeof count !== 'number') throw new Error('the count of denials came back without a number');
  return count;
}
