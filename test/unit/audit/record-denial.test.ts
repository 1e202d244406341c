import { describe, expect, test } from '@jest/globals';
import { memoryDenials } from '../../../src/audit/adapters/memory-denials.ts';
import { DENIALS_PER_MINUTE, recordDenial } from '../../../src/audit/record-denial.ts';
import type { DenialStore } from '../../../src/audit/record-denial.ts';
import { newId } from '../../../src/kernel/ids.ts';
import type { Cause } from '../../../src/kernel/principal.ts';
import { causeAt } from '../../support/entries.ts';

const minute = 1_800_000_000 - (1_800_000_000 % 60);
const denied = { action: 'access:request', resource: newId('tgt'), code: 'not_eligible', policies: ['rule.x'] };
const deny = (store: DenialStore, cause: Cause) => recordDenial(store, newId, cause, denied);
const flood = async (store: DenialStore, cause: Cause, times: number) => {
  for (let i = 0; i < times; i++) await deny(store, cause);
};

describe('a denial', () => {
  test('is an entry that says who was refused what, why, and by which policies', async () => {
    const store = memoryDenials();
    await deny(store, causeAt(minute));
    expect(store.entries).toMatchObject([
      {
        action: 'access:request',
        subject: denied.resource,
        outcome: 'denied',
        reasons: ['not_eligible', 'rule.x'],
        address: '192.0.2.1',
        facts: {},
      },
    ]);
  });

  test('a flood of one person fills the log no further than the budget, and says so', async () => {
    const store = memoryDenials();
    await flood(store, causeAt(minute), 5 * DENIALS_PER_MINUTE);
    expect(store.entries).toHaveLength(DENIALS_PER_MINUTE);
    expect(store.entries.at(-1)?.facts).toEqual({ furtherDenialsThisMinute: 'counted-only' });
  });

  test('a flood of one person does not stop the entries of another, nor of strangers', async () => {
    const store = memoryDenials();
    await flood(store, causeAt(minute), 5 * DENIALS_PER_MINUTE);
    await deny(store, causeAt(minute, { actor: { kind: 'person', id: newId('usr') } }));
    await deny(store, causeAt(minute, { actor: { kind: 'anonymous' }, address: '192.0.2.7' }));
    await deny(store, causeAt(minute, { actor: { kind: 'anonymous' }, address: '192.0.2.8' }));
    expect(store.entries).toHaveLength(DENIALS_PER_MINUTE + 3);
  });

  test('the next entry after a flood says how many had none, once', async () => {
    const store = memoryDenials();
    await flood(store, causeAt(minute), DENIALS_PER_MINUTE + 37);
    await flood(store, causeAt(minute + 600), 2);
    await deny(store, causeAt(minute + 660));
    expect(store.entries.slice(DENIALS_PER_MINUTE).map(({ facts }) => facts)).toEqual([
      { earlierDenialsWithoutEntry: 37 },
      {},
      {},
    ]);
  });

  test('one that cannot be counted is a fault for the caller to report, not a silence', async () => {
    const store = memoryDenials();
    store.refuseToCount(true);
    await expect(deny(store, causeAt(minute))).rejects.toThrow('did not answer');
    expect(store.entries).toEqual([]);
  });
});
