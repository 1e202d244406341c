import { createHash } from 'node:crypto';
import type { GrantId, GroupName, RequestId, TargetId } from '../../kernel/ids.ts';
import type { EpochSeconds } from '../../kernel/time.ts';
import { durationInWords } from '../duration-in-words.ts';
import { timeInWords } from './time-in-words.ts';

/** How far a request has come, with the names of those who brought it there. */
export type Progress =
  | { readonly state: 'requested'; readonly expiresAt: EpochSeconds; readonly agreed: readonly string[] }
  | { readonly state: 'approved'; readonly by: readonly string[]; readonly seconds: number }
  | { readonly state: 'denied'; readonly by: string }
  | { readonly state: 'cancelled'; readonly why: string }
  | { readonly state: 'expired'; readonly approvedBy: readonly string[] }
  | { readonly state: 'active'; readonly by: readonly string[]; readonly endsAt: EpochSeconds }
  | { readonly state: 'ending'; readonly by: readonly string[]; readonly why: string }
  | { readonly state: 'ended'; readonly by: readonly string[]; readonly why: string; readonly at: EpochSeconds }
  | { readonly state: 'revoke_failed'; readonly by: readonly string[]; readonly why: string };

/** What a message may say: facts that the server derived, and no text that the requester typed. */
export interface MessageFacts {
  readonly requestId: RequestId;
  readonly grantId: GrantId;
  readonly targetId: TargetId;
  readonly requester: string;
  readonly target: string;
  /** What is lent: "in account 123456789012" of a role, in full of the other kinds. */
  readonly what: string;
  readonly seconds: number;
  readonly policies: readonly string[];
  /** Who is asked to decide. */
  readonly groups: readonly GroupName[];
  readonly progress: Progress;
}

/** A block of Slack's Block Kit; `plain_text` knows no formatting, no mention and no link. */
export type Block =
  | { readonly type: 'section'; readonly text: { readonly type: 'plain_text'; text: string; emoji: false } }
  | { readonly type: 'section'; readonly text: { readonly type: 'mrkdwn'; text: string; verbatim: true } };

export interface Message {
  /** What a notification shows, and readers that know no blocks. */
  readonly text: string;
  readonly blocks: readonly Block[];
  /** Names what is said, so that the same is not said twice. */
  readonly hash: string;
}

/** Slack's three control characters (docs.slack.dev, "Formatting message text"): without them nothing is a mention or a link. */
export const escapeText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** The message about one request. Its link is plain: it shows where it leads, and opening it changes nothing. */
export function messageAbout(facts: MessageFacts, issuer: string): Message {
  const { requestId, requester, target, what, seconds, policies, progress } = facts;
  const link = `${issuer}/console/requests/${requestId}`;
  const said = [
    `${requester} asks for ${target} ${what} for ${durationInWords(seconds)}.`,
    `Rule: ${policies.join(', ')}.`,
    progressInWords(progress),
  ];
  const lead = progress.state === 'requested' ? 'Look and decide:' : 'Look:';
  const hash = createHash('sha256')
    .update(JSON.stringify([...said, link]))
    .digest('hex');
  return {
    text: `${said.map(escapeText).join('\n')}\n${lead} <${link}>`,
    blocks: [
      { type: 'section', text: { type: 'plain_text', text: said.join('\n'), emoji: false } },
      { type: 'section', text: { type: 'mrkdwn', text: `${lead} <${link}>`, verbatim: true } },
    ],
    hash,
  };
}

export function progressInWords(progress: Progress): string {
  switch (progress.state) {
    case 'requested':
      return `Waiting for a decision until ${timeInWords(progress.expiresAt)}.${progress.agreed.length > 0 ? ` Agreed so far: ${progress.agreed.join(', ')}.` : ''}`;
    case 'approved':
      return `Approved by ${progress.by.join(' and ')} for ${durationInWords(progress.seconds)}; not active yet.`;
    case 'denied':
      return `Denied by ${progress.by}.`;
    case 'cancelled':
      return `Cancelled: ${progress.why}.`;
    case 'expired':
      return progress.approvedBy.length === 0
        ? 'Expired: nobody decided in time.'
        : `${approvedBy(progress.approvedBy)} Expired: it was not carried out in time.`;
    case 'active':
      return `Approved by ${progress.by.join(' and ')}; active until ${timeInWords(progress.endsAt)}.`;
    case 'ending':
      return `${approvedBy(progress.by)} Being taken back: ${progress.why}.`;
    case 'ended':
      return `${approvedBy(progress.by)} Ended at ${timeInWords(progress.at)}: ${progress.why}.`;
    case 'revoke_failed':
      return `${approvedBy(progress.by)} Not taken back yet (${progress.why}): Sallyport keeps trying and has raised an alarm.`;
  }
}

const approvedBy = (names: readonly string[]): string => `Approved by ${names.join(' and ')}.`;
