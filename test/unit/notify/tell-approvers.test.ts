import { describe, expect, test } from '@jest/globals';
import { memoryNotifications } from '../../../src/access/notify/adapters/memory-notifications.ts';
import type { Message, MessageFacts } from '../../../src/access/notify/message.ts';
import type { Delivery, Messenger } from '../../../src/access/notify/ports.ts';
import { tellApprovers } from '../../../src/access/notify/tell-approvers.ts';
import { newId } from '../../../src/kernel/ids.ts';
import { approvers, facts } from './facts.ts';

const START = 1795470000;
const decided = facts({ progress: { state: 'denied', by: 'Bob' } });

function scene({ channels = { approvers: 'C1' } }: { channels?: Record<string, string> } = {}) {
  const store = memoryNotifications();
  const posts: { channel: string; message: Message }[] = [];
  const updates: { ts: string; message: Message }[] = [];
  const state = {
    now: START,
    facts: facts() as MessageFacts | null,
    answer: { done: true, value: undefined } as Delivery<void>,
    during: () => {},
  };
  const messenger: Messenger = {
    post(channel, message) {
      state.during();
      if (!state.answer.done) return Promise.resolve(state.answer);
      posts.push({ channel, message });
      return Promise.resolve({ done: true, value: { channel, ts: String(posts.length) } });
    },
    update({ ts }, message) {
      if (!state.answer.done) return Promise.resolve(state.answer);
      updates.push({ ts, message });
      return Promise.resolve(state.answer);
    },
  };
  const tell = () =>
    tellApprovers(
      {
        facts: () => Promise.resolve(state.facts),
        store,
        messenger,
        clock: () => state.now,
        newId,
        issuer: 'https://sallyport.example.com',
        channels,
        correlationId: 'invocation-1',
      },
      facts().requestId,
    );
  const kept = async () => store.read(facts().requestId, approvers);
  return { store, posts, updates, state, tell, kept };
}

const fails = (code: string): Delivery<void> => ({ done: false, why: 'failed', code });

describe('telling approvers', () => {
  test('posts once, however often it is asked to', async () => {
    const { tell, posts, kept, store } = scene();
    expect(await tell()).toBe('told');
    expect(await tell()).toBe('told');
    expect(posts).toHaveLength(1);
    expect(await kept()).toMatchObject({ status: 'sent', ts: '1', channel: 'C1', fault: null });
    expect(store.entries).toMatchObject([{ action: 'request.notify', facts: { group: 'approvers', channel: 'C1' } }]);
  });

  test('two at once post once', async () => {
    const { tell, posts } = scene();
    const told = await Promise.all([tell(), tell()]);
    expect(posts).toHaveLength(1);
    expect([...told].sort()).toEqual(['again', 'told']);
  });

  test('every message that was sent is updated when something changes', async () => {
    const { tell, state, updates } = scene();
    await tell();
    state.facts = decided;
    expect(await tell()).toBe('told');
    expect(await tell()).toBe('told');
    expect(updates.map(({ message }) => message.text)).toEqual([expect.stringContaining('Denied by Bob.')]);
  });

  test('a decision that is made while the message is being posted is told by the same run', async () => {
    const { tell, state, updates } = scene();
    state.during = () => {
      state.facts = decided;
    };
    expect(await tell()).toBe('told');
    expect(updates).toHaveLength(1);
  });

  test('nobody is told of a request that was settled before anything was sent', async () => {
    const { tell, state, posts, kept } = scene();
    state.facts = decided;
    expect(await tell()).toBe('told');
    expect(posts).toHaveLength(0);
    expect(await kept()).toBeNull();
  });

  test('a group without a channel is on record and needs no second attempt', async () => {
    const { tell, kept } = scene({ channels: {} });
    expect(await tell()).toBe('told');
    expect(await kept()).toMatchObject({ status: 'not-configured', missing: 'channel' });
  });

  test('without a token it is on record, and told as soon as there is one', async () => {
    const { tell, kept, state, posts } = scene();
    state.answer = { done: false, why: 'no-token' };
    expect(await tell()).toBe('told');
    expect(await kept()).toMatchObject({ status: 'not-configured', missing: 'token' });
    state.answer = { done: true, value: undefined };
    state.now += 60;
    await tell();
    expect(posts).toHaveLength(1);
  });

  test('a failure is on record, is tried again after a pause, and in the end given up', async () => {
    const { tell, kept, state, posts } = scene();
    state.answer = fails('http_500');
    expect(await tell()).toBe('again');
    expect(await kept()).toMatchObject({ status: 'failed', code: 'http_500', attempts: 1 });
    expect(await tell()).toBe('again');
    expect(await kept()).toMatchObject({ attempts: 1 });
    for (let minute = 0; minute < 200; minute += 1) {
      state.now += 60;
      await tell();
    }
    expect(await kept()).toMatchObject({ status: 'failed', attempts: 8 });
    expect(await tell()).toBe('told');
    expect(posts).toHaveLength(0);
  });

  test('Slack that comes back is told what it missed', async () => {
    const { tell, kept, state, posts } = scene();
    state.answer = fails('timeout');
    await tell();
    state.answer = { done: true, value: undefined };
    state.now += 60;
    expect(await tell()).toBe('told');
    expect(posts).toHaveLength(1);
    expect(await kept()).toMatchObject({ status: 'sent' });
  });

  test('an update that fails leaves the message marked, and is tried again', async () => {
    const { tell, kept, state, updates } = scene();
    await tell();
    state.facts = decided;
    state.answer = fails('timeout');
    expect(await tell()).toBe('again');
    expect(await kept()).toMatchObject({ status: 'sent', fault: 'timeout', attempts: 1 });
    state.answer = { done: true, value: undefined };
    state.now += 60;
    expect(await tell()).toBe('told');
    expect(updates).toHaveLength(1);
    expect(await kept()).toMatchObject({ fault: null, attempts: 0 });
  });

  test('whoever died while sending is followed by another, after a while', async () => {
    const { tell, state, store, posts } = scene();
    await store.claim(
      facts().requestId,
      { status: 'sending', group: approvers, attempts: 1, at: START, until: START + 45 },
      { ...(await entryLike(store)) },
    );
    expect(await tell()).toBe('again');
    state.now += 46;
    expect(await tell()).toBe('told');
    expect(posts).toHaveLength(1);
  });
});

/** An entry as a run that died would have left it. */
async function entryLike(store: ReturnType<typeof memoryNotifications>) {
  const other = scene();
  await other.tell();
  const [entry] = other.store.entries;
  if (!entry) throw new Error(`no entry beside ${store.entries.length}`);
  return entry;
}
