import { DeleteCommand, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { eventFrom, key, eventIdFrom } from '../../identity/adapters/directory-items.ts';
import { dueItems } from '../../kernel/adapters/due-index.ts';
import type { DirectoryOutbox } from '../ports.ts';

/** What the directory tells of people who lost something. */
export const dynamoDirectoryOutbox = (documents: DynamoDBDocumentClient, directoryTable: string): DirectoryOutbox => ({
  async event(id) {
    const { Item } = await documents.send(
      new GetCommand({ TableName: directoryTable, Key: { ...key.event(id) }, ConsistentRead: true }),
    );
    return Item === undefined ? null : eventFrom(Item);
  },
  async delivered(id) {
    await documents.send(new DeleteCommand({ TableName: directoryTable, Key: { ...key.event(id) } }));
  },
  dueBy: async (now, limit) => (await dueItems(documents, { table: directoryTable, now, limit })).map(eventIdFrom),
});
