import { beforeEach, describe, expect, test } from '@jest/globals';
import { askEnd } from '../../../src/access/grant-transitions.ts';
import { takeAway } from '../../../src/access/take-away.ts';
import { newId } from '../../../src/kernel/ids.ts';
import { personActor } from '../../support/access.ts';
import { elevation, named } from '../../support/elevation.ts';
import type { Elevation } from '../../support/elevation.ts';

let it: Elevation;
beforeEach(async () => {
  it = await elevation();
});
const take = (abandonedBecause: string | null = null) =>
  takeAway(it.step, { grantId: it.request.grantId, abandonedBecause });
const asked = () => ({ why: 'revoked' as const, by: personActor(newId('usr')), at: it.says.now });
const revoked = async () => {
  const active = await it.active();
  return it.put(active, askEnd(active, asked()).grant);
};

describe('the natural end', () => {
  test('is stored when its time has come, and denies nobody: every session carries it', async () => {
    const { endsAt } = await it.active();
    it.says.now = endsAt + 2;
    expect(await take()).toBe('ending');
    expect(await it.grant()).toMatchObject({ state: 'ending', why: 'expired', endingAt: endsAt });
    expect(it.saw.denied).toEqual([]);
    expect(it.actions()).toEqual(['grant.end']);
  });

  test('is not stored before: whoever wakes early ends nothing', async () => {
    await it.active();
    await expect(take()).rejects.toThrow(named('TooEarly'));
    expect((await it.grant())?.state).toBe('active');
  });

  test('completes the wait of a workflow that may still hold', async () => {
    const { endsAt, id } = await it.active();
    it.says.now = endsAt;
    await take();
    expect(it.store.events()).toContainEqual(expect.objectContaining({ task: { stage: 'hold', id } }));
  });
});

describe('an early end', () => {
  test('is denied in the boundary', async () => {
    const { id } = await revoked();
    expect(await take()).toBe('ending');
    expect(it.saw.denied).toEqual([[id]]);
  });

  test('is denied again each time: another may have written meanwhile', async () => {
    await revoked();
    await take();
    await take();
    expect(it.saw.denied).toHaveLength(2);
    expect(it.actions()).toEqual([]);
  });

  test('is denied also after the natural end has passed', async () => {
    const { endsAt } = await revoked();
    it.says.now = endsAt + 5;
    await take();
    expect(it.saw.denied).toHaveLength(1);
  });

  test('that cannot be written is thrown, for the workflow to try again', async () => {
    await revoked();
    it.says.denial = new Error('throttled');
    await expect(take()).rejects.toThrow('throttled');
  });

  test('of a grant that was used is never taken for written where there is no boundary', async () => {
    await revoked();
    it.says.denial = 'missing';
    await expect(take()).rejects.toThrow(named('NothingToDenyIn'));
  });
});

describe('a grant that never became active', () => {
  test('and was asked to end goes to its end, denied', async () => {
    const begun = await it.activating();
    await it.put(begun, askEnd(begun, asked()).grant);
    expect(await take()).toBe('ending');
    expect(await it.grant()).toMatchObject({ state: 'ending', why: 'revoked', activatedAt: null });
    expect(it.saw.denied).toEqual([[begun.id]]);
  });

  test('and whose activation was given up is undone, with the kind of fault', async () => {
    await it.activating();
    expect(await take('ProbeUnclear')).toBe('ending');
    expect(await it.grant()).toMatchObject({ why: 'activation-failed', failure: 'ProbeUnclear' });
  });

  test('is left to its activation otherwise', async () => {
    await it.activating();
    await expect(take()).rejects.toThrow(named('TooEarly'));
  });

  test('needs no boundary: nothing of it ever left Sallyport', async () => {
    await it.activating();
    it.says.denial = 'missing';
    expect(await take('Timeout')).toBe('ending');
  });
});

test('a grant that became active although its activation was given up is not ended by that', async () => {
  await it.active();
  expect(await take('States.Timeout')).toBe('active');
  expect(it.saw.denied).toEqual([]);
});

test('nothing is done where there is no such grant', async () => {
  expect(await take()).toBe('none');
});

test('without its entry the end is not begun', async () => {
  const { endsAt } = await it.active();
  it.says.now = endsAt;
  it.store.failNext('entry-refused');
  await expect(take()).rejects.toThrow(named('NotRecorded'));
  expect((await it.grant())?.state).toBe('active');
});
