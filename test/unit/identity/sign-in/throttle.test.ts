import { describe, expect, test } from '@jest/globals';
import { memoryThrottle } from '../../../../src/identity/sign-in/adapters/memory-sign-in-store.ts';
import { beginAttempt, endAttempt } from '../../../../src/identity/sign-in/attempt.ts';
import type { Counted } from '../../../../src/identity/sign-in/attempt.ts';
import { admit, throttleRules } from '../../../../src/identity/sign-in/throttle.ts';
import type { Attempts } from '../../../../src/identity/sign-in/throttle.ts';

const NOW = 1_800_000_000;
const rule = throttleRules.nameAndAddress;

/** Tries again as soon as it may, and says how long it had to wait each time. */
function waits(tries: number): number[] {
  let now = NOW;
  let known: Attempts | null = null;
  const waited: number[] = [];
  for (let each = 0; each < tries; each += 1) {
    let admission = admit(known, rule, now);
    const wait = admission.admitted ? 0 : admission.retryAfterSeconds;
    now += wait;
    if (!admission.admitted) admission = admit(known, rule, now);
    if (!admission.admitted) throw new Error('the wait was not enough');
    known = admission.attempts;
    waited.push(wait);
  }
  return waited;
}

describe('attempts', () => {
  test('are free five times; then the wait doubles up to a quarter of an hour, and never becomes for ever', () => {
    expect(waits(14)).toEqual([0, 0, 0, 0, 0, 10, 20, 40, 80, 160, 320, 640, 900, 900]);
  });

  test('are forgotten an hour after the first', () => {
    const first = admit(null, rule, NOW);
    expect(first).toMatchObject({ attempts: { expiresAt: NOW + 3600 } });
    const known = { count: 50, nextAt: NOW + 900, expiresAt: NOW + 3600 };
    expect(admit(known, rule, NOW + 1000)).toMatchObject({ attempts: { expiresAt: NOW + 3600 } });
    expect(admit(known, rule, NOW)).toMatchObject({ admitted: false, retryAfterSeconds: 900 });
    expect(admit(known, rule, NOW + 3600)).toMatchObject({ admitted: true, attempts: { count: 1 } });
  });
});

describe('counting', () => {
  const mine: Counted = { key: 'alice#home', rule, success: 'forgets' };
  const shared: Counted = { key: 'office', rule: throttleRules.address, success: 'takes-back' };

  test('a burst in parallel is counted before anything is checked', async () => {
    const store = memoryThrottle();
    const outcomes = await Promise.all(Array.from({ length: 40 }, () => beginAttempt(store, [mine], NOW)));
    expect(outcomes.filter(({ ok }) => ok).length).toBeLessThanOrEqual(rule.freeAttempts);
  });

  test('guesses from elsewhere do not slow the person', async () => {
    const store = memoryThrottle();
    const theirs = { ...mine, key: 'alice#elsewhere' };
    for (let each = 0; each < 20; each += 1) await beginAttempt(store, [theirs], NOW);
    expect(await beginAttempt(store, [theirs], NOW)).toMatchObject({ ok: false, refusal: { code: 'throttled' } });
    expect(await beginAttempt(store, [mine], NOW)).toMatchObject({ ok: true });
  });

  test('a success forgets the slips before it', async () => {
    const store = memoryThrottle();
    for (let each = 0; each < 5; each += 1) await beginAttempt(store, [mine], NOW);
    await endAttempt(store, [mine]);
    expect(await beginAttempt(store, [mine], NOW)).toMatchObject({ ok: true });
  });

  test('many successes from one address are no reason to slow it, and do not hide the failures', async () => {
    const store = memoryThrottle();
    for (let each = 0; each < 500; each += 1) {
      expect(await beginAttempt(store, [shared], NOW)).toMatchObject({ ok: true });
      await endAttempt(store, [shared]);
    }
    for (let each = 0; each < 300; each += 1) await beginAttempt(store, [shared], NOW);
    expect(await beginAttempt(store, [shared], NOW)).toMatchObject({ ok: false });
  });
});
