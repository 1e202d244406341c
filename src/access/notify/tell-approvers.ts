import { newEntry } from '../../audit/entry.ts';
import type { Entry } from '../../audit/entry.ts';
import type { GroupName, NewId, RequestId } from '../../kernel/ids.ts';
import type { Clock } from '../../kernel/time.ts';
import { messageAbout } from './message.ts';
import type { Message, MessageFacts } from './message.ts';
import { isSpent, mayTry, sendingTo } from './notification.ts';
import type { Sending, Sent, Unsent } from './notification.ts';
import type { Delivery, Messenger, NotificationStore, ReadFacts } from './ports.ts';

export interface TellApprovers {
  readonly facts: ReadFacts;
  readonly store: NotificationStore;
  readonly messenger: Messenger;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly issuer: string;
  /** Slack channel by approving group. */
  readonly channels: Readonly<Record<string, string>>;
  /** Of the call that the message is about, or else of the invocation: for the entries. */
  readonly correlationId: string;
}

/** `again`: something is still to be said; the outbox item stays for another attempt. */
export type Told = 'told' | 'again';

/** More changes than this do not happen to one request within one run. */
const ROUNDS = 5;

/**
 * Makes Slack say what is true now: posts to each approving group while the request waits, and afterwards updates every
 * message that was sent. Safe to repeat and to run twice at once: it reads again after it spoke, so that the last one
 * to speak has said the latest. Slack can neither fail a request nor hold it up.
 */
export async function tellApprovers(ports: TellApprovers, requestId: RequestId): Promise<Told> {
  let said: Message | undefined;
  for (let round = 0; round < ROUNDS; round += 1) {
    const facts = await ports.facts(requestId);
    if (facts === null) return 'told';
    const message = messageAbout(facts, ports.issuer);
    if (message.hash === said?.hash) return 'told';
    const told = await Promise.all(facts.groups.map((group) => tellGroup(ports, { facts, group, message })));
    if (told.includes('again')) return 'again';
    said = message;
  }
  return 'again';
}

interface Telling {
  readonly facts: MessageFacts;
  readonly group: GroupName;
  readonly message: Message;
}

async function tellGroup(ports: TellApprovers, telling: Telling): Promise<Told> {
  const { store, messenger, clock, channels } = ports;
  const { facts, group, message } = telling;
  const before = await store.read(facts.requestId, group);
  if (before?.status === 'sent') return updateMessage(ports, telling, before);
  // Nobody needs to be told of a request that is settled already, unless somebody is telling them at this moment.
  if (facts.progress.state !== 'requested')
    return before?.status === 'sending' && before.until >= clock() ? 'again' : 'told';
  if (before !== null && isSpent(before)) return 'told';
  const intent = sendingTo(group, before, clock());
  const of = { group, attempts: intent.attempts };
  const keep = (outcome: Unsent | Sent) => store.put(facts.requestId, outcome);
  const channel = channels[group];
  if (channel === undefined) {
    if (before?.status !== 'not-configured')
      await keep({ ...of, status: 'not-configured', missing: 'channel', at: clock() });
    return 'told';
  }
  if (before !== null && !mayTry(before, clock())) return 'again';
  if (!(await store.claim(facts.requestId, intent, entryOf(ports, facts, intent, channel)))) return 'again';
  const posted = await messenger.post(channel, message);
  const at = clock();
  if (posted.done) {
    await keep({ ...of, status: 'sent', ...posted.value, shown: message.hash, fault: null, attempts: 0, at });
    return 'told';
  }
  if (posted.why === 'no-token') {
    await keep({ ...of, status: 'not-configured', missing: 'token', at });
    return 'told';
  }
  await keep({ ...of, status: 'failed', code: posted.code, at });
  return 'again';
}

async function updateMessage(
  { store, messenger, clock }: TellApprovers,
  { facts: { requestId }, message }: Telling,
  before: Sent,
): Promise<Told> {
  if (before.shown === message.hash || isSpent(before)) return 'told';
  if (!mayTry(before, clock())) return 'again';
  const updated: Delivery<void> = await messenger.update(before, message);
  const at = clock();
  if (updated.done) {
    await store.put(requestId, { ...before, shown: message.hash, fault: null, attempts: 0, at });
    return 'told';
  }
  const fault = updated.why === 'no-token' ? 'no-token' : updated.code;
  await store.put(requestId, { ...before, fault, at, attempts: before.attempts + 1 });
  return 'again';
}

/** A message discloses who asks for what: it is on the record before it is sent. */
function entryOf(ports: TellApprovers, facts: MessageFacts, { group, at }: Sending, channel: string): Entry {
  const cause = {
    actor: { kind: 'system', name: 'slack' },
    signInId: null,
    correlationId: ports.correlationId,
    address: null,
    reasons: [],
    at,
  } as const;
  return newEntry(ports.newId, cause, {
    action: 'request.notify',
    subject: facts.requestId,
    targetId: facts.targetId,
    grantId: facts.grantId,
    outcome: 'allowed',
    facts: { group, channel },
  });
}
