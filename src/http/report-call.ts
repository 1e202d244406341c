import { Logger } from '@aws-lambda-powertools/logger';
import { METRIC_SERVICE } from '../kernel/metric-names.ts';

const logger = new Logger({ serviceName: METRIC_SERVICE });

/** One handled call, step or event, as its log line tells it: ids and codes only, so that logs hold nobody's data. */
export interface CallReport {
  /** Of the HTTP request at the beginning of it all; entries of the audit carry the same. */
  readonly correlationId: string;
  /** An operation of the API's contract, a route, an event's kind, or the function's own name. */
  readonly operation: string;
  /** `done`, a state, a refusal code, an HTTP status, or `fault`, which has a line of its own. */
  readonly outcome: string;
  /** From `began()`. */
  readonly began: number;
  /** The invocation, where it is not the beginning: Lambda's own lines carry it. */
  readonly invocation?: string;
  /** `jti` of a token that was refused. */
  readonly tokenId?: string;
  /** How long a grant took to be gone. */
  readonly timeToEndSeconds?: number;
}

/** The name under which this code is deployed; a test runs it without one. */
export const functionName = process.env['AWS_LAMBDA_FUNCTION_NAME'] ?? 'sallyport';

export const began = (): number => performance.now();

export function reportCall({ began: start, ...call }: CallReport): void {
  logger.info('call', { function: functionName, ...call, durationMs: Math.round(performance.now() - start) });
}

export type ReportCall = typeof reportCall;
