import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand, QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { entryPut } from '../../audit/adapters/entry-put.ts';
import { configurationOperation } from '../../http/contract/configuration-operations.ts';
import { idOf } from '../../kernel/ids.ts';
import type { ChangeId } from '../../kernel/ids.ts';
import { CHANGE_LIVES_SECONDS, changeSchema } from '../change.ts';
import type { Change } from '../change.ts';
import type { ChangeStore } from '../ports.ts';

const LIST = 'changes';
const keyOf = (id: ChangeId) => ({ pk: `change#${id}`, sk: 'change' });
const itemOf = (change: Change) => ({
  ...keyOf(change.id),
  state: change.state,
  version: change.version,
  body: change,
});

/** So many operations lie in one item; forty thousand characters are a tenth of what an item may have. */
const CHUNK = 100;
const chunkKey = (id: ChangeId, index: number) => ({
  pk: `change#${id}`,
  sk: `operations#${String(index).padStart(5, '0')}`,
});
const chunk = z.object({ body: z.array(configurationOperation) });
/** The table forgets operations a month after nobody could carry them out any more; the change and its digest stay. */
const KEPT_SECONDS = 30 * 86_400;

/** Changes of the configuration in the Directory table. */
export function dynamoChanges(
  documents: DynamoDBDocumentClient,
  { directoryTable: TableName, auditTable }: { readonly directoryTable: string; readonly auditTable: string },
): ChangeStore {
  const get = async (Key: { readonly pk: string; readonly sk: string }): Promise<unknown> =>
    (await documents.send(new GetCommand({ TableName, Key: { ...Key }, ConsistentRead: true }))).Item;
  const read = async (id: ChangeId): Promise<Change | null> => {
    const item = await get(keyOf(id));
    return item === undefined ? null : changeSchema.parse(z.object({ body: z.unknown() }).parse(item).body);
  };

  return {
    change: read,
    async changes({ after, limit }) {
      const ids: ChangeId[] = [];
      let from: Record<string, unknown> | undefined = after === null ? undefined : { pk: LIST, sk: after };
      do {
        const page = await documents.send(
          new QueryCommand({
            TableName,
            KeyConditionExpression: 'pk = :pk',
            ExpressionAttributeValues: { ':pk': LIST },
            ScanIndexForward: false,
            ConsistentRead: true,
            Limit: limit + 1 - ids.length,
            ...(from && { ExclusiveStartKey: from }),
          }),
        );
        ids.push(...(page.Items ?? []).map((item) => idOf('chg').parse(z.object({ sk: z.string() }).parse(item).sk)));
        from = page.LastEvaluatedKey;
      } while (from !== undefined && ids.length <= limit);
      const shown = ids.slice(0, limit);
      const found = await Promise.all(shown.map(read));
      return {
        items: found.filter((each) => each !== null),
        next: ids.length > limit ? (shown.at(-1) ?? null) : null,
      };
    },
    async operations(id, from, limit) {
      const found = [];
      for (let index = Math.floor(from / CHUNK); found.length < limit + (from % CHUNK); index += 1) {
        const item = await get(chunkKey(id, index));
        if (item === undefined) break;
        found.push(...chunk.parse(item).body);
      }
      return found.slice(from % CHUNK, (from % CHUNK) + limit);
    },
    async addChange(change, operations, entry) {
      const expiresAt = change.proposedAt + CHANGE_LIVES_SECONDS + KEPT_SECONDS;
      for (let start = 0; start < operations.length; start += CHUNK)
        await documents.send(
          new PutCommand({
            TableName,
            Item: { ...chunkKey(change.id, start / CHUNK), body: operations.slice(start, start + CHUNK), expiresAt },
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        );
      await documents.send(
        new TransactWriteCommand({
          TransactItems: [
            entryPut(auditTable, entry),
            { Put: { TableName, Item: itemOf(change), ConditionExpression: 'attribute_not_exists(pk)' } },
            { Put: { TableName, Item: { pk: LIST, sk: change.id } } },
          ],
        }),
      );
    },
    async replaceChange({ from, to }, entry) {
      try {
        await documents.send(
          new TransactWriteCommand({
            TransactItems: [
              entryPut(auditTable, entry),
              {
                Put: {
                  TableName,
                  Item: itemOf(to),
                  ConditionExpression: '#state = :state AND #version = :version',
                  ExpressionAttributeNames: { '#state': 'state', '#version': 'version' },
                  ExpressionAttributeValues: { ':state': from.state, ':version': from.version },
                },
              },
            ],
          }),
        );
        return { written: true };
      } catch (error) {
        if (!(error instanceof TransactionCanceledException)) throw error;
        const code = error.CancellationReasons?.[1]?.Code;
        if (code !== 'ConditionalCheckFailed' && code !== 'TransactionConflict') throw error;
        return { written: false, failed: 'change-unchanged' };
      }
    },
  };
}
