import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { entryPut } from '../../../audit/adapters/entry-put.ts';
import { commit } from '../../../kernel/adapters/commit.ts';
import type { GroupName, RequestId } from '../../../kernel/ids.ts';
import { notification } from '../notification.ts';
import type { Notification } from '../notification.ts';
import type { NotificationStore } from '../ports.ts';

/** Under keys of their own (`slack#<request>`, by group), so that who writes them can be kept from writing requests. */
export function dynamoNotifications(
  documents: DynamoDBDocumentClient,
  { accessTable: table, auditTable }: { readonly accessTable: string; readonly auditTable: string },
): NotificationStore {
  const key = (requestId: RequestId, group: GroupName) => ({ pk: `slack#${requestId}`, sk: group });
  const parse = ({ pk: _pk, sk: _sk, ...item }: Record<string, unknown>): Notification => notification.parse(item);
  return {
    async read(requestId, group) {
      const { Item } = await documents.send(
        new GetCommand({ TableName: table, Key: key(requestId, group), ConsistentRead: true }),
      );
      return Item ? parse(Item) : null;
    },
    async of(requestId) {
      const { Items = [] } = await documents.send(
        new QueryCommand({
          TableName: table,
          ConsistentRead: true,
          KeyConditionExpression: 'pk = :request',
          ExpressionAttributeValues: { ':request': `slack#${requestId}` },
        }),
      );
      return Items.map(parse);
    },
    async claim(requestId, intent, entry) {
      const free = 'attribute_not_exists(pk)';
      const gaveUp = '#status IN (:failed, :notConfigured)';
      const died = '(#status = :sending AND #until < :now)';
      const result = await commit(documents, [
        {
          condition: 'nobody-sends',
          item: {
            Put: {
              TableName: table,
              Item: { ...key(requestId, intent.group), ...intent },
              ConditionExpression: [free, gaveUp, died].join(' OR '),
              ExpressionAttributeNames: { '#status': 'status', '#until': 'until' },
              ExpressionAttributeValues: {
                ':failed': 'failed',
                ':notConfigured': 'not-configured',
                ':sending': 'sending',
                ':now': intent.at,
              },
            },
          },
        },
        { condition: 'recorded', item: entryPut(auditTable, entry) },
      ]);
      if (!result.committed && result.failed.includes('recorded')) throw new Error('the audit refused the entry');
      return result.committed;
    },
    async put(requestId, outcome) {
      await documents.send(
        new PutCommand({ TableName: table, Item: { ...key(requestId, outcome.group), ...outcome } }),
      );
    },
  };
}
