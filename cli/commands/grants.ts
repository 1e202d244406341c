import { command, flag } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { liveGrants } from '../live-grants.ts';
import { allPages, answer } from '../http/answer.ts';
import { table } from '../table.ts';
import { dateInWords, secondsInWords } from '../time-in-words.ts';

export const grants = command({
  more: 'Those that have not ended; with --all the ended ones too.',
  options: { all: flag('the ended ones too') },
  async run({ out, api, now }, _given, { all }) {
    const client = await api();
    const found = all
      ? (
          await allPages((cursor) =>
            answer(client.GET('/grants', { params: { query: { ...(cursor !== undefined && { cursor }) } } })),
          )
        ).flatMap((page) => page.grants)
      : await liveGrants(client);
    out.result({ grants: found }, () =>
      found.length === 0
        ? [`You hold nothing${all ? ' and never did' : ' now'}.`]
        : table(
            [
              ['ID', 'TARGET', 'STATE', 'ENDS'].map((head) => out.paint('dim', head)),
              ...found.map(({ id, target, state, endsAt, endedAt }) => [
                id,
                target.name,
                out.paint(state === 'active' ? 'green' : state === 'revoke_failed' ? 'red' : 'dim', state),
                state === 'active'
                  ? `in ${secondsInWords(Math.max(0, endsAt - now()))}`
                  : dateInWords(endedAt ?? endsAt),
              ]),
            ],
            out.columns,
          ),
    );
    return exitCodes.done;
  },
});
