import { command } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { pendingRequests } from '../pending-requests.ts';
import { table, wrap } from '../table.ts';
import { dateInWords, secondsInWords } from '../time-in-words.ts';

export const pending = command({
  more: 'What members of your groups must decide and you have not yet, oldest first. `sallyport approve ID` opens the page.',
  async run({ out, api }) {
    const found = await pendingRequests(await api());
    out.result({ requests: found }, () =>
      found.length === 0
        ? ['Nothing waits for your decision.']
        : found.flatMap(({ id, requester, target, seconds, reason, expiresAt }) => [
            ...table([[out.paint('bold', id), requester.name, target.name, secondsInWords(seconds)]], out.columns),
            ...wrap(reason, out.columns, '  '),
            out.paint('dim', `  can be decided until ${dateInWords(expiresAt)}`),
          ]),
    );
    return exitCodes.done;
  },
});
