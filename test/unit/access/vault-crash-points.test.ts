import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ApprovedRequest } from '../../../src/access/request.ts';
import { Died } from '../../support/mortal-world.ts';
import { mortalVault } from '../../support/mortal-vault.ts';
import type { Death, MortalVault } from '../../support/mortal-vault.ts';

/** What the steps of the product throw when it is not their turn (yet). */
const notNow = ['TooEarly', 'NotEnding', 'StillAllowed', 'ProbeUnclear', 'Contended'];

async function unlessDead(...steps: readonly (() => Promise<unknown>)[]): Promise<void> {
  try {
    for (const step of steps) await step();
  } catch (error) {
    if (!(error instanceof Died) && !(error instanceof Error && notNow.includes(error.name))) throw error;
  }
}

type Kind = 'credential' | 'database-account';
type Story = (world: MortalVault, request: ApprovedRequest) => Promise<void>;

const LASTS = 300;
const stories: Readonly<Record<string, Story>> = {
  'the natural end': (world, request) =>
    unlessDead(
      () => world.activate(request),
      () => world.use(request),
      async () => world.pass(LASTS),
      () => world.takeAway(request),
      () => world.verifyGone(request),
    ),
  'an early end': async (world, request) => {
    await unlessDead(
      () => world.activate(request),
      () => world.use(request),
    );
    world.pass(5);
    await world.revoke(request);
    await unlessDead(
      () => world.takeAway(request),
      () => world.verifyGone(request),
    );
  },
  'an activation that is tried again, and ended meanwhile': async (world, request) => {
    await unlessDead(() => world.activate(request));
    await unlessDead(() => world.activate(request));
    await world.revoke(request);
    await unlessDead(
      () => world.activate(request),
      () => world.takeAway(request),
      () => world.verifyGone(request),
    );
  },
  'an activation that is given up': (world, request) =>
    unlessDead(
      () => unlessDead(() => world.activate(request)),
      () => world.takeAway(request, 'Sandbox.Timedout'),
      () => world.verifyGone(request),
    ),
};

/** Plays a story beside another grant on the same target, then lets the sweeper run once a minute to the very end. */
async function play(kind: Kind, story: Story, deaths: readonly Death[]) {
  const world = await mortalVault(kind, deaths);
  const other = await world.approved(3600);
  // Of an exclusive credential, whoever comes second waits: the other grant uses nothing of it.
  await unlessDead(() => world.activate(other));
  if (kind === 'database-account') await unlessDead(() => world.use(other));
  const before = world.points();
  const otherHolds = world.alive(other);
  const request = await world.approved(LASTS);
  await story(world, request);
  for (let half = 1; half <= 18; half += 1) {
    await expectNeverEndedButAlive(world, request);
    world.pass(30);
    if (half % 2 === 0) await unlessDead(() => world.sweep());
    await expectNeverEndedButAlive(world, request);
    expect(world.alive(other)).toEqual(otherHolds);
  }
  for (let minute = 0; minute < 90; minute += 5) {
    world.pass(300);
    await unlessDead(() => world.sweep());
    await expectNeverEndedButAlive(world, request);
  }
  return { world, request, other, before };
}

async function expectNeverEndedButAlive(world: MortalVault, request: ApprovedRequest): Promise<void> {
  if ((await world.grantOf(request))?.state === 'ended') expect(world.alive(request)).toEqual([]);
}

async function expectOver(world: MortalVault, request: ApprovedRequest): Promise<void> {
  const state = (await world.grantOf(request))?.state ?? 'never begun';
  expect(['ended', 'never begun']).toContain(state);
  expect(world.alive(request)).toEqual([]);
}

describe.each<Kind>(['credential', 'database-account'])('a %s', (kind) => {
  describe.each(Object.entries(stories))('%s', (_name, story) => {
    test('comes about when nobody dies', async () => {
      const { world, request } = await play(kind, story, []);
      expect((await world.grantOf(request))?.state).toBe('ended');
    });

    // As late as a keeper can still be at it, and the function that asked it.
    test.each([undefined, 5, 55])(
      'whoever dies, and wherever: never ended but alive; a keeper that goes on does so for %s seconds',
      async (late) => {
        const { world, before } = await play(kind, story, []);
        const last = world.points();
        expect(last - before).toBeGreaterThan(20);
        for (let at = before + 1; at <= last; at += 1) {
          const played = await play(kind, story, [late === undefined ? { at } : { at, late }]);
          await expectOver(played.world, played.request);
          await expectOver(played.world, played.other);
        }
      },
    );

    test('several may die', async () => {
      const { before } = await play(kind, story, []);
      await fc.assert(
        fc.asyncProperty(
          fc.uniqueArray(fc.integer({ min: before + 1, max: before + 150 }), { minLength: 2, maxLength: 6 }),
          fc.integer({ min: 0, max: 60 }),
          async (points, late) => {
            const { world, request, other } = await play(
              kind,
              story,
              points.map((at) => ({ at, late })),
            );
            await expectOver(world, request);
            await expectOver(world, other);
          },
        ),
        { numRuns: 40 },
      );
    });
  });
});

describe('what is made for a grant', () => {
  test('is noted before it is made, made before the grant is active, and gone before it has ended', async () => {
    const world = await mortalVault('database-account');
    const request = await world.approved(LASTS);
    await world.activate(request);
    expect(await world.grantOf(request)).toMatchObject({ state: 'active', making: { open: 0 } });
    expect(world.alive(request)).toEqual(['account']);
    await world.use(request);
    world.pass(LASTS);
    expect(await world.takeAway(request)).toBe('ending');
    expect(world.alive(request)).toEqual(['account']);
    expect(await world.verifyGone(request)).toMatchObject({ state: 'ended', why: 'expired' });
    expect(world.alive(request)).toEqual([]);
    const actions = world.entries().flatMap(({ action, grantId }) => (grantId === request.grantId ? action : []));
    expect(actions).toEqual([
      ...['grant.begin', 'grant.make', 'grant.activate', 'account.login'],
      ...['grant.end', 'grant.verify-gone'],
    ]);
  });
});

describe('a value that somebody saw', () => {
  test('keeps its grant from having ended as long as it logs in', async () => {
    const world = await mortalVault('credential');
    const request = await world.approved(LASTS);
    await world.activate(request);
    await world.use(request);
    await world.revoke(request);
    await world.takeAway(request);
    await expect(world.verifyGone(request)).rejects.toThrow('still allowed');
    expect((await world.grantOf(request))?.state).toBe('ending');
    // The tender was told, has rotated, and the old value is dead.
    expect(await world.verifyGone(request)).toMatchObject({ state: 'ended' });
    expect(world.alive(request)).toEqual([]);
  });
});
