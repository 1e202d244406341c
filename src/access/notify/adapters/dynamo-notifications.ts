import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { GroupName, RequestId } from '../../../kernel/ids.ts';
import { notification } from '../notification.ts';
import type { Notification } from '../notification.ts';
import type { NotificationStore } from '../ports.ts';

/** Beside the request, under its own key: pk = the request's id, sk = `slack#<group>`. */
export function dynamoNotifications(documents: DynamoDBDocumentClient, table: string): NotificationStore {
  const key = (requestId: RequestId, group: GroupName) => ({ pk: requestId, sk: `slack#${group}` });
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
          KeyConditionExpression: 'pk = :request AND begins_with(sk, :slack)',
          ExpressionAttributeValues: { ':request': requestId, ':slack': 'slack#' },
        }),
      );
      return Items.map(parse);
    },
    async claim(requestId, intent) {
      const free = 'attribute_not_exists(pk)';
      const gaveUp = '#status IN (:failed, :notConfigured)';
      const died = '(#status = :sending AND #until < :now)';
      try {
        await documents.send(
          new PutCommand({
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
          }),
        );
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
    async put(requestId, outcome) {
      await documents.send(
        new PutCommand({ TableName: table, Item: { ...key(requestId, outcome.group), ...outcome } }),
      );
    },
  };
}
