import { argument, command } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { table } from '../table.ts';
import { credentialInWords, dayInWords, healthOf, holdersOf, nextOf } from '../vault/credential-in-words.ts';
import { allCredentials, findCredential } from '../vault/find-credential.ts';

export const credentials = command({
  more: 'Who holds them, when they were and will be rotated, and whether they log in. Values are never shown here.',
  arguments: { credential: argument('one of them: id, name, or part of the name', { optional: true }) },
  async run({ out, api, now }, { credential: given }) {
    const all = await allCredentials(await api());
    if (given !== undefined) {
      const found = findCredential(all, given);
      out.result(found, () => credentialInWords(found, out, now()));
      return exitCodes.done;
    }
    out.result({ credentials: all }, () =>
      all.length === 0
        ? ['There is no vaulted credential that you may see.']
        : table(
            [
              ['NAME', 'ENGINE', 'OWNER', 'HELD BY', 'ROTATED', 'NEXT', 'HEALTH'].map((head) => out.paint('dim', head)),
              ...all.map((each) => [
                each.name,
                each.engine,
                each.owner,
                holdersOf(each),
                each.lastRotation === null ? 'never' : dayInWords(each.lastRotation.at),
                nextOf(each, dayInWords),
                healthOf(each, out),
              ]),
            ],
            out.columns,
          ),
    );
    return exitCodes.done;
  },
});
