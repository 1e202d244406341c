import { InvokeCommand } from '@aws-sdk/client-lambda';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import type { RewritesDenies } from '../target-contract.ts';

const answered = z.object({ state: z.enum(['written', 'missing']) });
const failure = z.object({ errorType: z.string() });

/** Has `take-away` write a boundary as the table says: whoever asks needs no right on any boundary. */
export const boundaryWriter = (lambda: LambdaClient, functionName: string): RewritesDenies => ({
  async rewriteDenies({ id }, correlationId) {
    try {
      const order = { rewrite: id, correlationId };
      const { FunctionError, Payload } = await lambda.send(
        new InvokeCommand({ FunctionName: functionName, Payload: Buffer.from(JSON.stringify(order)) }),
      );
      const payload: unknown = JSON.parse(Buffer.from(Payload ?? []).toString('utf8'));
      if (FunctionError === undefined) return { done: answered.parse(payload).state };
      return { failed: failure.parse(payload).errorType };
    } catch (error) {
      return { failed: error instanceof Error ? error.name : 'Unknown' };
    }
  },
});
