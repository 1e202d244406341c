import { InvalidToken, SendTaskSuccessCommand, TaskDoesNotExist, TaskTimedOut } from '@aws-sdk/client-sfn';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { WorkflowEngine } from '../ports.ts';

/** Completes a wait of the workflow; one that is over, or was never there, is as good as completed. */
export const completeTask = (sfn: SFNClient): WorkflowEngine['complete'] =>
  async function complete(taskToken, output) {
    try {
      await sfn.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) }));
    } catch (error) {
      const over = error instanceof TaskTimedOut || error instanceof TaskDoesNotExist || error instanceof InvalidToken;
      if (!over) throw error;
    }
  };
