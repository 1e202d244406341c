import { activateGrant } from '../../src/access/activate-grant.ts';
import type { Activated } from '../../src/access/activate-grant.ts';
import { memoryAccess } from '../../src/access/adapters/memory-access.ts';
import { askEnd } from '../../src/access/grant-transitions.ts';
import type { Grant } from '../../src/access/grant.ts';
import { lendCredentials } from '../../src/access/lend-credentials.ts';
import { markRevokeFailed } from '../../src/access/mark-revoke-failed.ts';
import type { ApprovedRequest } from '../../src/access/request.ts';
import { sweep } from '../../src/access/sweep.ts';
import { takeAway } from '../../src/access/take-away.ts';
import type { Checks, Denies, Gives, Lends, Probes, TakesBack } from '../../src/access/target-contract.ts';
import type { AwsRoleTarget } from '../../src/access/target.ts';
import { verifyGone } from '../../src/access/verify-gone.ts';
import { newId } from '../../src/kernel/ids.ts';
import type { GrantId } from '../../src/kernel/ids.ts';
import { ok } from '../../src/kernel/result.ts';
import { aCause, along, anApproval, aRequest, aTarget, NOW, personActor } from './access.ts';
import { approve } from '../../src/access/request-transitions.ts';

/** A process that ended in the middle of something: nothing that it would have done afterwards happens. */
export class Died extends Error {
  override readonly name = 'Died';
}

interface Session {
  readonly grantId: GrantId;
  readonly endsAt: number;
  readonly expiresAt: number;
}

/**
 * Tables, an AWS role with its boundary, and functions that can die at any point: before and after each thing they ask
 * of the world outside. Points are counted from one, over all functions, in the order in which they are reached.
 */
export async function mortalWorld({ dieAt = [] as readonly number[], probe = true } = {}) {
  let now = NOW + 100;
  let points = 0;
  const clock = () => now;
  const store = memoryAccess();
  const target = aTarget();
  await store.addTarget(target, along());
  /** What IAM has: the boundary's denies, and the sessions that left Sallyport. */
  let denied: ReadonlySet<GrantId> = new Set();
  const lent: Session[] = [];
  const works = (session: Session) =>
    now < session.expiresAt && now < session.endsAt && !denied.has(session.grantId) && probe;

  /** One invocation of one function. Once it has died, it does no more. */
  function process() {
    let dead = false;
    const point = () => {
      points += 1;
      if (dieAt.includes(points)) dead = true;
      if (dead) throw new Died();
    };
    const outside = <Args extends readonly unknown[], T>(call: (...args: Args) => Promise<T>) => {
      return async (...args: Args): Promise<T> => {
        point();
        const answer = await call(...args);
        point();
        return answer;
      };
    };
    const write = outside(async (grants: readonly GrantId[]) => {
      denied = new Set(grants);
    });
    const aws: Denies<AwsRoleTarget> & Probes & Checks & Gives & TakesBack & Lends<AwsRoleTarget> = {
      makes: () => false,
      give: () => Promise.resolve(null),
      takeBack: () => Promise.resolve(),
      check: outside(async () => ({ lendable: true as const })),
      probe: outside(async (_target, { grantId, endsAt }) =>
        works({ grantId, endsAt, expiresAt: now + 900 }) ? ('allowed' as const) : ('refused' as const),
      ),
      // As the adapter does it: write, read again, repeat when it has changed.
      async deny(_target, read) {
        let first = await read();
        for (;;) {
          await write(first);
          const second = await read();
          if ([...second].sort().join() === [...first].sort().join()) return 'written';
          first = second;
        }
      },
      lifetimeSeconds: () => 900,
      lend: outside(async (_target, { grantId, endsAt }) => {
        lent.push({ grantId, endsAt, expiresAt: now + 900 });
        return { accessKeyId: 'a', secretAccessKey: 's', sessionToken: 't', expiresAt: now + 900 };
      }),
    };
    return {
      store: {
        ...store,
        target: outside(store.target),
        request: outside(store.request),
        grant: outside(store.grant),
        footprintsOf: outside(store.footprintsOf),
        addGrant: outside(store.addGrant),
        changeGrant: outside(store.changeGrant),
        forgetFootprint: outside(store.forgetFootprint),
        dueBy: outside(store.dueBy),
      },
      target: aws,
      newId,
      clock,
      stillStands: outside(async () => ok(target)),
    };
  }

  const as = (name: 'workflow' | 'sweeper') => ({ by: { kind: 'system', name } as const, correlationId: 'run-1' });
  const grantOf = async (request: ApprovedRequest): Promise<Grant | null> => store.grant(request.grantId);

  return {
    target,
    store,
    now: () => now,
    points: () => points,
    pass: (seconds: number) => {
      now += seconds;
    },
    grantOf,
    /** Sessions of a grant that IAM would still let do something. */
    alive: (request: ApprovedRequest) => lent.filter((each) => each.grantId === request.grantId && works(each)),
    isDenied: (request: ApprovedRequest) => denied.has(request.grantId),

    async approved(seconds: number): Promise<ApprovedRequest> {
      const asked = { ...aRequest({ targetId: target.id, seconds }), createdAt: now };
      await store.addRequest(asked, along());
      const vote = anApproval(asked, { at: now });
      const request = approve(asked, vote, [vote]);
      await store.changeRequest({ from: asked, to: request }, along());
      return request;
    },
    activate: (request: ApprovedRequest): Promise<Activated> =>
      activateGrant({ ...process(), ...as('workflow') }, request.id),
    lend: (request: ApprovedRequest) => lendCredentials(process(), request.grantId, aCause({ at: now })),
    takeAway: (request: ApprovedRequest, abandonedBecause: string | null = null) =>
      takeAway({ ...process(), ...as('workflow') }, { grantId: request.grantId, abandonedBecause }),
    verifyGone: (request: ApprovedRequest) =>
      verifyGone({ ...process(), ...as('workflow') }, { grantId: request.grantId, attempt: 1 }),
    /** Somebody ends it: one transaction of another function, which lives. */
    async revoke(request: ApprovedRequest): Promise<void> {
      const from = await grantOf(request);
      if (from === null) return;
      const asked = askEnd(from, { why: 'revoked', by: personActor(newId('usr')), at: now });
      if (asked.grant !== from) await store.changeGrant({ from, to: asked.grant }, along());
    },
    /** The sweeper, whose own calls are other invocations: one that dies takes down no other. */
    sweep: () => {
      const order = (id: GrantId) => ({ grantId: id, abandonedBecause: null });
      return sweep({
        store: process().store,
        clock,
        reportFault: () => {},
        leavers: { dueBy: async () => [], event: async () => null },
        steps: {
          expireRequest: async () => {},
          deliver: async () => {},
          endLeaver: async () => {},
          takeAway: async (id) => void (await takeAway({ ...process(), ...as('sweeper') }, order(id))),
          verifyGone: async (id) =>
            void (await verifyGone({ ...process(), ...as('sweeper') }, { grantId: id, attempt: 1 })),
          markRevokeFailed: async (id, code) =>
            void (await markRevokeFailed({ ...process(), ...as('sweeper') }, { grantId: id, code })),
        },
      });
    },
  };
}
export type MortalWorld = Awaited<ReturnType<typeof mortalWorld>>;
