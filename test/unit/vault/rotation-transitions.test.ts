import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { newId } from '../../../src/kernel/ids.ts';
import { liveLeases, untouched } from '../../../src/vault/credential.ts';
import type { CredentialState } from '../../../src/vault/credential.ts';
import { checkOut, disclose, endLease } from '../../../src/vault/lease-transitions.ts';
import { oweRotation } from '../../../src/vault/owe-rotation.ts';
import * as rotation from '../../../src/vault/rotation-transitions.ts';
import { NOW } from '../../support/access.ts';

const terms = { lease: { exclusive: true, seconds: 600 }, plan: { atCheckIn: true } };
const holder = { grantId: newId('grt'), holder: newId('usr'), grantEndsAt: NOW + 1e6 };
const good = (): CredentialState => ({
  ...untouched(newId('tgt'), NOW),
  health: { state: 'ok', at: NOW, fault: null, nextAt: NOW + 3600 },
});
const running = (token: string, at: number) => ({ token, runId: `run-${token}`, step: 'createSecret', at });
const begun = (state: CredentialState, token = 'v1', at = NOW): CredentialState => {
  const began = rotation.beginAttempt(state, running(token, at));
  if (began.is !== 'begun') throw new Error(began.why);
  return began.to;
};

test('a refused attempt is owed again, later each time, until somebody must look', () => {
  let state = good();
  const pauses: number[] = [];
  for (let count = 1; count <= 6; count += 1) {
    const to = rotation.abandoned(begun(state, `v${count}`), { token: `v${count}`, code: 'x', at: NOW });
    if (!to?.owed) throw new Error('it is not owed');
    pauses.push(to.owed.notBefore - NOW);
    state = to;
  }
  expect(pauses).toEqual([60, 300, 900, 3600, 21_600, 21_600]);
  expect(state.failing).toMatchObject({ count: 6, since: NOW });
});

test('what came to be owed during an attempt, and is more than it was for, stays owed', () => {
  const out = oweRotation(begun(good()), { why: 'break-glass', retire: 'now', at: NOW + 1 });
  const to = rotation.promoted(out, { token: 'v1', old: 'v0', at: NOW + 2, graceSeconds: 86_400 });
  expect(to).toMatchObject({ owed: { why: 'break-glass' }, retiring: { versionId: 'v0', how: 'now', by: NOW + 2 } });
});

test('after an unclear answer the step may be taken again at once, but nothing is thrown away before it has settled', () => {
  const unclear = rotation.releaseRun(begun(good()), { runId: 'run-v1', unclearAt: NOW + 5 });
  if (unclear === null) throw new Error('it was not released');
  const again = { ...running('v1', NOW + 6), runId: 'other' };
  expect(rotation.takeRun(unclear, again, { discards: false }).is).toBe('taken');
  expect(rotation.takeRun(unclear, again, { discards: true }).is).toBe('busy');
  const settled = { ...again, at: NOW + 5 + rotation.SETTLE_SECONDS };
  expect(rotation.takeRun(unclear, settled, { discards: true }).is).toBe('taken');
});

describe('whatever happens in whatever order', () => {
  type Act = (state: CredentialState, at: number, token: string) => CredentialState | null;
  const acts: Readonly<Record<string, Act>> = {
    checkOut: (state, at) => {
      const out = checkOut(state, terms, { ...holder, at });
      return out.is === 'full' ? null : out.to;
    },
    reveal: (state, at) => {
      const seen = disclose(state, { grantId: holder.grantId, versionId: state.last?.versionId ?? 'v0', at });
      return seen.is === 'disclosed' ? seen.to : null;
    },
    checkIn: (state, at) => endLease(state, terms, { grantId: holder.grantId, why: 'checked-in', at })?.to ?? null,
    begin: (state, at, token) => {
      const began = rotation.beginAttempt(state, running(token, at));
      return began.is === 'begun' ? began.to : null;
    },
    promote: (state, at) =>
      state.attempt &&
      rotation.promoted(state, {
        token: state.attempt.token,
        old: state.last?.versionId ?? 'v0',
        at,
        graceSeconds: 3600,
      }),
    abandon: (state, at) => state.attempt && rotation.abandoned(state, { token: state.attempt.token, code: 'x', at }),
    retire: (state) => state.retiring && rotation.retired(state, state.retiring.versionId),
    owe: (state, at) => oweRotation(state, { why: 'on-demand', retire: 'at-disuse', at }),
  };

  test('no attempt under a lease or beside another, the fence only grows, a failure stays owed, who saw a value is remembered until it is dead', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...Object.keys(acts)), { maxLength: 60 }), (names) => {
        let state = good();
        names.forEach((name, index) => {
          const before = state;
          state = acts[name]?.(state, NOW + index, `v${index + 1}`) ?? state;
          if (state.attempt !== null) expect(liveLeases(state)).toEqual([]);
          if (before.attempt !== null && state.attempt !== null) expect(state.attempt.token).toBe(before.attempt.token);
          expect(state.fence).toBeGreaterThanOrEqual(before.fence);
          if (name === 'abandon' && before.attempt !== null) expect(state.owed).not.toBeNull();
          const seen = (of: CredentialState) => new Set(of.leases.flatMap(({ disclosed }) => disclosed));
          const forgotten = [...seen(before)].filter((each) => !seen(state).has(each));
          if (name !== 'retire') expect(forgotten).toEqual([]);
          else expect(forgotten.filter((each) => each !== before.retiring?.versionId)).toEqual([]);
        });
      }),
      { numRuns: 500 },
    );
  });
});
