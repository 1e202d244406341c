import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient, TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** One write of a transaction and the name of the condition that guards it. */
export interface Write<Condition extends string> {
  readonly condition: Condition;
  readonly item: TransactItem;
}

/**
 * Writes all or nothing, and says which named conditions did not hold.
 * A conflict with another transaction is retried by the caller's reading again, so it counts as a failed condition too.
 */
export async function commit<Condition extends string>(
  documents: DynamoDBDocumentClient,
  writes: readonly Write<Condition>[],
): Promise<{ readonly committed: true } | { readonly committed: false; readonly failed: readonly Condition[] }> {
  try {
    await documents.send(new TransactWriteCommand({ TransactItems: writes.map((write) => write.item) }));
    return { committed: true };
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    const failed = writes.filter((_, index) => {
      const code = error.CancellationReasons?.[index]?.Code;
      return code === 'ConditionalCheckFailed' || code === 'TransactionConflict';
    });
    if (failed.length === 0) throw error;
    return { committed: false, failed: failed.map((write) => write.condition) };
  }
}
