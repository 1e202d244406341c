import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { epochSeconds } from '../../../kernel/time.ts';
import type { ThrottleStore } from '../ports.ts';

const item = z.object({ count: z.int(), nextAt: epochSeconds, expiresAt: epochSeconds });

/** Attempts in the Counters table; its TTL forgets them. */
export function dynamoThrottle(documents: DynamoDBDocumentClient, TableName: string): ThrottleStore {
  const keyOf = (key: string) => ({ pk: `attempts#${key}`, sk: 'attempts' });
  return {
    async attempts(key) {
      const { Item } = await documents.send(new GetCommand({ TableName, Key: keyOf(key), ConsistentRead: true }));
      return Item === undefined ? null : item.parse(Item);
    },
    async put(key, attempts, before) {
      try {
        await documents.send(
          new PutCommand({
            TableName,
            Item: { ...keyOf(key), ...attempts },
            ...(before === null
              ? { ConditionExpression: 'attribute_not_exists(pk)' }
              : {
                  ConditionExpression: '#count = :count AND expiresAt = :expiresAt',
                  ExpressionAttributeNames: { '#count': 'count' },
                  ExpressionAttributeValues: { ':count': before.count, ':expiresAt': before.expiresAt },
                }),
          }),
        );
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
    async forget(key) {
      await documents.send(new DeleteCommand({ TableName, Key: keyOf(key) }));
    },
  };
}
