import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBDocumentClient, QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { idOf } from '../../kernel/ids.ts';
import { entrySchema } from '../entry.ts';
import type { EntryRange, EntryStore, FoundEntry } from '../ports.ts';
import { entryPut } from './entry-put.ts';

export function dynamoEntries(documents: DynamoDBDocumentClient, auditTable: string): EntryStore {
  /** DynamoDB cuts its answers at 1 MB: asks on until there are enough, or no more. */
  async function query(
    where: Pick<QueryCommandInput, 'IndexName' | 'ConsistentRead' | 'ExpressionAttributeNames'>,
    partition: string,
    { first, after, before }: EntryRange,
    limit: number,
  ): Promise<FoundEntry[]> {
    const lowest = after === null || after < first ? first : after;
    if (lowest >= before) return [];
    const found: FoundEntry[] = [];
    let from: Record<string, unknown> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await documents.send(
        new QueryCommand({
          TableName: auditTable,
          ...where,
          // BETWEEN includes both its ends: `after` and `before` are dropped below.
          KeyConditionExpression: '#partition = :partition AND #id BETWEEN :lowest AND :before',
          ExpressionAttributeValues: { ':partition': partition, ':lowest': lowest, ':before': before },
          Limit: limit + 1 - found.length,
          ...(from && { ExclusiveStartKey: from }),
        }),
      );
      found.push(...Items.map(foundEntry).filter(({ id }) => id !== after && id < before));
      from = LastEvaluatedKey;
    } while (from && found.length < limit);
    return found.slice(0, limit);
  }

  return {
    inPartition: (partition, range, limit) =>
      query(
        { ConsistentRead: true, ExpressionAttributeNames: { '#partition': 'pk', '#id': 'sk' } },
        partition,
        range,
        limit,
      ),
    // An index is read eventually consistent: DynamoDB has no other way.
    ofGrant: (grantId, range, limit) =>
      query(
        { IndexName: 'byGrant', ExpressionAttributeNames: { '#partition': 'grantId', '#id': 'id' } },
        grantId,
        range,
        limit,
      ),
    async put(entry) {
      await documents.send(new PutCommand(entryPut(auditTable, entry).Put));
    },
  };
}

/** An item of the table as the entry it is. The keys repeat the id; an absent grant means none. */
function foundEntry({ pk: _pk, sk, ...item }: Record<string, unknown>): FoundEntry {
  const parsed = entrySchema.safeParse({ grantId: null, ...item });
  return { id: idOf('ent').parse(sk), entry: parsed.success && parsed.data.id === sk ? parsed.data : null };
}
