import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { entryPut } from '../../audit/adapters/entry-put.ts';
import type { Entry } from '../../audit/entry.ts';
import { commit } from '../../kernel/adapters/commit.ts';
import type { Write } from '../../kernel/adapters/commit.ts';
import type { CountsRevision } from '../../kernel/adapters/revision-item.ts';
import type { Written } from '../ports.ts';

const ATTEMPTS = 6;
const PAUSE_MILLISECONDS = 25;

/**
 * The same for a change of the configuration, which is counted. Two that come at once meet at the counter: then neither
 * condition of the change itself failed, and it is tried again.
 */
export async function commitCounted<Condition extends string>(
  documents: DynamoDBDocumentClient,
  writes: readonly Write<Condition>[],
  {
    directoryTable,
    counts,
    ...recorded
  }: {
    readonly directoryTable: string;
    readonly counts: CountsRevision;
    readonly auditTable: string;
    readonly entry: Entry;
  },
): Promise<Written<Condition>> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const all: readonly Write<Condition | 'revision'>[] = [...writes, counts.write(directoryTable)];
    const outcome = await commitRecorded(documents, all, recorded);
    if (outcome.written) {
      counts.counted();
      return outcome;
    }
    // Where it matters that nothing else has moved, that comes before whatever else was found.
    if (outcome.failed.includes('revision')) counts.contended();
    const failed = outcome.failed.filter((condition): condition is Condition => condition !== 'revision');
    if (failed.length > 0) return { written: false, failed };
    await sleep(attempt * PAUSE_MILLISECONDS);
  }
  throw new Error('too many change the configuration at once');
}

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
