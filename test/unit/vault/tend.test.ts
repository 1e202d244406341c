import { beforeEach, describe, expect, test } from '@jest/globals';
import { checkOutCredential } from '../../../src/vault/check-out.ts';
import { ATTEMPT_PATIENCE_SECONDS, TURN_SECONDS } from '../../../src/vault/credential.ts';
import type { CredentialState } from '../../../src/vault/credential.ts';
import { oweRotation } from '../../../src/vault/owe-rotation.ts';
import { tendVault } from '../../../src/vault/tend.ts';
import { aCause } from '../../support/access.ts';
import { vault } from '../../support/vault/scene.ts';
import type { Vault } from '../../support/vault/scene.ts';

let it: Vault;
beforeEach(() => {
  it = vault({
    plan: { schedule: { expression: 'rate(30 days)', windowHours: null }, atCheckIn: true, graceSeconds: 60 },
  });
  it.says.keeper = {
    reconcile: { findings: [], repaired: [] },
    heartbeat: { state: 'ok' },
    retire: { state: 'retired' },
  };
});
const tend = () => tendVault(it.means, null);
const out = (id = it.grant().id) => checkOutCredential(it.means, id, aCause({ at: it.says.now }));
const orders = () => it.orders.map(({ order }) => order);
const owe = (more: Partial<NonNullable<CredentialState['owed']>> = {}) => {
  const state = oweRotation(it.state(), { why: 'on-demand', retire: 'at-disuse', at: it.says.now });
  it.keep({
    ...state,
    owed: { ...state.owed, why: 'on-demand', retire: 'at-disuse', since: it.says.now, notBefore: it.says.now, ...more },
  });
};

describe('leases and turns', () => {
  test('a lease that ran out is ended, and the rotation it owes begins in the same round', async () => {
    await out();
    it.says.now += 601;
    await tend();
    expect(it.saw).toEqual(['entry credential.check-out', 'entry credential.check-in', 'rotate token-1']);
    expect(it.state()).toMatchObject({ leases: [], owed: { why: 'check-in' } });
  });

  test('the first of the queue has their turn, and makes way for the next', async () => {
    it = vault();
    const [alice, bob, carol] = [it.grant(), it.grant(), it.grant()];
    for (const { id } of [alice, bob, carol]) await out(id);
    it.says.now += 601;
    await tend();
    expect(it.state().queue).toMatchObject([{ grantId: bob.id, turnSince: it.says.now }, { turnSince: null }]);
    it.says.now += TURN_SECONDS;
    await tend();
    expect(it.state().queue).toMatchObject([{ grantId: carol.id, turnSince: it.says.now }]);
  });
});

describe('a rotation that is owed', () => {
  test('does not begin under a lease, nor before a failure’s pause is over', async () => {
    await out();
    owe();
    await tend();
    it = vault();
    owe({ notBefore: it.says.now + 10 });
    await tend();
    expect(it.saw.filter((each) => each.startsWith('rotate'))).toEqual([]);
  });

  test('is asked for again only after it had time to begin', async () => {
    owe();
    await tend();
    await tend();
    expect(it.saw).toEqual(['rotate token-1']);
    it.says.now += 121;
    await tend();
    expect(it.saw).toEqual(['rotate token-1', 'rotate token-2']);
  });

  test('and finds a candidate left behind: the labels are reconciled', async () => {
    owe({ since: it.says.now - 300 });
    it.says.rotation = 'busy';
    await tend();
    expect(it.orders).toMatchObject([{ order: 'reconcile', repair: true, targetId: it.target.id }]);
  });

  test('and finds another just beginning: nothing is repaired under it', async () => {
    owe();
    it.says.rotation = 'busy';
    await tend();
    expect(orders()).toEqual([]);
  });
});

describe('an attempt', () => {
  const attempt = (startedAt: number) => {
    it.keep({
      ...it.state(),
      attempt: { token: 't', why: 'schedule', retire: 'at-disuse', fence: 1, startedAt, run: null },
    });
  };

  test('that was abandoned is reconciled', async () => {
    attempt(it.says.now - ATTEMPT_PATIENCE_SECONDS);
    await tend();
    expect(orders()).toEqual(['reconcile']);
  });

  test('that is being made is left alone', async () => {
    attempt(it.says.now - ATTEMPT_PATIENCE_SECONDS + 1);
    await tend();
    expect(orders()).toEqual([]);
  });
});

describe('each in its time', () => {
  test('an old value is retired when it is due, and at once when a rotation waits for that', async () => {
    const retiring = {
      versionId: 'v0',
      how: 'at-disuse',
      since: it.says.now,
      by: it.says.now + 900,
      nextTryAt: it.says.now + 60,
      tries: 0,
      code: null,
      run: null,
    } as const;
    it.keep({ ...it.state(), retiring });
    await tend();
    expect(orders()).toEqual([]);
    owe();
    await tend();
    expect(orders()).toEqual(['retire']);
  });

  test('the heartbeat, with the schedule as the plan has it now and the next date', async () => {
    it.says.now = it.state().health.nextAt;
    await tend();
    expect(orders()).toEqual(['heartbeat']);
    expect(it.saw).toEqual([`schedule sallyport/credential/${it.target.id}`]);
    expect(it.state().nextRotationAt).toBe(1_800_086_400);
  });

  test('what fails is reported, and stops nothing else', async () => {
    it.says.rotation = new Error('throttled');
    owe();
    it.says.now = it.state().health.nextAt;
    expect(await tend()).toMatchObject({ found: 1, faults: 1 });
    expect(it.faults).toHaveLength(1);
    expect(orders()).toEqual(['heartbeat']);
  });
});

test('what is in trouble is counted', async () => {
  const { now } = it.says;
  it.keep({
    ...it.state(),
    failing: { since: now - 60, count: 2, code: '28P01' },
    health: { state: 'failed', at: now, fault: null, nextAt: now + 3600 },
    attempt: { token: 't', why: 'schedule', retire: 'now', fence: 1, startedAt: now - 700, run: null },
  });
  expect(await tend()).toEqual({ found: 1, faults: 0, failing: 1, overdue: 0, slow: 1, unhealthy: 1 });
  it.keep({ ...it.state(), attempt: null });
  owe({ since: now - 901 });
  expect(await tend()).toMatchObject({ overdue: 1, slow: 0 });
});
