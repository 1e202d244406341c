import { InvokeCommand } from '@aws-sdk/client-lambda';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { NudgesTender } from '../credential-as-target.ts';

/** Has the tender look after one credential now; it does not wait for it, and the next minute makes up for what fails. */
export const tenderFunction = (
  lambda: LambdaClient,
  functionName: string,
  reportFault: (error: unknown, correlationId: string) => void,
): NudgesTender => ({
  async nudge(targetId, correlationId) {
    try {
      await lambda.send(
        new InvokeCommand({
          FunctionName: functionName,
          InvocationType: 'Event',
          Payload: Buffer.from(JSON.stringify({ targetId })),
        }),
      );
    } catch (error) {
      reportFault(error, correlationId);
    }
  },
});
