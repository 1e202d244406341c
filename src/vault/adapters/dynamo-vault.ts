import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { key as accessKey } from '../../access/adapters/access-items.ts';
import { auditRefused } from '../../access/adapters/audit-refused.ts';
import { dynamoPages } from '../../access/adapters/dynamo-pages.ts';
import { entryPut } from '../../audit/adapters/entry-put.ts';
import { commit } from '../../kernel/adapters/commit.ts';
import type { Write } from '../../kernel/adapters/commit.ts';
import { dueAttributes, dueItems } from '../../kernel/adapters/due-index.ts';
import { idOf } from '../../kernel/ids.ts';
import type { TargetId } from '../../kernel/ids.ts';
import { credentialDueAt, credentialStateSchema } from '../credential.ts';
import type { CredentialState } from '../credential.ts';
import type { VaultStore } from '../ports.ts';

export interface VaultTables {
  readonly vaultTable: string;
  readonly accessTable: string;
  readonly auditTable: string;
}

const keyOf = (id: TargetId) => ({ pk: id, sk: 'credential' });
/** The state itself lies in `body`, so that none of its fields is taken for one of the table's own. */
const itemOf = (state: CredentialState) => ({
  ...keyOf(state.targetId),
  version: state.version,
  body: state,
  ...dueAttributes(state.targetId, credentialDueAt(state)),
});
const stateFrom = (item: unknown): CredentialState => z.object({ body: credentialStateSchema }).parse(item).body;
const idFrom = (item: unknown): TargetId => z.object({ pk: idOf('tgt') }).parse(item).pk;

/** The state of credentials in DynamoDB: a change and its entry are one transaction. */
export function dynamoVault(
  documents: DynamoDBDocumentClient,
  { vaultTable: TableName, accessTable, auditTable }: VaultTables,
): VaultStore {
  const pages = dynamoPages(documents, TableName);
  const put = ({ from, to }: { readonly from: CredentialState | null; readonly to: CredentialState }) => ({
    TableName,
    Item: itemOf(to),
    ...(from === null
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : {
          ConditionExpression: '#version = :version',
          ExpressionAttributeNames: { '#version': 'version' },
          ExpressionAttributeValues: { ':version': from.version },
        }),
  });

  return {
    async credential(id) {
      const item = await pages.item(keyOf(id));
      return item === undefined ? null : stateFrom(item);
    },
    credentials: async (ids) => (await pages.items(ids.map(keyOf))).map(stateFrom),
    dueBy: async (now, limit) => (await dueItems(documents, { table: TableName, now, limit })).map(idFrom),
    async change({ from, to, whileActive }, { entry }) {
      type Condition = 'state-unchanged' | 'grant-active' | 'recorded';
      const writes: Write<Condition>[] = [
        { condition: 'recorded', item: entryPut(auditTable, entry) },
        { condition: 'state-unchanged', item: { Put: put({ from, to }) } },
        ...(whileActive === undefined
          ? []
          : [
              {
                condition: 'grant-active' as const,
                item: {
                  ConditionCheck: {
                    TableName: accessTable,
                    Key: { ...accessKey.grant(whileActive) },
                    ConditionExpression: '#state = :active',
                    ExpressionAttributeNames: { '#state': 'state' },
                    ExpressionAttributeValues: { ':active': 'active' },
                  },
                },
              },
            ]),
      ];
      try {
        const outcome = await commit(documents, writes);
        return outcome.committed ? { written: true } : { written: false, failed: [...new Set(outcome.failed)] };
      } catch (error) {
        if (auditRefused(error, auditTable)) return { written: false, failed: ['recorded'] };
        throw error;
      }
    },
    async keep(change) {
      try {
        await documents.send(new PutCommand(put(change)));
        return { written: true };
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return { written: false, failed: ['state-unchanged'] };
        throw error;
      }
    },
  };
}
