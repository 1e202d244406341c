import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ApprovedRequest } from '../../../src/access/request.ts';
import { Died, mortalWorld } from '../../support/mortal-world.ts';
import type { MortalWorld } from '../../support/mortal-world.ts';

/** What the steps of the product throw when it is not their turn (yet). */
const notNow = ['TooEarly', 'NotEnding', 'StillAllowed', 'Contended'];

/** A workflow whose function dies, or whose step says no, is not taken up again: what is left to do is the sweeper's. */
async function unlessDead(...steps: readonly (() => Promise<unknown>)[]): Promise<void> {
  try {
    for (const step of steps) await step();
  } catch (error) {
    if (!(error instanceof Died) && !(error instanceof Error && notNow.includes(error.name))) throw error;
  }
}

type Story = (world: MortalWorld, request: ApprovedRequest) => Promise<void>;

const LASTS = 300;
const stories: Readonly<Record<string, Story>> = {
  'the natural end': (world, request) =>
    unlessDead(
      () => world.activate(request),
      () => world.lend(request),
      async () => world.pass(LASTS),
      () => world.takeAway(request),
      () => world.verifyGone(request),
    ),
  'an early end': async (world, request) => {
    await unlessDead(
      () => world.activate(request),
      () => world.lend(request),
    );
    world.pass(30);
    await world.revoke(request);
    await unlessDead(
      () => world.takeAway(request),
      () => world.verifyGone(request),
    );
  },
  'an end asked for between intent and confirmation': async (world, request) => {
    await unlessDead(() => world.activate(request));
    await world.revoke(request);
    await unlessDead(
      () => world.activate(request),
      () => world.lend(request),
      () => world.takeAway(request),
      () => world.verifyGone(request),
    );
  },
  'credentials lent once more in the moment of the end': async (world, request) => {
    await unlessDead(() => world.activate(request));
    world.pass(10);
    await unlessDead(() => world.lend(request));
    await Promise.all([unlessDead(() => world.lend(request)), world.revoke(request)]);
    await unlessDead(
      () => world.takeAway(request),
      () => world.verifyGone(request),
    );
  },
};

/** Plays a story beside another grant on the same role, then lets the sweeper run once a minute to the very end. */
async function play(story: Story, dieAt: readonly number[]) {
  const world = await mortalWorld({ dieAt });
  const other = await world.approved(3600);
  await unlessDead(
    () => world.activate(other),
    () => world.lend(other),
  );
  const before = world.points();
  const otherWorks = world.alive(other).length;
  const request = await world.approved(LASTS);
  await story(world, request);
  // As long as the other one's first session lives it is looked at closely, then all is left to the sweeper.
  for (let half = 1; half <= 18; half += 1) {
    world.pass(30);
    if (half % 2 === 0) await unlessDead(() => world.sweep());
    await expectNeverEndedButAlive(world, request);
    expect(world.alive(other)).toHaveLength(otherWorks);
    expect(world.isDenied(other)).toBe(false);
  }
  for (let minute = 0; minute < 150; minute += 5) {
    world.pass(300);
    await unlessDead(() => world.sweep());
    await expectNeverEndedButAlive(world, request);
  }
  return { world, request, other, before };
}

async function expectNeverEndedButAlive(world: MortalWorld, request: ApprovedRequest): Promise<void> {
  const grant = await world.grantOf(request);
  if (grant?.state === 'ended') expect(world.alive(request)).toEqual([]);
  // Nothing works past the natural end, whatever the table says.
  if (grant && world.now() >= grant.endsAt) expect(world.alive(request)).toEqual([]);
}

/** Ended, or never begun: then there is nothing to end. */
async function expectOver(world: MortalWorld, request: ApprovedRequest): Promise<void> {
  const state = (await world.grantOf(request))?.state ?? 'never begun';
  expect(['ended', 'never begun']).toContain(state);
  expect(world.alive(request)).toEqual([]);
}

describe.each(Object.entries(stories))('%s', (_name, story) => {
  test('comes about when nobody dies', async () => {
    const { world, request } = await play(story, []);
    expect((await world.grantOf(request))?.state).toBe('ended');
  });

  test('whoever dies, and wherever: never ended but alive, in the end ended, and the other grant untouched', async () => {
    const { world, before } = await play(story, []);
    const last = world.points();
    expect(last - before).toBeGreaterThan(20);
    for (let point = before + 1; point <= last; point += 1) {
      const { world: mortal, request, other } = await play(story, [point]);
      await expectOver(mortal, request);
      await expectOver(mortal, other);
    }
  });

  test('several may die', async () => {
    const { before } = await play(story, []);
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: before + 1, max: before + 150 }), { minLength: 2, maxLength: 6 }),
        async (dieAt) => {
          const { world, request, other } = await play(story, dieAt);
          await expectOver(world, request);
          await expectOver(world, other);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('a deny stays as long as what it denies', () => {
  test('also when another grant on the role ends after it', async () => {
    const world = await mortalWorld();
    const [one, two] = [await world.approved(3600), await world.approved(3600)];
    for (const each of [one, two]) {
      await world.activate(each);
      await world.lend(each);
    }
    for (const each of [one, two]) {
      await world.revoke(each);
      await world.takeAway(each);
      await world.verifyGone(each);
    }
    expect([world.isDenied(one), world.isDenied(two)]).toEqual([true, true]);
    expect([...world.alive(one), ...world.alive(two)]).toEqual([]);
  });

  test('and not longer: the next one who writes the boundary leaves it out', async () => {
    const world = await mortalWorld();
    const [one, two] = [await world.approved(3600), await world.approved(3600)];
    for (const each of [one, two]) await world.activate(each);
    await world.lend(one);
    await world.revoke(one);
    await world.takeAway(one);
    await world.verifyGone(one);
    world.pass(900 + 301);
    await world.revoke(two);
    await world.takeAway(two);
    expect([world.isDenied(one), world.isDenied(two)]).toEqual([false, true]);
    expect((await world.store.footprintsOf(world.target.id)).map(({ grantId }) => grantId)).toEqual([two.grantId]);
  });

  test('as long as the end is not proven, however old the credentials are', async () => {
    const world = await mortalWorld();
    const request = await world.approved(3600);
    await world.activate(request);
    await world.revoke(request);
    await world.takeAway(request);
    world.pass(2000);
    await world.takeAway(request);
    expect(world.isDenied(request)).toBe(true);
    expect((await world.verifyGone(request))?.state).toBe('ended');
  });
});
