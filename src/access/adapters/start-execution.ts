import { ExecutionAlreadyExists, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { Clock } from '../../kernel/time.ts';
import type { WorkflowEngine } from '../ports.ts';

/** Starts the elevation of a request, once: the execution is named by it, so a second start is the first. */
export const startExecution = (
  sfn: SFNClient,
  { stateMachineArn, clock }: { readonly stateMachineArn: string; readonly clock: Clock },
): WorkflowEngine['start'] =>
  async function start({ id, grantId, expiresAt }, correlationId) {
    // Step Functions waits at least a second; an input that carries a version outlives an upgrade.
    const decisionSeconds = Math.max(1, expiresAt - clock());
    try {
      await sfn.send(
        new StartExecutionCommand({
          stateMachineArn,
          name: id,
          input: JSON.stringify({ schemaVersion: 2, correlationId, requestId: id, grantId, decisionSeconds }),
        }),
      );
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
  };
