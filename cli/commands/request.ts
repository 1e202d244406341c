import { askFor } from '../ask-for.ts';
import { awaitDecision } from '../await-decision.ts';
import { argument, command, flag, needed } from '../command.ts';
import { parseDuration } from '../duration.ts';
import { exitCodes } from '../exit-codes.ts';
import { allTargets, findTarget } from '../find-target.ts';
import type { Schemas } from '../http/api.ts';
import { outcomeOf, requestInWords } from '../request-in-words.ts';
import type { Output } from '../output.ts';

export const request = command({
  more: [
    'Shows who may decide and waits until it is decided and active. The clock starts then, not now.',
    'Ctrl-C stops waiting and leaves the request as it is. Exit code 4: it was denied, cancelled or has expired.',
    '',
    '  sallyport request orders --for 30m --reason "Ticket 4711: a table is full"',
  ].join('\n'),
  arguments: { target: argument('its id, name or role, or a part of these that only one has') },
  options: {
    for: needed('DURATION', 'for how long: 30m, 1h30m, 90s', { parse: parseDuration }),
    reason: needed('TEXT', 'why, for the approvers to read'),
    noWait: flag('ask and come back at once'),
  },
  async run(context, { target: given }, { for: seconds, reason, noWait }) {
    const { out } = context;
    const api = await context.api();
    const target = findTarget(await allTargets(api), given);
    const asked = await askFor(context, api, { targetId: target.id, seconds, reason });
    if (noWait) {
      out.result(asked, () => requestInWords(asked, out));
      out.note(`\`sallyport requests ${asked.id} --wait\` waits for it.`);
      return exitCodes.done;
    }
    for (const line of out.json ? [] : requestInWords(asked, out)) out.note(line);
    const decided = await awaitDecision(context, api, asked);
    out.result(decided, () => decidedInWords(decided, out));
    return outcomeOf(decided);
  },
});

export function decidedInWords(decided: Schemas['Request'], out: Output): readonly string[] {
  const { grant, target } = decided;
  return [
    ...requestInWords(decided, out),
    ...(grant?.state === 'active'
      ? [
          '',
          `Use it:        sallyport exec ${wordOf(target.name)} -- aws sts get-caller-identity`,
          `Give it back:  sallyport return ${grant.id}`,
        ]
      : []),
  ];
}

const wordOf = (name: string): string => (/^[\w.-]+$/.test(name) ? name : `"${name}"`);
