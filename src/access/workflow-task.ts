import * as z from 'zod';
import { began, functionName, reportCall } from '../http/report-call.ts';
import { reportFault } from '../http/report-fault.ts';
import { idOf } from '../kernel/ids.ts';

/**
 * Who takes the step, and under which id its entries are found: that of the HTTP request which asked, or which ended
 * the grant. An execution that an earlier version began gives the id of the request for access.
 */
const taken = {
  by: z.enum(['workflow', 'sweeper']),
  correlationId: z.string(),
};

/** The workflow keeps its token; executions of the first version tell no correlation id. */
const waiting = { token: z.string(), correlationId: z.string().optional() };

/**
 * What each function of the elevation is called with: by the workflow, or by the sweeper in its place. Ids only. An
 * execution of a later version may say more than is read here: it is not refused for that.
 */
export const orders = {
  activateGrant: z.object({ ...taken, requestId: idOf('req') }),
  expireRequest: z.object({ ...taken, requestId: idOf('req') }),
  takeAway: z.object({ ...taken, grantId: idOf('grt'), abandonedBecause: z.string().nullable() }),
  /** Nobody's end: what the table says is written once more, to see that it can be. */
  rewriteDenies: z.strictObject({ rewrite: idOf('tgt'), correlationId: z.string() }),
  /** Attempts before this one, as Step Functions counts them. */
  verifyGone: z.object({ ...taken, grantId: idOf('grt'), retries: z.int().nonnegative() }),
  markRevokeFailed: z.object({ ...taken, grantId: idOf('grt'), code: z.string() }),
  keepTaskToken: z.discriminatedUnion('stage', [
    z.object({ ...waiting, stage: z.literal('decision'), id: idOf('req') }),
    z.object({ ...waiting, stage: z.literal('hold'), id: idOf('grt') }),
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

const named = z.object({ correlationId: z.string() });
/** What of a step's answer its line tells. */
const stated = z.object({ state: z.string(), timeToEndSeconds: z.number().nullish() });

/**
 * A function of the workflow. Of a fault only its name comes out: Lambda would log the message, and Step Functions
 * would keep it, and messages quote.
 */
export const workflowTask =
  <Order extends z.ZodType, Answer>(schema: Order, run: (order: z.output<Order>) => Promise<Answer>) =>
  async (event: unknown, { awsRequestId }: { readonly awsRequestId: string }): Promise<Answer> => {
    const start = began();
    const given = named.safeParse(event).data?.correlationId ?? awsRequestId;
    const report = (outcome: string, timeToEndSeconds?: number | null) =>
      reportCall({
        correlationId: given,
        operation: functionName,
        outcome,
        began: start,
        invocation: awsRequestId,
        ...(typeof timeToEndSeconds === 'number' && { timeToEndSeconds }),
      });
    try {
      const answer = await run(schema.parse(event));
      const said = stated.safeParse(answer).data;
      report(said?.state ?? 'done', said?.timeToEndSeconds);
      return answer;
    } catch (error) {
      reportFault(error, given);
      report('fault');
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
