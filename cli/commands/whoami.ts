import { command } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { answer } from '../http/answer.ts';
import { dateInWords } from '../time-in-words.ts';

export const whoami = command({
  more: 'Exit code 3 says that nobody is signed in.',
  async run({ out, api, issuer }) {
    const me = await answer((await api()).GET('/me'));
    out.result({ issuer: issuer(), ...me }, () => [
      `${out.paint('bold', me.name)} <${me.email}>, ${me.id}`,
      `at ${issuer()}`,
      `groups     ${me.groups.length === 0 ? 'none' : me.groups.join(', ')}`,
      `signed in  ${dateInWords(me.signIn.authenticatedAt)}`,
    ]);
    return exitCodes.done;
  },
});
