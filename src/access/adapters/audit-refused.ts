import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';

/**
 * Certain that the entry was refused, and with it everything: DynamoDB names the write that stood in the way, or IAM
 * names the table. The entry is the first write.
 */
export function auditRefused(error: unknown, auditTable: string): boolean {
  if (error instanceof TransactionCanceledException) return (error.CancellationReasons?.[0]?.Code ?? 'None') !== 'None';
  return (
    error instanceof Error && error.name === 'AccessDeniedException' && error.message.includes(`table/${auditTable}`)
  );
}
