import { argument, command, option } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { answer } from '../http/answer.ts';
import type { Api, Schemas } from '../http/api.ts';
import type { Output } from '../output.ts';
import { carryOut, invitationsInWords } from '../plan/carry-out.ts';
import { effectsInWords } from '../plan/plan-in-words.ts';
import { table } from '../table.ts';
import { dateInWords } from '../time-in-words.ts';

type Change = Schemas['Change'];

/** `sallyport changes [ID]` */
export const changes = command({
  more: 'Changes of the configuration, newest first; with an id, one of them, its operations and what it would do now.',
  arguments: { id: argument('a change: chg_…', { optional: true }) },
  async run(context, { id }) {
    const { out } = context;
    const api = await context.api();
    if (id === undefined) {
      const { changes: all } = await answer(api.GET('/changes', { params: { query: { limit: '50' } } }));
      out.result({ changes: all }, () =>
        all.length === 0
          ? ['No change of the configuration has been proposed yet.']
          : table(
              all.map((each) => [each.id, each.state, dateInWords(each.proposedAt), each.proposer.name, each.reason]),
              out.columns,
            ),
      );
      return exitCodes.done;
    }
    const change = await answer(api.GET('/changes/{id}', { params: { path: { id } } }));
    const inWords = await operationsOf(api, id);
    out.result({ change, operations: inWords }, () => changeInWords(change, inWords, out));
    return exitCodes.done;
  },
});

/** `sallyport changes apply ID` */
export const changesApply = command({
  more: 'Carries a change out that another administrator agreed to, or goes on with one that was interrupted.',
  arguments: { id: argument('a change: chg_…') },
  options: { enrolments: option('FILE', 'where to write the one-time codes of people who are added (mode 0600)') },
  async run(context, { id }, { enrolments }) {
    const { change, invited } = await carryOut(context, await context.api(), id, enrolments);
    context.out.result({ change, enrolments: invited }, () => [
      `Done: ${change.operations} operations (${change.id}).`,
      ...invitationsInWords(invited, context, enrolments),
    ]);
    return exitCodes.done;
  },
});

/** `sallyport changes withdraw ID` */
export const changesWithdraw = command({
  more: 'Takes back a change that waits. What was carried out of it already stays.',
  arguments: { id: argument('a change: chg_…') },
  async run({ out, api }, { id }) {
    const change = await answer((await api()).POST('/changes/{id}/withdraw', { params: { path: { id } } }));
    out.result(change, () => [`${change.id} is withdrawn.`]);
    return exitCodes.done;
  },
});

export async function operationsOf(api: Api, id: string): Promise<readonly string[]> {
  const lines: string[] = [];
  let from: number | undefined;
  do {
    const page: Schemas['ChangeOperations'] = await answer(
      api.GET('/changes/{id}/operations', {
        params: { path: { id }, query: from === undefined ? {} : { from: String(from) } },
      }),
    );
    lines.push(...page.inWords);
    from = page.next ?? undefined;
  } while (from !== undefined);
  return lines;
}

export function changeInWords(change: Change, operations: readonly string[], out: Output): readonly string[] {
  const { ended, approver } = change;
  return [
    `${out.paint('bold', change.id)}  ${change.state}`,
    `Proposed by ${change.proposer.name} ${dateInWords(change.proposedAt)}: ${change.reason}`,
    ...(approver === null ? [] : [`Agreed to by ${approver.name}`]),
    ...(change.needsSecondPerson ? ['It waits for another administrator.'] : []),
    ...(ended === null
      ? []
      : [
          `${change.state} by ${ended.by.name} ${dateInWords(ended.at)}${ended.detail === null ? '' : `: ${ended.detail}`}`,
        ]),
    '',
    ...operations.slice(0, 100).map((line) => `  ${line}`),
    ...(operations.length > 100 ? [`  … ${operations.length} in all; \`--json\` has them.`] : []),
    ...(change.effects === null ? [] : effectsInWords(change.effects, out)),
  ];
}
