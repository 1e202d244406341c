import { newId } from '../../../src/kernel/ids.ts';
import { endLease } from '../../../src/vault/lease-transitions.ts';
import { oweRotation } from '../../../src/vault/owe-rotation.ts';
import type { EngineUnderTest } from './engine-under-test.ts';
import type { Mishap } from './mortal-process.ts';
import { GRACE_SECONDS, realVerbs, rotationWorld } from './rotation-world.ts';
import type { RotationWorld, Verbs } from './rotation-world.ts';

/** What a story found: how many points it was told for, and what was broken. */
export interface Told {
  readonly points: number;
  readonly broken: readonly string[];
}

type Story = (world: RotationWorld, old: string) => Promise<void>;

/** Secrets Manager calls again with the same token after a crash, then the tender retires the old value. */
const calledAgain: Story = async (world) => {
  await world.begin();
  await world.tend();
};
/** Secrets Manager gives up at once, and the tender finds what is left. */
const givenUp: Story = async (world) => {
  await world.begin({ tries: 1 });
  await world.tend();
};

/**
 * Tells one story once without a mishap, to count its points, then once for each of them. The world goes on from one to
 * the next, because every story must end well; after one that did not, it is made anew.
 */
async function atEachPoint(
  make: () => Promise<RotationWorld>,
  mishap: Mishap,
  story: Story,
  { before = async () => {} }: { readonly before?: Story } = {},
): Promise<Told> {
  let world = await make();
  const broken: string[] = [];
  const dry = async (): Promise<readonly string[]> => {
    const old = await world.current();
    await before(world, old);
    world.points.plan(null);
    await story(world, old);
    const names = [...world.points.names];
    await world.end(old);
    return names;
  };
  // Once from the server's first state, once from where every later one begins.
  const first = await dry();
  const names = await dry();
  broken.push(...world.broken.map((each) => `without a mishap: ${each}`), ...(await world.leaks()));
  let points = 0;
  for (let at = 1; at <= names.length; at += 1) {
    if (await once(at)) points += 1;
    else broken.push(`point ${at} (${names[at - 1] ?? ''}) was not reached`);
  }
  // Where the first rotation does more than later ones, its own points, each from the first state.
  if (atTarget(first) !== atTarget(names))
    for (let at = 1; at <= first.length; at += 1) {
      broken.push(...(await world.leaks()));
      world = await make();
      if (await once(at)) points += 1;
    }
  broken.push(...(await world.leaks()));
  return { points, broken };

  async function once(at: number): Promise<boolean> {
    const old = await world.current();
    await before(world, old);
    world.points.plan({ at, mishap });
    await story(world, old);
    const hit = world.points.hit();
    await world.end(old);
    if (world.broken.length > 0) {
      broken.push(...world.broken.slice(0, 3).map((each) => `${mishap} at point ${at}: ${each}`));
      broken.push(...(await world.leaks()));
      if (broken.length > 20) throw new Error(['too much is broken:', ...broken].join('\n'));
      world = await make();
    }
    return hit !== null;
  }
}

/** What is asked of the target, among all that is asked. */
const ours = [
  'Vault change',
  'Vault keep',
  'DescribeSecret',
  'GetSecretValue',
  'PutSecretValue',
  'UpdateSecretVersionStage',
];
const atTarget = (names: readonly string[]): string => names.filter((name) => !ours.includes(name)).join();

/** What a rotation may leave behind when nobody calls again: each branch of the reconciliation begins with one of these. */
const leftovers: Readonly<Record<string, Story>> = {
  'a version without a value': (world) => diesAt(world, 'PutSecretValue', 'dies-before'),
  'a candidate that was never applied': (world) => diesAt(world, 'PutSecretValue', 'dies-after'),
  'a candidate that is good': async (world) => diesAt(world, 'UpdateSecretVersionStage', 'dies-before'),
  'a new value that is current and not said to be': (world) => diesAt(world, 'UpdateSecretVersionStage', 'dies-after'),
};

/** A rotation that dies at the first point of this name, and that nobody goes on with. */
async function diesAt(world: RotationWorld, name: string, mishap: Mishap): Promise<void> {
  const at = pointsOfRotation.get(world.it)?.indexOf(name) ?? -1;
  if (at < 0) throw new Error(`a rotation has no point ${name}`);
  world.points.plan({ at: at + 1, mishap });
  await world.begin({ tries: 1 });
  world.points.plan(null);
}
const pointsOfRotation = new WeakMap<EngineUnderTest, readonly string[]>();

/** The stories of the crash suite, each told on the real server of one engine. */
export function crashScenarios(it: EngineUnderTest, verbs: Verbs = realVerbs) {
  const make = () => rotationWorld(it, verbs);
  const each = (mishap: Mishap, story: Story) => atEachPoint(make, mishap, story);
  const join = (told: readonly Told[]): Told => ({
    points: told.reduce((sum, { points }) => sum + points, 0),
    broken: told.flatMap(({ broken }) => broken),
  });
  const tell = async (story: Story): Promise<Told> => {
    const world = await make();
    const old = await world.current();
    await story(world, old);
    return { points: 1, broken: [...world.broken, ...(await world.leaks())] };
  };
  const expects = (world: RotationWorld, holds: boolean, what: string): void => {
    if (!holds) world.broken.push(what);
  };

  return {
    'dies after a call, and is called again': () => each('dies-after', calledAgain),
    'dies before a call, and nobody goes on': () => each('dies-before', givenUp),
    'the reply of a call is lost': () => each('lost-reply', calledAgain),
    'a call does not arrive': () => each('lost-request', givenUp),
    'two do the same at once': () => each('twice', calledAgain),
    'one goes on when its time is over, after another has done the same': () => each('twice-late', calledAgain),

    async 'reconciling dies, whatever it finds'(): Promise<Told> {
      const told: Told[] = [];
      for (const before of Object.values(leftovers)) {
        const world = await make();
        world.points.plan(null);
        const old = await world.current();
        await world.begin();
        await world.end(old);
        // From where every later rotation begins.
        world.points.plan(null);
        await world.begin();
        pointsOfRotation.set(it, [...world.points.names]);
        const mended: Story = async (of) => {
          of.pass(600);
          await of.mend();
        };
        const settled = async () => {
          const made = await make();
          const value = await made.current();
          await made.begin();
          await made.end(value);
          return made;
        };
        told.push(await atEachPoint(settled, 'dies-after', mended, { before }));
      }
      return join(told);
    },

    'the target is lost for a while': () =>
      tell(async (world, old) => {
        for (const moment of ['setSecret', 'testSecret', 'finishSecret', 'retire'] as const) {
          const before = await world.current();
          let back: (() => Promise<void>) | null = null;
          world.interrupted(moment, async () => {
            back = await it.lose();
          });
          await world.begin({ tries: 2 });
          if (moment === 'retire') {
            back = await it.lose();
            world.isThere(false);
            world.pass(400);
            await world.retire();
          }
          await world.beat();
          await world.mend();
          const found = await world.state();
          expects(world, found.health.state !== 'failed', `${moment}: a target that is away was called a dead value`);
          await bring(back);
          world.isThere(true);
          await world.check();
          await world.end(before);
        }
        expects(world, (await world.current()) !== old, 'nothing was rotated');
      }),

    async 'the target refuses the new value by its own rules'(): Promise<Told> {
      if (it.refuseByPolicy === null) return { points: 0, broken: [] };
      const refuse = it.refuseByPolicy;
      const once = await tell(async (world, old) => {
        await refuse(true);
        await world.begin({ tries: 1 });
        const { owed, failing, attempt } = await world.state();
        expects(world, attempt === null && failing?.count === 1, 'the attempt was not given up');
        expects(world, owed !== null && owed.notBefore > world.now(), 'no other attempt is owed after a pause');
        expects(world, (await world.valueAt('AWSPENDING')) === null, 'the refused candidate kept its label');
        expects(world, await it.logsIn(old), 'the current value was lost');
        await world.check();
        await refuse(false);
        await world.end(old);
      });
      const dying = await each('dies-after', async (world) => {
        await refuse(true);
        await world.begin({ tries: 1 });
        await refuse(false);
        world.pass(120);
        await world.tend();
      });
      return join([once, dying]);
    },

    'something is open under the old value': () =>
      it.open === null
        ? Promise.resolve({ points: 0, broken: [] })
        : tell(async (world, old) => {
            const session = await it.open?.(old);
            await world.begin();
            if (it.keepsTwo) {
              expects(world, (await session?.works()) === true, 'the rotation ended what was open');
              world.pass(400);
              await world.retire();
              const early = (await world.state()).retiring === null;
              expects(world, !early, 'a value in use was retired before its time');
              expects(world, await it.logsIn(old), 'a value in use was made bad before its time');
              world.pass(GRACE_SECONDS);
            }
            await world.end(old);
            await session?.close();
          }),

    'somebody holds the credential': () =>
      tell(async (world, old) => {
        const [grantId, holder] = [newId('grt'), newId('usr')];
        const lease = { grantId, holder, since: world.now(), until: world.now() + 600, ended: null, disclosed: [] };
        await world.put((state) => ({
          ...state,
          fence: state.fence + 1,
          leases: [{ ...lease, fence: state.fence + 1 }],
        }));
        await world.begin();
        expects(world, (await world.current()) === old, 'it was rotated under a lease');
        expects(world, (await world.state()).owed !== null, 'the rotation that could not be is not owed');
        expects(world, (await world.valueAt('AWSPENDING')) === null, 'AWSPENDING stayed');
        const terms = { lease: { exclusive: true, seconds: 600 }, plan: { atCheckIn: true } };
        const end = { grantId, why: 'checked-in', at: world.now() } as const;
        await world.put((state) => endLease(state, terms, end)?.to ?? state);
        await world.end(old);
        expects(world, (await world.current()) !== old, 'it was not rotated after the lease');
      }),

    'another rotation comes right after': () =>
      tell(async (world, old) => {
        await world.begin();
        const second = await world.current();
        await world.begin();
        await world.check();
        await world.end(second);
        expects(world, !(await it.logsIn(old)), 'the first value still logs in');
        // A secret is out: the old value is bad as soon as there is a new one.
        const third = await world.current();
        await world.put((state) => oweRotation(state, { why: 'break-glass', retire: 'now', at: world.now() }));
        const began = world.now();
        await world.end(third);
        expects(world, world.now() - began < 120, 'a value that is out was left good');
      }),
  };

  async function bring(back: (() => Promise<void>) | null): Promise<void> {
    await back?.();
  }
}
