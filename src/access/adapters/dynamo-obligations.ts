import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dueItems } from '../../kernel/adapters/due-index.ts';
import { idOf } from '../../kernel/ids.ts';
import type { Due, DueReads, Outbox, TaskTokens } from '../ports.ts';
import { eventFrom, eventIdOfKey, key, keyFrom, tokenFrom } from './access-items.ts';
import { dynamoPages } from './dynamo-pages.ts';

/** What is still owed: tasks to complete, events to deliver, things whose time has come. */
export function dynamoObligations(
  documents: DynamoDBDocumentClient,
  accessTable: string,
): TaskTokens & Outbox & DueReads {
  const pages = dynamoPages(documents, accessTable);

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
    dueBy: async (now, limit) => (await dueItems(documents, { table: accessTable, now, limit })).map(dueFrom),
  };
}

function dueFrom(item: unknown): Due {
  const { pk, sk } = keyFrom(item);
  if (sk === 'request') return { kind: 'request', id: idOf('req').parse(pk) };
  if (sk === 'grant') return { kind: 'grant', id: idOf('grt').parse(pk) };
  return { kind: 'event', id: eventIdOfKey.parse(pk) };
}
