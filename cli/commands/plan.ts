import { argument, command } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { makePlan } from '../plan/plan.ts';
import { planInWords } from '../plan/plan-in-words.ts';

export const plan = command({
  more: [
    'Compares the YAML files of a folder with what is there, and shows who gains and who loses what, and which live grants',
    'end. It changes nothing. Of a kind that the files speak of (people, groups, targets, rules) they are the whole truth;',
    'other kinds are left alone. docs/configuration.md shows the files.',
    '',
    '  sallyport plan config',
  ].join('\n'),
  arguments: { folder: argument('the folder with the files') },
  async run(context, { folder }) {
    const { current, operations, effects } = await makePlan(context, await context.api(), folder);
    const { revision, secondPerson } = current;
    context.out.result({ revision, secondPerson, operations, effects }, () => [
      ...planInWords(operations, effects, context.out),
      ...(operations.length === 0 ? [] : ['', `\`sallyport apply ${folder}\` does it.`]),
    ]);
    return exitCodes.done;
  },
});
