import type { GroupName, RequestId } from '../../kernel/ids.ts';
import type { Clock } from '../../kernel/time.ts';
import { messageAbout } from './message.ts';
import type { Message } from './message.ts';
import { sendingTo } from './notification.ts';
import type { Sent } from './notification.ts';
import type { Messenger, NotificationStore, ReadFacts } from './ports.ts';

export interface TellApprovers {
  readonly facts: ReadFacts;
  readonly store: NotificationStore;
  readonly messenger: Messenger;
  readonly clock: Clock;
  readonly issuer: string;
  /** Slack channel by approving group. */
  readonly channels: Readonly<Record<string, string>>;
}

/** `again`: something could not be said; the outbox item stays for another attempt. */
export type Told = 'told' | 'again';

/**
 * Makes Slack say what is true now: posts to each approving group while the request waits, and afterwards updates every
 * message that was sent. Safe to repeat and to run twice at once: it reads again after it spoke, so that the last one
 * to speak has said the latest. Slack can neither fail a request nor hold it up.
 */
export async function tellApprovers(ports: TellApprovers, requestId: RequestId): Promise<Told> {
  let before: Message | undefined;
  for (let round = 0; round < 5; round += 1) {
    const facts = await ports.facts(requestId);
    if (facts === null) return 'told';
    const message = messageAbout(facts, ports.issuer);
    if (message.hash === before?.hash) return 'told';
    const pending = facts.progress.state === 'requested';
    const told = await Promise.all(
      facts.groups.map((group) => tellGroup(ports, { requestId, group, message, pending })),
    );
    if (told.includes('again')) return 'again';
    before = message;
  }
  return 'again';
}

interface Telling {
  readonly requestId: RequestId;
  readonly group: GroupName;
  readonly message: Message;
  readonly pending: boolean;
}

async function tellGroup(ports: TellApprovers, { requestId, group, message, pending }: Telling): Promise<Told> {
  const { store, messenger, clock, channels } = ports;
  const before = await store.read(requestId, group);
  if (before?.status === 'sent') return updateMessage(ports, { requestId, message, before });
  // The one who is sending right now reads again afterwards; who died while sending is followed by another.
  if (before?.status === 'sending' && before.until >= clock()) return 'again';
  // Nobody needs to be told of a request that is settled already.
  if (!pending) return 'told';
  const intent = sendingTo(group, before, clock());
  const of = { group, attempts: intent.attempts };
  const channel = channels[group];
  if (channel === undefined) {
    await store.put(requestId, { ...of, status: 'not-configured', missing: 'channel', at: clock() });
    return 'told';
  }
  if (!(await store.claim(requestId, intent))) return 'again';
  const posted = await messenger.post(channel, message);
  const at = clock();
  if (posted.done) {
    await store.put(requestId, { ...of, status: 'sent', ...posted.value, shown: message.hash, fault: null, at });
    return 'told';
  }
  if (posted.why === 'no-token') {
    await store.put(requestId, { ...of, status: 'not-configured', missing: 'token', at });
    return 'told';
  }
  await store.put(requestId, { ...of, status: 'failed', code: posted.code, at });
  return 'again';
}

async function updateMessage(
  { store, messenger, clock }: TellApprovers,
  { requestId, message, before }: { requestId: RequestId; message: Message; before: Sent },
): Promise<Told> {
  if (before.shown === message.hash) return 'told';
  const updated = await messenger.update(before, message);
  const at = clock();
  if (updated.done) {
    await store.put(requestId, { ...before, shown: message.hash, fault: null, at });
    return 'told';
  }
  const fault = updated.why === 'no-token' ? 'no-token' : updated.code;
  await store.put(requestId, { ...before, fault, at, attempts: before.attempts + 1 });
  return 'again';
}
