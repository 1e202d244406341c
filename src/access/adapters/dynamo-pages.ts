import { BatchGetCommand, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { keyFrom } from './access-items.ts';
import type { Key } from './access-items.ts';

export interface Span {
  /** Only sort keys that begin so. */
  readonly prefix?: string;
  /** Only sort keys beyond this one, in the direction of the reading. */
  readonly after?: string | null;
  readonly newestFirst?: boolean;
  readonly limit?: number;
}

/** Strongly consistent reads of one table that do not stop where DynamoDB cuts its answers. */
export interface Pages {
  item(key: Key): Promise<unknown>;
  /** All items of a partition, or up to `limit` of them; fewer means that there are no more. */
  partition(pk: string, span?: Span): Promise<unknown[]>;
  /** Those of the keys that are there, in the order of the keys. */
  items(keys: readonly Key[]): Promise<unknown[]>;
}

/** DynamoDB's own limit of one BatchGetItem. */
const BATCH = 100;
const ATTEMPTS = 10;

export function dynamoPages(documents: DynamoDBDocumentClient, table: string): Pages {
  return {
    async item(key) {
      const { Item } = await documents.send(
        new GetCommand({ TableName: table, Key: { ...key }, ConsistentRead: true }),
      );
      return Item;
    },
    async partition(pk, { prefix = '', after = null, newestFirst = false, limit = Infinity } = {}) {
      const items: unknown[] = [];
      let from: Record<string, unknown> | undefined = after === null ? undefined : { pk, sk: after };
      do {
        const { Items = [], LastEvaluatedKey } = await documents.send(
          new QueryCommand({
            TableName: table,
            KeyConditionExpression: prefix === '' ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :prefix)',
            ExpressionAttributeValues: { ':pk': pk, ...(prefix !== '' && { ':prefix': prefix }) },
            ConsistentRead: true,
            ScanIndexForward: !newestFirst,
            ...(Number.isFinite(limit) && { Limit: limit - items.length }),
            ...(from && { ExclusiveStartKey: from }),
          }),
        );
        items.push(...Items);
        from = LastEvaluatedKey;
      } while (from !== undefined && items.length < limit);
      return items;
    },
    async items(keys) {
      const found = new Map<string, unknown>();
      for (let start = 0; start < keys.length; start += BATCH) {
        let left: Record<string, unknown>[] = keys.slice(start, start + BATCH).map((key) => ({ ...key }));
        for (let attempt = 0; left.length > 0; attempt++) {
          if (attempt === ATTEMPTS) throw new Error('the table did not give all that was asked for');
          const { Responses, UnprocessedKeys } = await documents.send(
            new BatchGetCommand({ RequestItems: { [table]: { Keys: left, ConsistentRead: true } } }),
          );
          for (const item of Responses?.[table] ?? []) found.set(textOf(keyFrom(item)), item);
          left = UnprocessedKeys?.[table]?.Keys ?? [];
        }
      }
      return keys.map((key) => found.get(textOf(key))).filter((item) => item !== undefined);
    },
  };
}

const textOf = ({ pk, sk }: Key): string => `${pk} ${sk}`;
