import { DeleteCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { idOf } from '../../kernel/ids.ts';
import type { Due, DueReads, Outbox, TaskTokens } from '../ports.ts';
import { eventFrom, key, keyFrom, SHARDS, tokenFrom } from './access-items.ts';
import { dynamoPages } from './dynamo-pages.ts';

/** What is still owed: tasks to complete, events to deliver, things whose time has come. */
export function dynamoObligations(
  documents: DynamoDBDocumentClient,
  accessTable: string,
): TaskTokens & Outbox & DueReads {
  const pages = dynamoPages(documents, accessTable);

  async function dueOf(shard: string, now: number, limit: number): Promise<unknown[]> {
    const items: unknown[] = [];
    let from: Record<string, unknown> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await documents.send(
        new QueryCommand({
          TableName: accessTable,
          IndexName: 'due',
          KeyConditionExpression: 'dueShard = :shard AND dueAt <= :now',
          ExpressionAttributeValues: { ':shard': shard, ':now': now },
          Limit: limit - items.length,
          ...(from && { ExclusiveStartKey: from }),
        }),
      );
      items.push(...Items);
      from = LastEvaluatedKey;
    } while (from !== undefined && items.length < limit);
    return items;
  }

  return {
    async keepToken(task, token, expiresAt) {
      await documents.send(new PutCommand({ TableName: accessTable, Item: { ...key.task(task), token, expiresAt } }));
    },
    async tokenOf(task) {
      const item = await pages.item(key.task(task));
      return item === undefined ? null : tokenFrom(item);
    },
    async event(id) {
      const item = await pages.item(key.event(id));
      return item === undefined ? null : eventFrom(item);
    },
    async delivered(id) {
      await documents.send(new DeleteCommand({ TableName: accessTable, Key: { ...key.event(id) } }));
    },
    async dueBy(now, limit) {
      const perShard = Math.ceil(limit / SHARDS.length);
      return (await Promise.all(SHARDS.map((shard) => dueOf(shard, now, perShard)))).flat().map(dueFrom);
    },
  };
}

function dueFrom(item: unknown): Due {
  const { pk, sk } = keyFrom(item);
  if (sk === 'request') return { kind: 'request', id: idOf('req').parse(pk) };
  if (sk === 'grant') return { kind: 'grant', id: idOf('grt').parse(pk) };
  return { kind: 'event', id: idOf('out').parse(pk.replace(/^outbox#/, '')) };
}
