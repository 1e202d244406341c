import { argument, command, flag, needed } from '../command.ts';
import { confirm } from '../confirm.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { answer } from '../http/answer.ts';
import type { Schemas } from '../http/api.ts';
import { withFreshSignIn } from '../sign-in/sign-in-afresh.ts';
import { changeInWords, operationsOf } from './changes.ts';

type Decision = { decision: 'approve' } | { decision: 'deny'; reason: string };

/** `sallyport changes approve ID` */
export const changesApprove = command({
  more: [
    'Shows what the change would do, by what is there now, and agrees to just that. It asks for a fresh sign-in with both',
    'factors, in the browser. Nobody agrees to a change of their own.',
  ].join('\n'),
  arguments: { id: argument('a change: chg_…') },
  options: { yes: flag('do not ask') },
  async run(context, { id }, { yes }) {
    const shown = await show(context, id);
    if (shown.effects === null)
      throw new Failure('It cannot be carried out any more: the configuration has moved, or the change is over.', {
        code: 'configuration_changed',
      });
    await confirm(context, 'Agree to this?', { yes });
    const change = await decide(context, shown, { decision: 'approve' });
    context.out.result(change, () => [`Agreed. \`sallyport changes apply ${id}\` carries it out.`]);
    return exitCodes.done;
  },
});

/** `sallyport changes deny ID` */
export const changesDeny = command({
  more: 'Says no to a change, for good.',
  arguments: { id: argument('a change: chg_…') },
  options: { reason: needed('TEXT', 'why, for the proposer to read') },
  async run(context, { id }, { reason }) {
    const change = await decide(context, await show(context, id), { decision: 'deny', reason });
    context.out.result(change, () => [`${change.id} is denied.`]);
    return exitCodes.done;
  },
});

async function show(context: Context, id: string): Promise<Schemas['Change']> {
  const { out } = context;
  const api = await context.api();
  const change = await answer(api.GET('/changes/{id}', { params: { path: { id } } }));
  const operations = out.json ? [] : await operationsOf(api, id);
  for (const line of out.json ? [] : changeInWords(change, operations, out)) out.note(line);
  return change;
}

async function decide(
  context: Context,
  { id, digest }: Schemas['Change'],
  decision: Decision,
): Promise<Schemas['Change']> {
  const api = await context.api();
  return withFreshSignIn(context, () =>
    answer(api.POST('/changes/{id}/decision', { params: { path: { id } }, body: { ...decision, digest } })),
  );
}
