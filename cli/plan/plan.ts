import type { Context } from '../context.ts';
import { Failure } from '../failure.ts';
import { answer } from '../http/answer.ts';
import type { Api, Schemas } from '../http/api.ts';
import { withFreshSignIn } from '../sign-in/sign-in-afresh.ts';
import { readCurrent } from './current.ts';
import type { Current } from './current.ts';
import { desiredOf, peersIn } from './desired.ts';
import { operationsFor } from './operations.ts';
import type { Operation } from './operations.ts';
import { readFolder } from './read-folder.ts';

export interface Plan {
  readonly current: Current;
  readonly operations: readonly Operation[];
  /** What the server says that it would do; null where there is nothing to do. */
  readonly effects: Schemas['ChangeEffects'] | null;
}

/** Reads the folder, compares it with what is there, and asks the server what the difference would do. */
export async function makePlan(context: Context, api: Api, folder: string): Promise<Plan> {
  const desired = desiredOf(await readFolder(folder));
  const peers = peersIn(desired);
  if (peers.length > 0)
    throw new Failure(
      [
        'Whoever asks could agree for others who ask; nothing was changed:',
        ...peers.slice(0, 10).map((each) => `  ${each}`),
        'Nobody ever decides for themselves. Separate the groups, or write `peers: true` in the rule if it is meant so.',
      ].join('\n'),
      { code: 'rule_unusable' },
    );
  context.out.progress('Reading what is there …');
  const current = await withFreshSignIn(context, () => readCurrent(api));
  const operations = operationsFor(current, desired);
  if (operations.length === 0) return { current, operations, effects: null };
  context.out.progress(`Asking what ${operations.length} operations would do …`);
  const body = { baseRevision: current.revision, operations: [...operations] };
  return { current, operations, effects: await answer(api.POST('/changes/preview', { body })) };
}
