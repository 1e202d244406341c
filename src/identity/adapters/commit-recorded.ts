import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { entryPut } from '../../audit/adapters/entry-put.ts';
import type { Entry } from '../../audit/entry.ts';
import { commit } from '../../kernel/adapters/commit.ts';
import type { Write } from '../../kernel/adapters/commit.ts';
import type { Written } from '../ports.ts';

/** The change and its entry, or neither. An entry that cannot be put is a fault, never a condition. */
export async function commitRecorded<Condition extends string>(
  documents: DynamoDBDocumentClient,
  writes: readonly Write<Condition>[],
  { auditTable, entry }: { readonly auditTable: string; readonly entry: Entry },
): Promise<Written<Condition>> {
  const outcome = await commit<Condition | 'entry'>(documents, [
    ...writes,
    { condition: 'entry', item: entryPut(auditTable, entry) },
  ]);
  if (outcome.committed) return { written: true };
  const failed = outcome.failed.filter((condition): condition is Condition => condition !== 'entry');
  if (failed.length !== outcome.failed.length) throw new Error('the audit entry was refused');
  return { written: false, failed };
}
