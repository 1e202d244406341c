import { parseArgs } from 'node:util';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { readSecret } from './read-secret.ts';

const SECRET = 'sallyport/slack-token';
const FUNCTION = 'sallyport-notify-slack';

const usage = `Usage: sallyport configure slack [--channel C0123456789]

Stores Slack's bot token ("xoxb-…") in AWS Secrets Manager and sends a test message: to the channel given, or to every
channel in the settings (slackChannels, by approving group). The token is asked for, or read from standard input; it is
never an argument. Uses your AWS credentials and region: they may put the value of the secret "${SECRET}" and invoke
the function "${FUNCTION}".`;

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

/** Sets Slack's token with the operator's own AWS credentials: it never passes through the API (docs/decisions). */
export async function configureSlack(
  args: readonly string[],
  print: (line: string) => void = (line) => process.stdout.write(`${line}\n`),
): Promise<number> {
  const options = { channel: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const;
  let values: { channel?: string | undefined; help?: boolean | undefined };
  try {
    ({ values } = parseArgs({ args: [...args], options }));
  } catch {
    // Not repeated: what was given too much could be the token.
    print(`These arguments are not understood. The token is never one of them.\n\n${usage}`);
    return 2;
  }
  if (values.help) {
    print(usage);
    return 0;
  }
  const token = (await readSecret('Bot token of your Slack app (xoxb-…): ')).trim();
  if (!/^xoxb-[\w-]{10,250}$/.test(token)) {
    print(
      'That is not a bot token: it begins with "xoxb-". You find it in your Slack app under "OAuth & Permissions".',
    );
    return 2;
  }
  await new SecretsManagerClient({}).send(new PutSecretValueCommand({ SecretId: SECRET, SecretString: token }));
  print(`The token is stored in the secret "${SECRET}".`);
  return sayWhatHappened(await testMessage(values.channel), print);
}

async function testMessage(channel: string | undefined): Promise<z.infer<typeof report>> {
  const { FunctionError, Payload } = await new LambdaClient({}).send(
    new InvokeCommand({
      FunctionName: FUNCTION,
      Payload: JSON.stringify({ test: true, ...(channel !== undefined && { channel }) }),
    }),
  );
  if (FunctionError !== undefined || Payload === undefined)
    throw new Error(`the function ${FUNCTION} failed; its log in CloudWatch says where`);
  return report.parse(JSON.parse(Buffer.from(Payload).toString('utf8')));
}

const hints: Readonly<Record<string, string>> = {
  not_in_channel: 'invite the bot into the channel: /invite @<bot>',
  channel_not_found: 'no such channel, or a private one that the bot is not in',
  is_archived: 'the channel is archived',
  missing_scope: 'the Slack app needs the scope chat:write',
  timeout: 'Slack did not answer in time',
  unreachable: 'Slack cannot be reached from the function',
};

function sayWhatHappened(result: z.infer<typeof report>, print: (line: string) => void): number {
  if (result.token === 'missing') {
    print('The function does not see the token. Is the secret that of this deployment, and this the right region?');
    return 1;
  }
  if (result.token === 'refused') {
    print(`Slack does not take the token (${result.code}). Requests work without Slack, through the console.`);
    return 1;
  }
  print(`Slack knows the token: bot "${result.bot}" in the workspace "${result.team}".`);
  for (const { channel, group, result: said } of result.channels) {
    const where = `${channel}${group === null ? '' : ` (group ${group})`}`;
    const hint = hints[said] === undefined ? '' : `: ${hints[said]}`;
    print(said === 'sent' ? `  ${where}: a test message was sent.` : `  ${where}: not sent, ${said}${hint}.`);
  }
  if (result.channels.length === 0)
    print(
      'No channel is set: name one by approving group in the settings (slackChannels) and deploy, or use --channel.',
    );
  return result.channels.every(({ result: said }) => said === 'sent') ? 0 : 1;
}
