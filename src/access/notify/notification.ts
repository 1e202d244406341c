import * as z from 'zod';
import { groupName } from '../../kernel/ids.ts';
import type { GroupName } from '../../kernel/ids.ts';
import { epochSeconds } from '../../kernel/time.ts';
import type { EpochSeconds } from '../../kernel/time.ts';

const of = { group: groupName, attempts: z.int().nonnegative(), at: epochSeconds };

/** Stored before Slack is called: whoever finds it after `until` does not know whether Slack was reached. */
const sending = z.strictObject({ ...of, status: z.literal('sending'), until: epochSeconds });
const sent = z.strictObject({
  ...of,
  status: z.literal('sent'),
  channel: z.string(),
  /** Slack's name of the message. `attempts` counts the updates that have failed since the last that did not. */
  ts: z.string(),
  /** Hash of what the message says now. */
  shown: z.string(),
  /** Why the message does not say the latest, if it could not be updated. */
  fault: z.string().nullable(),
});
/** No bot token, or no channel for the group in the settings. */
const notConfigured = z.strictObject({
  ...of,
  status: z.literal('not-configured'),
  missing: z.enum(['token', 'channel']),
});
const failed = z.strictObject({ ...of, status: z.literal('failed'), code: z.string() });

/** What came of telling one approving group about one request. */
export const notification = z.discriminatedUnion('status', [sending, sent, notConfigured, failed]);
export type Notification = z.infer<typeof notification>;
export type Sending = z.infer<typeof sending>;
export type Sent = z.infer<typeof sent>;
export type Unsent = z.infer<typeof notConfigured> | z.infer<typeof failed>;

/** For so long nobody else tries: longer than a call to Slack can take, and than the function may run. */
const SENDING_SECONDS = 45;

export const sendingTo = (group: GroupName, before: Notification | null, at: EpochSeconds): Sending => ({
  status: 'sending',
  group,
  attempts: (before?.attempts ?? 0) + 1,
  at,
  until: at + SENDING_SECONDS,
});

/** Over about an hour and a half; by then the request has most often been decided through the page. */
const ATTEMPTS = 8;
const pauseAfter = (attempts: number): number => (attempts === 0 ? 0 : Math.min(30 * 2 ** (attempts - 1), 1800));

/** Nothing more is tried. */
export const isSpent = ({ attempts }: Notification): boolean => attempts >= ATTEMPTS;

/** Has the pause after the latest attempt passed, and is nobody at it? */
export const mayTry = (before: Notification, now: EpochSeconds): boolean =>
  before.status === 'sending' ? before.until < now : before.at + pauseAfter(before.attempts) <= now;

/** May it be posted (again)? Not while another may still be at it, and never after it was sent. */
export const mayClaim = (before: Notification | null, now: EpochSeconds): boolean =>
  before === null || (before.status === 'sending' ? before.until < now : before.status !== 'sent');

/** What the API and the pages tell about it. */
export const notificationView = z
  .strictObject({
    group: groupName,
    status: z
      .string()
      .meta({ description: '"sent", "sending", "not-configured" or "failed:<code>"', examples: ['failed:timeout'] }),
    at: epochSeconds,
  })
  .meta({ id: 'Notification', description: 'whether an approving group was told on Slack' });

export const viewOf = (each: Notification): z.infer<typeof notificationView> => ({
  group: each.group,
  status: each.status === 'failed' ? `failed:${each.code}` : each.status,
  at: each.at,
});
