import { argument, command, flag, option } from '../command.ts';
import { confirm } from '../confirm.ts';
import { exitCodes } from '../exit-codes.ts';
import { answer } from '../http/answer.ts';
import { carryOut, invitationsInWords } from '../plan/carry-out.ts';
import { makePlan } from '../plan/plan.ts';
import { planInWords } from '../plan/plan-in-words.ts';
import { withFreshSignIn } from '../sign-in/sign-in-afresh.ts';

export const apply = command({
  more: [
    'Shows the plan, asks, and carries it out: each operation is one transaction with its own audit entry, and only while',
    'nobody else changes the configuration. Applied again, it has nothing to do. Where the settings ask for a second',
    'person, it proposes the change, and goes on with `sallyport changes apply` once another administrator agreed.',
    '',
    '  sallyport apply config --reason "Zoe joins the team"',
  ].join('\n'),
  arguments: { folder: argument('the folder with the files') },
  options: {
    reason: option('TEXT', 'why, for the record and for whoever must agree'),
    yes: flag('do not ask'),
    enrolments: option('FILE', 'where to write the one-time codes of people who are added (mode 0600)'),
  },
  async run(context, { folder }, { reason, yes, enrolments }) {
    const { out } = context;
    const api = await context.api();
    const { current, operations, effects } = await makePlan(context, api, folder);
    if (operations.length === 0) {
      out.result({ revision: current.revision, operations: [], change: null, enrolments: [] }, () =>
        planInWords(operations, effects, out),
      );
      return exitCodes.done;
    }
    for (const line of out.json ? [] : planInWords(operations, effects, out)) out.note(line);
    await confirm(context, 'Apply this?', { yes });
    const proposed = await withFreshSignIn(context, () =>
      answer(
        api.POST('/changes', {
          body: {
            baseRevision: current.revision,
            operations: [...operations],
            reason: reason ?? `sallyport apply ${folder}`.slice(0, 1000),
          },
        }),
      ),
    );
    if (proposed.needsSecondPerson) {
      out.result({ change: proposed, enrolments: [] }, () => [
        `${proposed.id} waits for another administrator, who agrees with`,
        `  sallyport changes approve ${proposed.id}`,
        'Then it is carried out with',
        `  sallyport changes apply ${proposed.id}`,
      ]);
      return exitCodes.done;
    }
    const { change, invited } = await carryOut(context, api, proposed.id, enrolments);
    out.result({ change, enrolments: invited }, () => [
      `Done: ${change.operations} operations (${change.id}).`,
      ...invitationsInWords(invited, context, enrolments),
      ...operations.flatMap((each) =>
        each.op === 'register-target'
          ? [
              '',
              `\`sallyport targets check "${each.registration.name}"\` tries whether it could be lent and taken back.`,
            ]
          : [],
      ),
    ]);
    return exitCodes.done;
  },
});
