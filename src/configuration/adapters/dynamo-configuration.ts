import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamoTargets } from '../../access/adapters/dynamo-targets.ts';
import { rulesItem } from '../../authorization/adapters/dynamo-rules.ts';
import { commitCounted } from '../../identity/adapters/commit-recorded.ts';
import { itemOf } from '../../identity/adapters/directory-items.ts';
import { dynamoDirectory } from '../../identity/adapters/dynamo-directory.ts';
import { asStep, readRevision } from '../../kernel/adapters/revision-item.ts';
import type { CountsRevision } from '../../kernel/adapters/revision-item.ts';
import type { ConfigurationStores, RuleWrites } from '../ports.ts';

export interface ConfigurationTables {
  readonly accessTable: string;
  readonly auditTable: string;
  readonly directoryTable: string;
  readonly signInTable: string;
}

/** The stores of a configuration, each write of which is one step of a change. */
export const dynamoConfiguration = (
  documents: DynamoDBDocumentClient,
  tables: ConfigurationTables,
): ConfigurationStores => ({
  revision: () => readRevision(documents, tables.directoryTable),
  step(from, step) {
    const counts = asStep(from, step);
    return {
      directory: dynamoDirectory(documents, tables, counts),
      targets: dynamoTargets(documents, tables, counts),
      rules: ruleWrites(documents, tables, counts),
      taken: () => counts.taken(),
    };
  },
});

const ruleWrites = (
  documents: DynamoDBDocumentClient,
  { accessTable, auditTable, directoryTable }: ConfigurationTables,
  counts: CountsRevision,
): RuleWrites => ({
  async setRules(set, event, entry) {
    const written = await commitCounted(
      documents,
      [
        // The same set under the same hash: to put it again changes nothing.
        { condition: 'set', item: { Put: { TableName: accessTable, Item: rulesItem.set(set) } } },
        { condition: 'set', item: { Put: { TableName: accessTable, Item: rulesItem.inForce(set.hash) } } },
        { condition: 'set', item: { Put: { TableName: directoryTable, Item: itemOf.event(event) } } },
      ],
      { directoryTable, counts, auditTable, entry },
    );
    if (!written.written) throw new Error('others put rules in force at the same moment');
  },
});
