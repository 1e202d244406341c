import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { EpochSeconds } from '../time.ts';

/**
 * The sparse index `due` of a table: what must have happened by a time, so that the sweeper finds it. It is spread over
 * shards, and follows the table a moment later: read the thing itself before acting.
 */
const SHARDS = ['0', '1', '2', '3'] as const;

/** What puts an item into the index; with null it is not in it. The last character of an id is random. */
export const dueAttributes = (id: string, at: EpochSeconds | null) =>
  at === null ? {} : { dueShard: SHARDS[id.charCodeAt(id.length - 1) % SHARDS.length], dueAt: at };

/** The keys of up to `limit` items (rounded up to shards), the longest overdue of each shard first. */
export async function dueItems(
  documents: DynamoDBDocumentClient,
  { table, now, limit }: { readonly table: string; readonly now: EpochSeconds; readonly limit: number },
): Promise<unknown[]> {
  const perShard = Math.ceil(limit / SHARDS.length);
  return (await Promise.all(SHARDS.map((shard) => dueOf(shard)))).flat();

  async function dueOf(shard: string): Promise<unknown[]> {
    const items: unknown[] = [];
    let from: Record<string, unknown> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await documents.send(
        new QueryCommand({
          TableName: table,
          IndexName: 'due',
          KeyConditionExpression: 'dueShard = :shard AND dueAt <= :now',
          ExpressionAttributeValues: { ':shard': shard, ':now': now },
          Limit: perShard - items.length,
          ...(from && { ExclusiveStartKey: from }),
        }),
      );
      items.push(...Items);
      from = LastEvaluatedKey;
    } while (from !== undefined && items.length < perShard);
    return items;
  }
}
