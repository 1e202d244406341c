import * as z from 'zod';
import { blockSchema, channels, findChannel } from './messages.ts';
import type { Message, Messages } from './messages.ts';
import { linksIn } from './mrkdwn.ts';

/** What a Web API method answers: `ok` decides, the HTTP status of a refusal is 200. */
export type Answer = { readonly ok: true; readonly [name: string]: unknown } | { readonly ok: false; error: string };

const refuse = (error: string): Answer => ({ ok: false, error });

// Forms carry texts only, JSON bodies carry values; both are Slack's own ways.
const flag = z
  .union([z.boolean(), z.enum(['true', 'false', '1', '0'])])
  .transform((value) => /^(true|1)$/.test(String(value)));
const blocks = z.preprocess(
  (value): unknown => (typeof value === 'string' ? JSON.parse(value) : value),
  z.array(blockSchema).default([]),
);
const content = { channel: z.string(), text: z.string().default(''), blocks };
const postSchema = z.looseObject({ ...content, thread_ts: z.string().optional(), unfurl_links: flag.default(true) });
const updateSchema = z.looseObject({ ...content, ts: z.string() });

const identity = {
  url: 'http://localhost/',
  team: 'Local',
  team_id: 'T0LOCAL',
  user: 'sallyport',
  user_id: 'U0SALLY',
  bot_id: 'B0SALLY',
};

export type Workspace = { readonly messages: Messages; readonly preview: (message: Message) => void };

/** The methods of the Web API that Sallyport uses. https://docs.slack.dev/reference/methods */
export function call(method: string, args: unknown, { messages, preview }: Workspace): Answer {
  switch (method) {
    case 'api.test':
      return { ok: true };
    case 'auth.test':
      return { ok: true, ...identity };
    case 'conversations.list':
      return { ok: true, channels: channels.map(describe), response_metadata: { next_cursor: '' } };
    case 'conversations.info': {
      const channel = findChannel(z.looseObject({ channel: z.string() }).parse(args).channel);
      return channel ? { ok: true, channel: describe(channel) } : refuse('channel_not_found');
    }
    case 'chat.postMessage':
      return post(args, messages, preview);
    case 'chat.update':
      return update(args, messages);
    default:
      return refuse('unknown_method');
  }
}

const describe = ({ id, name }: (typeof channels)[number]) => ({
  ...{ id, name, is_channel: true, is_private: false, is_archived: false, is_member: true },
});

function post(args: unknown, messages: Messages, preview: (message: Message) => void): Answer {
  const parsed = postSchema.safeParse(args);
  if (!parsed.success) return refuse('invalid_arguments');
  const { text, blocks: given, thread_ts, unfurl_links } = parsed.data;
  const channel = findChannel(parsed.data.channel);
  const refused = problemWith(channel, text, given);
  if (refused !== undefined || channel === undefined) return refuse(refused ?? 'channel_not_found');
  const message = messages.add({
    ...{ channel: channel.id, text, blocks: given, threadTs: thread_ts ?? null, unfurlLinks: unfurl_links },
  });
  if (unfurl_links) preview(message);
  return { ok: true, channel: channel.id, ts: message.ts, message: { type: 'message', text, ts: message.ts } };
}

function update(args: unknown, messages: Messages): Answer {
  const parsed = updateSchema.safeParse(args);
  if (!parsed.success) return refuse('invalid_arguments');
  const { ts, text, blocks: given } = parsed.data;
  const channel = findChannel(parsed.data.channel);
  const refused = problemWith(channel, text, given);
  if (refused !== undefined || channel === undefined) return refuse(refused ?? 'channel_not_found');
  const message = messages.find(channel.id, ts);
  if (message === undefined) return refuse('message_not_found');
  Object.assign(message, { text, blocks: given, edits: message.edits + 1 });
  messages.save();
  return { ok: true, channel: channel.id, ts, text };
}

function problemWith(channel: unknown, text: string, given: readonly { type: string }[]): string | undefined {
  if (channel === undefined) return 'channel_not_found';
  if (text === '' && given.length === 0) return 'no_text';
  if (given.length > 50) return 'invalid_blocks';
  // "text ... is truncated after 40,000 characters"; a section's text is refused above 3,000.
  if (given.some((block) => JSON.stringify(block).length > 12_000)) return 'invalid_blocks';
  return undefined;
}

export const linksOf = ({ text, blocks: given }: Message): readonly string[] => [
  ...new Set(
    [
      text,
      ...given.flatMap(({ text: inner, fields = [] }) => [inner, ...fields].map((part) => part?.text ?? '')),
    ].flatMap(linksIn),
  ),
];
