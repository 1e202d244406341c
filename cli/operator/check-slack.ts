import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import type { Check, Finding } from './finding.ts';

const FUNCTION = 'sallyport-notify-slack';

const report = z.discriminatedUnion('token', [
  z.object({ token: z.literal('missing') }),
  z.object({ token: z.literal('refused'), code: z.string() }),
  z.object({
    token: z.literal('accepted'),
    team: z.string(),
    bot: z.string(),
    channels: z.array(z.object({ channel: z.string(), group: z.string().nullable(), result: z.string() })),
  }),
]);

/**
 * The function tries its own token, so that nobody else has to see it. Whether the bot may write in a channel shows
 * only when it does: that is asked for with `--send`.
 */
export const slackCheck = (send: boolean): Check => ({
  name: 'slack',
  expected: 'Slack takes the token, and the bot may write in every channel of the settings',
  async look({ right, wrong, unknown }) {
    const { FunctionError, Payload } = await new LambdaClient({}).send(
      new InvokeCommand({
        FunctionName: FUNCTION,
        Payload: JSON.stringify({ test: true, ...(!send && { quietly: true }) }),
      }),
    );
    if (FunctionError !== undefined || Payload === undefined)
      return unknown(`the function ${FUNCTION} failed`, 'Its log in CloudWatch says where.');
    const result = report.parse(JSON.parse(Buffer.from(Payload).toString('utf8')));
    if (result.token === 'missing')
      return unknown(
        'there is no token: requests are told in the console alone',
        'If that is not what you want: `sallyport configure slack`.',
      );
    if (result.token === 'refused')
      return wrong(
        `Slack does not take the token (${result.code})`,
        'Put a new one there: `sallyport configure slack`.',
      );
    const known = `bot "${result.bot}" in "${result.team}"`;
    if (result.channels.length === 0)
      return wrong(`${known}, and no channel is set`, 'Name one by approving group in the settings (`slackChannels`).');
    return result.channels.map(({ channel, group, result: said }): Finding => {
      const where = `${channel}${group === null ? '' : ` (group ${group})`}`;
      if (said === 'sent') return right(`${known} wrote in ${where}`);
      if (said === 'not-tried')
        return unknown(
          `${known}; whether it may write in ${where} was not tried`,
          '`sallyport doctor --send` writes a test message there.',
        );
      return wrong(`${known} may not write in ${where}: ${said}`, 'Invite the bot into the channel: /invite @<bot>.');
    });
  },
});
