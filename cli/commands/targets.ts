import { command } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { allTargets, roleName } from '../find-target.ts';
import type { Target } from '../find-target.ts';
import type { Output } from '../output.ts';
import { approvalInWords } from '../rule-in-words.ts';
import { table, wrap } from '../table.ts';
import { secondsInWords } from '../time-in-words.ts';

export const targets = command({
  more: 'For each target: for how long at most and who must agree, or why you may not ask for it.',
  async run({ out, api }) {
    const all = await allTargets(await api());
    out.result({ targets: all }, () => inWords(all, out));
    return exitCodes.done;
  },
});

function inWords(all: readonly Target[], out: Output): readonly string[] {
  const mine = all.flatMap((target) => (target.rule === null ? [] : [{ target, rule: target.rule }]));
  const others = all.filter(({ rule }) => rule === null);
  const columns = Math.min(out.columns, 120);
  return [
    ...(all.length === 0 ? ['No target is registered yet.'] : []),
    ...(mine.length === 0
      ? []
      : table(
          [
            ['NAME', 'WHAT', 'WHERE', 'AT MOST'].map((head) => out.paint('dim', head)),
            ...mine.map(({ target, rule }) => [
              out.paint('bold', target.name),
              ...whatAndWhere(target),
              secondsInWords(rule.maxSeconds),
            ]),
          ],
          columns,
        )),
    ...agreementsOf(mine).flatMap((line) => ['', ...wrap(line, columns)]),
    ...(others.length === 0
      ? []
      : ['', out.paint('bold', mine.length === 0 ? 'You may ask for none of these:' : 'Not for you:')]),
    ...others.flatMap(({ name, whyNot }) => [`  ${name}`, ...wrap(whyNot?.detail ?? '', columns, '    ')]),
  ];
}

function whatAndWhere(target: Target): readonly [string, string] {
  switch (target.kind) {
    case 'aws-role':
      return [roleName(target.roleArn).replace(/^sallyport-target-/, ''), target.accountId];
    case 'credential':
      return [[target.engine, ...target.accounts].join(' '), target.at];
    case 'database-account':
      return [`${target.engine} account in ${target.database}`, target.at];
  }
}

/** Who must agree, said once for all targets that have it in common. */
function agreementsOf(mine: readonly { target: Target; rule: NonNullable<Target['rule']> }[]): readonly string[] {
  const by = Map.groupBy(mine, ({ rule }) => approvalInWords(rule.approval));
  if (by.size === 1) return [...by.keys()].map((words) => `Who decides: ${words}.`);
  return [...by].map(
    ([words, those]) => `Who decides on ${those.map(({ target }) => target.name).join(', ')}: ${words}.`,
  );
}
