import * as z from 'zod';
import { reportFault } from '../http/report-fault.ts';
import { idOf } from '../kernel/ids.ts';

/** Who takes the step, and under which id its entries are found: the execution is named by the request. */
const taken = {
  by: z.enum(['workflow', 'sweeper']),
  correlationId: z.string(),
};

/** What each function of the elevation is called with: by the workflow, or by the sweeper in its place. Ids only. */
export const orders = {
  activateGrant: z.strictObject({ ...taken, requestId: idOf('req') }),
  expireRequest: z.strictObject({ ...taken, requestId: idOf('req') }),
  takeAway: z.strictObject({ ...taken, grantId: idOf('grt'), abandonedBecause: z.string().nullable() }),
  /** Attempts before this one, as Step Functions counts them. */
  verifyGone: z.strictObject({ ...taken, grantId: idOf('grt'), retries: z.int().nonnegative() }),
  markRevokeFailed: z.strictObject({ ...taken, grantId: idOf('grt'), code: z.string() }),
  keepTaskToken: z.discriminatedUnion('stage', [
    z.strictObject({ stage: z.literal('decision'), id: idOf('req'), token: z.string() }),
    z.strictObject({ stage: z.literal('hold'), id: idOf('grt'), token: z.string() }),
  ]),
};

/** Whoever takes a step, as its entries name them. */
export const takenBy = ({
  by,
  correlationId,
}: {
  readonly by: 'workflow' | 'sweeper';
  readonly correlationId: string;
}) => ({
  by: { kind: 'system', name: by } as const,
  correlationId,
});

/**
 * A function of the workflow. Of a fault only its name comes out: Lambda would log the message, and Step Functions
 * would keep it, and messages quote.
 */
export const workflowTask =
  <Order extends z.ZodType, Answer>(schema: Order, run: (order: z.output<Order>) => Promise<Answer>) =>
  async (event: unknown, { awsRequestId }: { readonly awsRequestId: string }): Promise<Answer> => {
    try {
      return await run(schema.parse(event));
    } catch (error) {
      reportFault(error, awsRequestId);
      throw new TaskFault(error instanceof Error ? error.name : 'Unknown');
    }
  };

class TaskFault extends Error {
  constructor(name: string) {
    super('see the log of the function');
    this.name = name;
    // Its own frames say nothing.
    delete this.stack;
  }
}
