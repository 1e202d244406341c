import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { liveLeases, TURN_SECONDS, untouched } from '../../../src/vault/credential.ts';
import type { CredentialState } from '../../../src/vault/credential.ts';
import * as leases from '../../../src/vault/lease-transitions.ts';
import type { Terms } from '../../../src/vault/lease-transitions.ts';
import { oweRotation } from '../../../src/vault/owe-rotation.ts';
import { newId } from '../../../src/kernel/ids.ts';
import { NOW } from '../../support/access.ts';

const terms = (more: { exclusive?: boolean; atCheckIn?: boolean } = {}): Terms => ({
  lease: { exclusive: more.exclusive ?? true, seconds: 600 },
  plan: { atCheckIn: more.atCheckIn ?? false },
});
const good = (): CredentialState => ({
  ...untouched(newId('tgt'), NOW),
  health: { state: 'ok', at: NOW, fault: null, nextAt: NOW + 3600 },
});
const anAsker = (endsAt = NOW + 3600) => ({ grantId: newId('grt'), holder: newId('usr'), grantEndsAt: endsAt });
type Asker = ReturnType<typeof anAsker>;
const ask = (state: CredentialState, who: Asker, at = NOW, under = terms()) =>
  leases.checkOut(state, under, { ...who, at });
const held = (state: CredentialState, who: Asker, at = NOW, under = terms()) => {
  const out = ask(state, who, at, under);
  if (out.is !== 'lease') throw new Error(`expected a lease, got ${out.is}`);
  return out.to;
};
const waits = (state: CredentialState, who: Asker, at = NOW) => {
  const out = ask(state, who, at);
  if (out.is !== 'waiting') throw new Error(`expected a place, got ${out.is}`);
  return out.to;
};
const back = (state: CredentialState, who: Asker, under = terms(), at = NOW + 10) => {
  const ended = leases.endLease(state, under, { grantId: who.grantId, why: 'checked-in', at });
  if (ended === null) throw new Error('there was no lease');
  return ended.to;
};
const passed = (state: CredentialState, at: number, under = terms()): CredentialState => {
  const due = leases.dueByTime(state, under, at);
  return due === null ? state : passed(due.to, at, under);
};

const [alice, bob, carol] = [anAsker(), anAsker(), anAsker()];

describe('who asks first holds it', () => {
  test('until the lease is over, and never beyond the grant', () => {
    expect(liveLeases(held(good(), alice))).toMatchObject([{ until: NOW + 600, fence: 1 }]);
    expect(liveLeases(held(good(), { ...alice, grantEndsAt: NOW + 60 }))).toMatchObject([{ until: NOW + 60 }]);
  });

  test('the same request renews, within the grant, under the same number', () => {
    const short = { ...alice, grantEndsAt: NOW + 700 };
    const out = ask(held(good(), short), short, NOW + 500);
    expect(out).toMatchObject({ is: 'renewed', lease: { until: NOW + 700, fence: 1, since: NOW } });
  });

  test('the others wait in the order they came, and asking again keeps the place', () => {
    const state = waits(waits(held(good(), alice), bob), carol);
    expect(ask(state, carol)).toMatchObject({ is: 'waiting', new: false, place: 2, to: state });
  });

  test('nobody overtakes the first of the queue when it is free again', () => {
    const free = back(waits(waits(held(good(), alice), bob), carol), alice);
    expect(ask(free, carol, NOW + 11)).toMatchObject({ is: 'waiting', place: 2 });
    expect(ask(free, alice, NOW + 11)).toMatchObject({ is: 'waiting', new: true, place: 3 });
    expect(ask(free, bob, NOW + 11)).toMatchObject({ is: 'lease', lease: { fence: 2 } });
  });

  test('a credential that many may hold is held by many', () => {
    const under = terms({ exclusive: false });
    expect(liveLeases(held(held(good(), alice, NOW, under), bob, NOW, under))).toHaveLength(2);
  });
});

describe('a turn', () => {
  const free = back(waits(waits(held(good(), alice), bob), carol), alice);

  test('begins when it is seen to be free, and who does not take it makes way', () => {
    const begun = passed(free, NOW + 20);
    expect(begun.queue.map(({ turnSince }) => turnSince)).toEqual([NOW + 20, null]);
    expect(passed(begun, NOW + 19 + TURN_SECONDS)).toBe(begun);
    const next = passed(begun, NOW + 20 + TURN_SECONDS);
    expect(next.queue).toMatchObject([{ grantId: carol.grantId, turnSince: NOW + 20 + TURN_SECONDS }]);
    expect(ask(next, carol, NOW + 150)).toMatchObject({ is: 'lease' });
  });

  test('is not lost to a rotation that comes between', () => {
    const owed = oweRotation(passed(free, NOW + 20), { why: 'on-demand', retire: 'at-disuse', at: NOW + 30 });
    expect(passed(owed, NOW + 1000).queue[0]).toMatchObject({ grantId: bob.grantId, turnSince: null });
  });

  test('is not given to a grant that is over', () => {
    const state = back(waits(waits(held(good(), alice), { ...bob, grantEndsAt: NOW + 15 }), carol), alice);
    expect(passed(state, NOW + 20).queue).toMatchObject([{ grantId: carol.grantId, turnSince: NOW + 20 }]);
  });
});

describe('no lease begins', () => {
  test.each([
    ['while a rotation is owed', oweRotation(good(), { why: 'schedule', retire: 'at-disuse', at: NOW })],
    [
      'while one is under way',
      {
        ...good(),
        attempt: { token: 't', why: 'schedule', retire: 'now', fence: 1, startedAt: NOW, run: null } as const,
      },
    ],
    ['of what does not log in', { ...good(), health: { ...good().health, state: 'failed' as const } }],
    ['of what has no value', untouched(newId('tgt'), NOW)],
  ])('%s', (_name, state) => {
    expect(ask(state, alice)).toMatchObject({ is: 'waiting', place: 1 });
  });

  test.each(['now', 'at-disuse'] as const)('while a value that somebody saw may still log in (%s)', (how) => {
    const retiring = {
      ...{ versionId: 'v1', how, since: NOW, by: NOW + 60, nextTryAt: NOW + 60 },
      ...{ tries: 0, code: null, run: null },
    };
    expect(ask({ ...good(), retiring }, alice).is).toBe(how === 'now' ? 'waiting' : 'lease');
  });

  test('after a check-in that asks for a rotation, before it was done', () => {
    const under = terms({ atCheckIn: true });
    const state = back(held(good(), alice), alice, under);
    expect(state.owed).toEqual({ why: 'check-in', retire: 'at-disuse', since: NOW + 10, notBefore: NOW + 10 });
    expect(ask(state, bob, NOW + 11, under)).toMatchObject({ is: 'waiting' });
  });
});

describe('what was seen', () => {
  const see = (state: CredentialState, versionId = 'v1', at = NOW + 5) =>
    leases.disclose(state, { grantId: alice.grantId, versionId, at });
  const seen = () => {
    const out = see(held(good(), alice));
    if (out.is !== 'disclosed') throw new Error(out.is);
    return out.to;
  };

  test('is noted, and owes a rotation that ends the old value at once', () => {
    expect(seen().owed).toMatchObject({ why: 'reveal', retire: 'now' });
    expect(liveLeases(seen())).toMatchObject([{ disclosed: ['v1'] }]);
  });

  test('is shown once, and only under a lease', () => {
    expect(see(seen()).is).toBe('seen-before');
    expect(see(seen(), 'v2').is).toBe('disclosed');
    expect(see(good()).is).toBe('no-lease');
    expect(see(held(good(), alice), 'v1', NOW + 600).is).toBe('no-lease');
  });

  test('is remembered after the lease, until it is proved dead', () => {
    const state = back(seen(), alice, terms({ atCheckIn: true }));
    expect(state.owed).toMatchObject({ why: 'reveal', retire: 'now', since: NOW + 10 });
    expect(leases.isGone(state, alice.grantId)).toBe(false);
    expect(leases.isGone(leases.provedDead(state, 'v2'), alice.grantId)).toBe(false);
    expect(leases.isGone(leases.provedDead(state, 'v1'), alice.grantId)).toBe(true);
  });
});

/** What can happen to a credential, in any order, to any of six grants. */
const happening = fc.oneof(
  ...(['ask', 'return', 'force', 'end-grant', 'see', 'leave'] as const).map((is) =>
    fc.record({ is: fc.constant(is), who: fc.nat(5) }),
  ),
  fc.record({ is: fc.constant('wait' as const), seconds: fc.nat(400) }),
  fc.record({ is: fc.constantFrom('owe' as const, 'begin' as const, 'finish' as const) }),
);

describe('whatever happens, in whatever order', () => {
  test.each([
    ['one holder', true],
    ['many holders', false],
  ])('%s', (_name, exclusive) => {
    fc.assert(
      fc.property(fc.boolean(), fc.array(happening, { maxLength: 60 }), (atCheckIn, happenings) => {
        const under = terms({ exclusive, atCheckIn });
        const askers = Array.from({ length: 6 }, (_, index) => anAsker(NOW + 500 + index * 700));
        const who = (index: number) => askers[index] ?? alice;
        let [state, at, current] = [good(), NOW, 0];
        const seenAndAlive = new Map<string, Set<string>>();
        for (const each of happenings) {
          state = passed(state, at, under);
          const before = state;
          const fenced = before.owed !== null || before.attempt !== null;
          switch (each.is) {
            case 'ask': {
              const asker = who(each.who);
              if (asker.grantEndsAt <= at) break;
              const out = leases.checkOut(state, under, { ...asker, at });
              if (out.is === 'full') break;
              state = out.to;
              if (out.is === 'lease') {
                expect(fenced).toBe(false);
                expect(out.lease.fence).toBeGreaterThan(before.fence);
                if (exclusive) expect(before.queue[0]?.grantId ?? asker.grantId).toBe(asker.grantId);
              }
              break;
            }
            case 'return':
            case 'force':
            case 'end-grant': {
              const why = ({ return: 'checked-in', force: 'forced', 'end-grant': 'grant-ended' } as const)[each.is];
              state = leases.endLease(state, under, { grantId: who(each.who).grantId, why, at })?.to ?? state;
              if (each.is === 'end-grant') state = leases.leaveQueue(state, who(each.who).grantId)?.to ?? state;
              break;
            }
            case 'leave':
              state = leases.leaveQueue(state, who(each.who).grantId)?.to ?? state;
              break;
            case 'see': {
              const { grantId } = who(each.who);
              const out = leases.disclose(state, { grantId, versionId: `v${current}`, at });
              if (out.is !== 'disclosed') break;
              state = out.to;
              seenAndAlive.set(grantId, (seenAndAlive.get(grantId) ?? new Set()).add(`v${current}`));
              break;
            }
            case 'wait':
              at += each.seconds;
              break;
            case 'owe':
              state = oweRotation(state, { why: 'on-demand', retire: 'at-disuse', at });
              break;
            case 'begin':
              if (state.owed === null || state.attempt !== null || liveLeases(state).length > 0) break;
              state = {
                ...state,
                fence: state.fence + 1,
                owed: null,
                attempt: { ...state.owed, token: 't', fence: state.fence + 1, startedAt: at, run: null },
              };
              break;
            case 'finish':
              if (state.attempt === null) break;
              state = leases.provedDead({ ...state, attempt: null }, `v${current}`);
              for (const versions of seenAndAlive.values()) versions.delete(`v${current}`);
              current += 1;
              break;
          }
          const live = liveLeases(state);
          if (exclusive) expect(live.length).toBeLessThanOrEqual(1);
          expect(new Set(live.map(({ grantId }) => grantId)).size).toBe(live.length);
          for (const { grantId, until } of live)
            expect(until).toBeLessThanOrEqual(askers.find((one) => one.grantId === grantId)?.grantEndsAt ?? 0);
          expect(state.fence).toBeGreaterThanOrEqual(before.fence);
          // Those who stay in the queue stay in their order, and nobody comes before them.
          const stayed = before.queue.filter(({ grantId }) => state.queue.some((one) => one.grantId === grantId));
          expect(state.queue.slice(0, stayed.length).map(({ grantId }) => grantId)).toEqual(
            stayed.map(({ grantId }) => grantId),
          );
          // What somebody saw and still logs in is owed a rotation, or is being rotated, and keeps the grant from being gone.
          for (const [grantId, versions] of seenAndAlive)
            if (versions.size > 0) {
              expect([state.owed?.retire, state.attempt?.retire]).toContain('now');
              const asker = askers.find((one) => one.grantId === grantId);
              expect(asker && leases.isGone(state, asker.grantId)).toBe(false);
            }
        }
      }),
      { numRuns: 400 },
    );
  });
});
