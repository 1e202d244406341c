import { createInterface } from 'node:readline/promises';
import type { Context } from './context.ts';
import { Failure, UsageError } from './failure.ts';

/** Asks at the terminal. Where nobody can answer, `--yes` must have. */
export async function confirm(
  { interrupted }: Pick<Context, 'interrupted'>,
  question: string,
  { yes }: { readonly yes: boolean },
): Promise<void> {
  if (yes) return;
  if (!process.stdin.isTTY)
    throw new UsageError('Nobody can be asked here: read the plan, and say --yes. Nothing was changed.');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const said = await lines.question(`\n${question} [y/N] `, { signal: interrupted });
    if (/^y(es)?$/i.test(said.trim())) return;
  } finally {
    lines.close();
  }
  throw new Failure('Nothing was changed.', { code: 'not_confirmed' });
}
