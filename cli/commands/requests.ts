import { awaitDecision } from '../await-decision.ts';
import { argument, command, flag } from '../command.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { UsageError } from '../failure.ts';
import { allPages, answer } from '../http/answer.ts';
import type { Api, Schemas } from '../http/api.ts';
import { outcomeOf, requestInWords, stateOf } from '../request-in-words.ts';
import { table } from '../table.ts';
import { dateInWords, secondsInWords } from '../time-in-words.ts';
import { decidedInWords } from './request.ts';

export const requests = command({
  more: 'Without an id: the newest twenty of your own. With one: everything about it, and with --wait until it is decided.',
  arguments: { id: argument('the id of one request', { optional: true }) },
  options: {
    wait: flag('wait until it is decided and active'),
    all: flag('all of them, not only the newest'),
  },
  async run(context, { id }, { wait, all }) {
    if (id === undefined && wait) throw new UsageError('--wait needs the id of the request to wait for.');
    const api = await context.api();
    return id === undefined ? list(context, api, all) : one(context, api, { id, wait });
  },
});

async function one(context: Context, api: Api, { id, wait }: { id: string; wait: boolean }): Promise<number> {
  const { out } = context;
  const found = await answer(api.GET('/requests/{id}', { params: { path: { id } } }));
  if (!wait) {
    out.result(found, () => requestInWords(found, out));
    return exitCodes.done;
  }
  const decided = await awaitDecision(context, api, found);
  out.result(decided, () => decidedInWords(decided, out));
  return outcomeOf(decided);
}

async function list({ out }: Context, api: Api, all: boolean): Promise<number> {
  const read = (cursor: string | undefined) =>
    answer(api.GET('/requests', { params: { query: { ...(cursor !== undefined && { cursor }) } } }));
  const pages = all ? await allPages(read) : [await read(undefined)];
  const found = pages.flatMap((page): Schemas['Request'][] => page.requests);
  out.result({ requests: found, next: pages.at(-1)?.next ?? null }, () =>
    found.length === 0
      ? ['You have not asked for anything yet: `sallyport targets` says for what you may.']
      : table(
          [
            ['ID', 'TARGET', 'FOR', 'STATE', 'ASKED'].map((head) => out.paint('dim', head)),
            ...found.map((each) => [
              each.id,
              each.target.name,
              secondsInWords(each.grantedSeconds ?? each.seconds),
              stateOf(each),
              dateInWords(each.createdAt),
            ]),
          ],
          out.columns,
        ),
  );
  if (!all && pages.at(-1)?.next) out.note('There are more: --all shows them.');
  return exitCodes.done;
}
