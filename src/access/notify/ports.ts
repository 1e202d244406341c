import type { Entry } from '../../audit/entry.ts';
import type { GroupName, RequestId } from '../../kernel/ids.ts';
import type { Message, MessageFacts } from './message.ts';
import type { Notification, Sending, Sent, Unsent } from './notification.ts';

/** What came of a call to Slack. `code` is Slack's own word or ours (`timeout`, `unreachable`, `http_500`). */
export type Delivery<T> =
  | { readonly done: true; readonly value: T }
  | { readonly done: false; readonly why: 'no-token' }
  | { readonly done: false; readonly why: 'failed'; readonly code: string };

/** Slack, or what stands in for it. Never throws for what Slack does. */
export interface Messenger {
  post(channel: string, message: Message): Promise<Delivery<{ channel: string; ts: string }>>;
  update(at: { channel: string; ts: string }, message: Message): Promise<Delivery<void>>;
}

/** What was sent, by request and group. Reads see every write that was reported as done before. */
export interface NotificationStore {
  read(requestId: RequestId, group: GroupName): Promise<Notification | null>;
  of(requestId: RequestId): Promise<readonly Notification[]>;
  /**
   * The intent to post, with its entry: both or nothing. False when another has it, or when it was sent already: then
   * nobody posts again.
   */
  claim(requestId: RequestId, intent: Sending, entry: Entry): Promise<boolean>;
  /** When this returns, it is stored. */
  put(requestId: RequestId, outcome: Sent | Unsent): Promise<void>;
}

/** The facts of a request as they are now; null for one that is not there. */
export type ReadFacts = (requestId: RequestId) => Promise<MessageFacts | null>;
