import { expect } from '@jest/globals';
import { memoryAccess } from '../../src/access/adapters/memory-access.ts';
import { beginActivation, confirmActive } from '../../src/access/grant-transitions.ts';
import type { ActivatingGrant, ActiveGrant, Grant } from '../../src/access/grant.ts';
import { approve } from '../../src/access/request-transitions.ts';
import type { ApprovedRequest } from '../../src/access/request.ts';
import type {
  Checks,
  Denies,
  Gives,
  Holding,
  Lends,
  Probed,
  Probes,
  TakesBack,
} from '../../src/access/target-contract.ts';
import type { AwsRoleTarget, Target } from '../../src/access/target.ts';
import { newId } from '../../src/kernel/ids.ts';
import type { GrantId } from '../../src/kernel/ids.ts';
import { ok } from '../../src/kernel/result.ts';
import type { Result } from '../../src/kernel/result.ts';
import { along, anApproval, aRequest, aTarget, NOW } from './access.ts';

const workflow = { kind: 'system', name: 'workflow' } as const;

/** What the world answers from now on. */
interface Says {
  now: number;
  probed: Probed | Error;
  checked: Awaited<ReturnType<Checks['check']>>;
  stands: Result<Target>;
  denial: Awaited<ReturnType<Denies['deny']>> | Error;
}

/** One target, an approved request for it, and a world around them that answers as a test tells it to. */
export async function elevation({ seconds = 600 } = {}) {
  const store = memoryAccess();
  const target = aTarget();
  await store.addTarget(target, along());
  const asked = aRequest({ targetId: target.id, seconds });
  await store.addRequest(asked, along());
  const vote = anApproval(asked);
  const request: ApprovedRequest = approve(asked, vote, [vote]);
  await store.changeRequest({ from: asked, to: request }, along());

  const says: Says = {
    now: NOW + 20,
    probed: 'allowed',
    checked: { lendable: true },
    stands: ok(target),
    denial: 'written',
  };
  const saw = { probes: [] as Holding[], denied: [] as (readonly GrantId[])[], lent: [] as Holding[] };
  const kind: Checks & Gives & Probes & TakesBack & Denies<AwsRoleTarget> & Lends<AwsRoleTarget> = {
    makes: () => false,
    give: async () => null,
    takeBack: async () => {},
    check: async () => says.checked,
    async probe(_target, holding) {
      saw.probes.push(holding);
      if (says.probed instanceof Error) throw says.probed;
      return says.probed;
    },
    async deny(_target, denied) {
      if (says.denial instanceof Error) throw says.denial;
      saw.denied.push(await denied());
      return says.denial;
    },
    lifetimeSeconds: () => 900,
    async lend(_target, holding) {
      saw.lent.push(holding);
      return { accessKeyId: 'ASIA', secretAccessKey: 'secret', sessionToken: 'token', expiresAt: says.now + 900 };
    },
  };
  const put = async <G extends Grant>(from: Grant | null, to: G): Promise<G> => {
    if (from) await store.changeGrant({ from, to }, along());
    return to;
  };
  return {
    store,
    target,
    request,
    says,
    saw,
    step: {
      store,
      target: kind,
      newId,
      clock: () => says.now,
      by: workflow,
      correlationId: request.id,
      stillStands: async () => says.stands,
    },
    grant: () => store.grant(request.grantId),
    /** What the entries say was done, in order, without the test's own. */
    actions: () => store.entries.filter(({ action }) => action !== 'test.write').map(({ action }) => action),
    put,
    async activating(): Promise<ActivatingGrant> {
      const grant = beginActivation(request, { at: says.now, by: workflow });
      await store.addGrant({ grant, request }, along());
      return grant;
    },
    async active(): Promise<ActiveGrant> {
      const begun = await this.activating();
      const active = confirmActive(begun, { at: says.now, by: workflow });
      if (active.state !== 'active') throw new Error('it was not asked to end');
      return put(begun, active);
    },
  };
}
export type Elevation = Awaited<ReturnType<typeof elevation>>;

/** The error's name is what the workflow sees of it. */
export const named = (name: string) => expect.objectContaining({ name });
