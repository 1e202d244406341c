import { argument, command } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { allTargets, findTarget } from '../find-target.ts';
import { findingsInWords } from '../findings-in-words.ts';
import { answer } from '../http/answer.ts';
import type { Schemas } from '../http/api.ts';

type Finding = Schemas['Finding'];

export const targetsCheck = command({
  more: [
    'Tries it all: the role, its trust, its boundary, a fresh session that may do nothing but the probe. Nothing about',
    'grants changes. Without a target, all of them. For administrators. Exit code 1 says that something failed.',
  ].join('\n'),
  arguments: { target: argument('a target: id, name, or part of the name', { optional: true }) },
  async run({ out, api }, { target }) {
    const calls = await api();
    const all = await allTargets(calls);
    const chosen = target === undefined ? all : [findTarget(all, target)];
    const checked: { id: string; name: string; findings: readonly Finding[] }[] = [];
    for (const { id, name } of chosen) {
      out.progress(`Checking ${name} …`);
      const { findings } = await answer(calls.POST('/targets/{id}/check', { params: { path: { id } } }));
      checked.push({ id, name, findings });
    }
    out.result({ targets: checked }, () =>
      checked.length === 0
        ? ['No target is registered yet.']
        : checked.flatMap(({ name, findings }, at) => [
            ...(at === 0 ? [] : ['']),
            out.paint('bold', name),
            ...findingsInWords(findings, out),
          ]),
    );
    const failed = checked.some(({ findings }) => findings.some(({ result }) => result === 'failed'));
    return failed ? exitCodes.failed : exitCodes.done;
  },
});
