import { inWords } from '../headless/browser.ts';
import type { Answer } from '../headless/call-api.ts';
import { ask, requested, requestView } from '../headless/elevation.ts';
import type { RequestView } from '../headless/elevation.ts';
import type { Member } from '../headless/member.ts';
import { until } from '../headless/until.ts';
import type { Cast } from './cast.ts';
import { answerCame } from './came.ts';
import type { Narrator } from './narrator.ts';
import * as z from 'zod';

const targets = z.object({
  targets: z.array(
    z.object({ id: z.string(), mayAsk: z.boolean(), whyNot: z.object({ code: z.string() }).nullable() }),
  ),
});
const seen = (answer: Answer) => targets.safeParse(answer.body).data?.targets ?? [];

/** What may I ask for, and why not the rest. */
export async function lookStep({ play }: Narrator, member: Member, mayAsk: boolean): Promise<void> {
  await play({
    step: `${member.person.name} looks what there is to ask for`,
    request: 'GET /targets',
    expected: { status: 200 },
    run: () => member.call('GET', '/targets'),
    came: answerCame,
    holds: (answer) => ({
      'there are targets': seen(answer).length > 0,
      [mayAsk ? 'some may be asked for' : 'each says why not: not_eligible']: mayAsk
        ? seen(answer).some((target) => target.mayAsk)
        : seen(answer).every((target) => target.whyNot?.code === 'not_eligible'),
    }),
  });
}

export async function askStep(
  { play }: Narrator,
  member: Member,
  { targetId, seconds, reason }: { targetId: string; seconds: number; reason: string },
): Promise<RequestView> {
  const answer = await play({
    step: `${member.person.name} asks for a production role for ${seconds} seconds`,
    request: 'POST /requests',
    expected: { status: 201 },
    run: () => ask(member, { targetId, seconds, reason }),
    came: (came) => ({
      ...answerCame(came),
      ...(came.status === 201 && { said: requestView.safeParse(came.body).data?.id ?? '' }),
    }),
  });
  return requested(answer);
}

/** Finds the link to a request on the Slack page, as somebody in the channel would see it. */
export async function messageStep({ play }: Narrator, { file }: Cast, { id }: RequestView): Promise<string> {
  return play({
    step: 'A message with a plain link stands in the channel #approvers',
    request: `GET ${file.slack.page}`,
    expected: { status: 200 },
    run: () =>
      until(
        async () => {
          const page = await fetch(file.slack.page);
          return new RegExp(`href="([^"]*/console/requests/${id})"`).exec(await page.text())?.[1];
        },
        { what: 'the message about the request', withinSeconds: 20 },
      ),
    came: (link) => ({ status: 200, said: link }),
    holds: (link) => ({ 'the link leads to this Sallyport': link.startsWith(`${file.issuer}/`) }),
  });
}

/** The same message, once somebody has decided: everybody in the channel sees who. */
export async function updatedStep(
  { play }: Narrator,
  { file }: Cast,
  { id }: RequestView,
  says: string,
): Promise<void> {
  await play({
    step: `The message in the channel says: ${says}`,
    request: `GET ${file.slack.page}`,
    expected: { status: 200 },
    run: () =>
      until(
        async () => {
          const page = await (await fetch(file.slack.page)).text();
          const message = page.split('<article>').find((each) => each.includes(`/console/requests/${id}"`));
          return message?.includes(says) === true ? inWords(message) : undefined;
        },
        { what: `a message that says "${says}"`, withinSeconds: 20 },
      ),
    came: () => ({ status: 200 }),
    // Updated, not followed by another one.
    holds: (message) => ({ 'it waits for nobody any more': !message.includes('Waiting for a decision') }),
  });
}

/** What Slack, mail scanners and curious people do with a link, ten times over. */
export async function previewStep(
  { play }: Narrator,
  member: Member,
  link: string,
  before: RequestView,
): Promise<void> {
  await play({
    step: 'The link is fetched ten times, as link previews do; nothing changes',
    request: `GET ${new URL(link).pathname} × 10, without a sign-in`,
    expected: { status: 200 },
    run: async () => {
      const statuses: number[] = [];
      for (let time = 0; time < 10; time += 1) {
        const response = await fetch(link, { headers: { 'user-agent': 'Slackbot-LinkExpanding 1.0' } });
        statuses.push(response.status);
        await response.arrayBuffer();
      }
      const answer = await member.call('GET', `/requests/${before.id}`);
      return { statuses, after: requestView.parse(answer.body) };
    },
    came: ({ statuses }) => ({ status: statuses.find((status) => status !== 200) ?? 200 }),
    holds: ({ after }) => ({
      'the request still waits': after.state === 'requested',
      'nobody has voted': after.votes.length === 0,
      'no transition was added': after.transitions.length === before.transitions.length,
    }),
  });
}
