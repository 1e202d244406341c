import { argument, command, flag, option, repeated } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { allPages, answer } from '../http/answer.ts';
import type { Api, Schemas } from '../http/api.ts';
import { dateInWords } from '../time-in-words.ts';

export const invite = command({
  more: [
    'Adds a person and prints their one-time code, to hand over outside Sallyport: with it they set a password and a second',
    'factor. With --again, for somebody who is there and lost theirs: what they had counts no more.',
    '',
    '  sallyport invite zoe@example.com --name "Zoe Example" --group engineers',
  ].join('\n'),
  arguments: { email: argument('their e-mail address') },
  options: {
    name: option('NAME', 'how others see them'),
    group: repeated('GROUP', 'a group to put them into'),
    again: flag('a new code for somebody who is there'),
  },
  async run({ out, api }, { email }, { name, group, again }) {
    const calls = await api();
    const { person, enrolment } = again ? await renewed(calls, email) : await added(calls, email, name);
    for (const each of group)
      await calls.PUT('/groups/{name}/members/{personId}', { params: { path: { name: each, personId: person.id } } });
    out.result({ person, enrolment }, () => [
      `${person.name} <${person.email}> ${again ? 'sets a new password and second factor' : 'is invited'}${group.length === 0 ? '' : `, in ${group.join(', ')}`}.`,
      '',
      `  Open  ${enrolment.url}`,
      `  Code  ${enrolment.code}`,
      '',
      ...(enrolment.mailed === 'sent' ? ['It was sent to them by e-mail too.'] : []),
      ...(enrolment.mailed === 'failed' ? ['The e-mail could not be sent: hand it over.'] : []),
      `The code works once, until ${dateInWords(enrolment.expiresAt)}. It is not shown again.`,
    ]);
    return exitCodes.done;
  },
});

async function added(api: Api, email: string, name: string | undefined) {
  if (name === undefined) throw new Failure('Say how others see them: --name "Zoe Example".', { code: 'usage' });
  return answer(api.POST('/people', { body: { email, name } }));
}

async function renewed(api: Api, email: string) {
  const pages = await allPages((cursor) =>
    answer(api.GET('/people', { params: { query: { limit: '100', ...(cursor !== undefined && { cursor }) } } })),
  );
  const person: Schemas['Person'] | undefined = pages
    .flatMap(({ people }) => people)
    .find((each) => each.email === email.trim().toLowerCase());
  if (person === undefined) throw new Failure(`Nobody has the e-mail address ${email}.`, { code: 'not_found' });
  return {
    person,
    enrolment: await answer(api.POST('/people/{id}/enrolment', { params: { path: { id: person.id } } })),
  };
}
