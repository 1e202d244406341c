import type { Environment } from './context.ts';
import { exitCodes } from './exit-codes.ts';
import { Failure, Problem } from './failure.ts';
import { reasonOf } from './operator/reason-of.ts';

export interface Explained {
  readonly text: string;
  readonly exitCode: number;
}

/** What went wrong, for standard error: words, or with `--json` one line for programs. Never a stack trace unasked. */
export function explain(
  error: unknown,
  words: string,
  { json, environment }: { readonly json: boolean; readonly environment: Environment },
): Explained {
  const trace = (environment['SALLYPORT_DEBUG'] ?? '') === '' ? '' : `\n${traceOf(error)}`;
  if (!(error instanceof Failure)) {
    const message = reasonOf(error);
    return {
      text: `${json ? inJson('failed', message) : `sallyport ${words}: ${message}`}${trace}`,
      exitCode: exitCodes.failed,
    };
  }
  const { code, message, exitCode } = error;
  const body = error instanceof Problem ? error.body : undefined;
  const text = json ? inJson(code, body?.detail ?? message, body) : `sallyport ${words}: ${message}`;
  return { text: `${text}${trace}`, exitCode };
}

const inJson = (code: string, detail: string, more: object = {}): string =>
  JSON.stringify({ error: { ...more, code, detail } });

/** Where it happened: frames of each error in the chain. Messages of others are left out, they could hold anything. */
function traceOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const cause = traceOf(error.cause);
  return [`${error.name}:`, ...frames, ...(cause === '' ? [] : [`caused by ${cause}`])].join('\n');
}
