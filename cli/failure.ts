import { exitCodes } from './exit-codes.ts';
import type { ExitCode } from './exit-codes.ts';

/** Why a command could not do what it was asked, in words, with what to do next. Shown without a stack trace. */
export class Failure extends Error {
  readonly exitCode: ExitCode;
  /** A stable word for programs that read `--json`. */
  readonly code: string;

  constructor(
    message: string,
    {
      exitCode = exitCodes.failed,
      code = 'failed',
      cause,
    }: { exitCode?: ExitCode; code?: string; cause?: unknown } = {},
  ) {
    super(message, cause === undefined ? {} : { cause });
    this.name = 'Failure';
    this.exitCode = exitCode;
    this.code = code;
  }
}

/** The command line was not understood, or a value on it is not allowed. */
export class UsageError extends Failure {
  constructor(message: string) {
    super(message, { exitCode: exitCodes.usage, code: 'usage' });
    this.name = 'UsageError';
  }
}

/** What a command makes of a missing or ended sign-in. */
export const signInNeeded = (message: string, cause?: unknown): Failure =>
  new Failure(message, { exitCode: exitCodes.signInNeeded, code: 'sign_in_needed', cause });

export interface ProblemBody {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly requestId?: string | undefined;
  readonly errors?: readonly { readonly path: string; readonly message: string }[] | undefined;
  readonly obligation?: { readonly acrValues: string; readonly maxAgeSeconds: number } | undefined;
  readonly retryAfterSeconds?: number | undefined;
}

/** Sallyport said no: problem details (RFC 9457) as they came. */
export class Problem extends Failure {
  readonly body: ProblemBody;

  constructor(body: ProblemBody) {
    const fields = (body.errors ?? []).map(({ path, message }) => `\n  ${path === '' ? '' : `${path}: `}${message}`);
    const wait = body.retryAfterSeconds === undefined ? '' : ` Try again in ${body.retryAfterSeconds} seconds.`;
    const quote = body.requestId === undefined ? '' : `, request ${body.requestId}`;
    super(`${body.detail}${wait} (${body.code}${quote})${fields.join('')}`, {
      exitCode: body.status === 401 ? exitCodes.signInNeeded : exitCodes.failed,
      code: body.code,
    });
    this.name = 'Problem';
    this.body = body;
  }

  /** A fresher sign-in would help: how fresh (RFC 9470). */
  get freshSeconds(): number | undefined {
    return this.body.code === 'insufficient_user_authentication' ? this.body.obligation?.maxAgeSeconds : undefined;
  }
}
