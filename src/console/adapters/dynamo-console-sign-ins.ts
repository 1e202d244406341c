import { GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { entryPut } from '../../audit/adapters/entry-put.ts';
import { consoleSignIn } from '../console-sign-in.ts';
import type { ConsoleSignIns } from '../ports.ts';

/** In the SignIn table: pk = `console#<hash>`, sk = `console`; DynamoDB removes it after `expiresAt`. */
export function dynamoConsoleSignIns(
  documents: DynamoDBDocumentClient,
  { signInTable, auditTable }: { readonly signInTable: string; readonly auditTable: string },
): ConsoleSignIns {
  const key = (hash: string) => ({ pk: `console#${hash}`, sk: 'console' });
  const removal = (hash: string) => ({ Delete: { TableName: signInTable, Key: key(hash) } });
  return {
    async read(hash) {
      const { Item } = await documents.send(
        new GetCommand({ TableName: signInTable, Key: key(hash), ConsistentRead: true }),
      );
      if (!Item) return null;
      const { pk: _pk, sk: _sk, ...item } = Item;
      return consoleSignIn.parse(item);
    },
    async add(signIn, replaces, entry) {
      await documents.send(
        new TransactWriteCommand({
          TransactItems: [
            {
              Put: {
                TableName: signInTable,
                Item: { ...key(signIn.hash), ...signIn },
                ConditionExpression: 'attribute_not_exists(pk)',
              },
            },
            ...(replaces === null ? [] : [removal(replaces)]),
            entryPut(auditTable, entry),
          ],
        }),
      );
    },
    async remove(hash, entry) {
      await documents.send(new TransactWriteCommand({ TransactItems: [removal(hash), entryPut(auditTable, entry)] }));
    },
  };
}
