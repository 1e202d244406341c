import { DeleteCommand, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { directoryEvent } from '../../identity/directory-event.ts';
import { key } from '../../identity/adapters/directory-items.ts';
import type { DirectoryOutbox } from '../ports.ts';

/** What the directory tells of people who lost something. */
export const dynamoDirectoryOutbox = (documents: DynamoDBDocumentClient, directoryTable: string): DirectoryOutbox => ({
  async event(id) {
    const { Item } = await documents.send(
      new GetCommand({ TableName: directoryTable, Key: { ...key.event(id) }, ConsistentRead: true }),
    );
    if (Item === undefined) return null;
    const { pk: _pk, sk: _sk, ...event } = Item;
    return directoryEvent.parse(event);
  },
  async delivered(id) {
    await documents.send(new DeleteCommand({ TableName: directoryTable, Key: { ...key.event(id) } }));
  },
});
