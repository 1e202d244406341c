import { InvokeCommand } from '@aws-sdk/client-lambda';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import type { AccessEvent } from '../outbox.ts';
import type { DoesWhatIsDue } from '../sweep.ts';
import type { orders } from '../workflow-task.ts';

type Order = z.input<(typeof orders)[keyof typeof orders]> | { readonly eventId: AccessEvent['id'] };

export interface FunctionNames {
  readonly expireRequest: string;
  readonly takeAway: string;
  readonly verifyGone: string;
  readonly markRevokeFailed: string;
  readonly runWorkflow: string;
  readonly notifySlack: string;
  readonly endLeaver: string;
}

/** IAM takes seconds to tell everyone of a deny. */
const PROBES = 5;
const BETWEEN_PROBES_MILLISECONDS = 2000;

/** The workflow's own functions, called by the sweeper: whoever sweeps needs no right but to call them. */
export function elevationFunctions(
  lambda: LambdaClient,
  names: FunctionNames,
  correlationId: string,
  pause: (milliseconds: number) => Promise<unknown> = sleep,
): DoesWhatIsDue {
  const taken = { by: 'sweeper', correlationId } as const;

  async function invoke(name: string, order: Order): Promise<void> {
    const { FunctionError, Payload } = await lambda.send(
      new InvokeCommand({ FunctionName: name, Payload: Buffer.from(JSON.stringify(order)) }),
    );
    if (FunctionError !== undefined) throw new StepFailed(kindOf(Payload));
  }

  return {
    expireRequest: (requestId) => invoke(names.expireRequest, { ...taken, requestId }),
    takeAway: (grantId) => invoke(names.takeAway, { ...taken, grantId, abandonedBecause: null }),
    async verifyGone(grantId) {
      for (let retries = 0; ; retries += 1) {
        try {
          return await invoke(names.verifyGone, { ...taken, grantId, retries });
        } catch (error) {
          if (retries + 1 >= PROBES) throw error;
          await pause(BETWEEN_PROBES_MILLISECONDS);
        }
      }
    },
    markRevokeFailed: (grantId, code) => invoke(names.markRevokeFailed, { ...taken, grantId, code }),
    deliver: ({ kind, id }) => invoke(kind === 'notify' ? names.notifySlack : names.runWorkflow, { eventId: id }),
    endLeaver: ({ id }) => invoke(names.endLeaver, { eventId: id }),
  };
}

/** Named as the function named its fault. */
class StepFailed extends Error {
  constructor(kind: string) {
    super('a step of the elevation failed');
    this.name = kind;
  }
}

const failure = z.object({ errorType: z.string() });

function kindOf(payload: Uint8Array | undefined): string {
  try {
    return failure.parse(JSON.parse(Buffer.from(payload ?? []).toString('utf8'))).errorType;
  } catch {
    return 'Unknown';
  }
}
