import { newEntry } from '../audit/entry.ts';
import { crashPoint } from '../kernel/crash-point.ts';
import type { RequestId } from '../kernel/ids.ts';
import type { Result } from '../kernel/result.ts';
import type { EpochSeconds } from '../kernel/time.ts';
import { causeOf, changeGrant, Contended, mustBeRecorded } from './change-grant.ts';
import type { Step } from './change-grant.ts';
import { beginActivation, beginMaking, confirmActive, failActivation, madeKnown } from './grant-transitions.ts';
import type { ActivatingGrant, Grant } from './grant.ts';
import { notify } from './outbox.ts';
import type { AccessReads, AccessStore } from './ports.ts';
import { requestExpiresAt } from './request.ts';
import type { ApprovedRequest } from './request.ts';
import type { Checks, Gives, Probes } from './target-contract.ts';
import type { Target } from './target.ts';
import { holdingOf } from './holding-of.ts';
import { ProbeUnclear } from './verify-gone.ts';

export interface ActivatesGrants extends Step {
  readonly store: Step['store'] & Pick<AccessReads, 'request' | 'footprintsOf'> & Pick<AccessStore, 'addGrant'>;
  readonly target: Checks & Gives & Probes;
  /** Decides anew what was approved: rule, votes, eligibility, target, as they are at this moment. */
  readonly stillStands: (request: ApprovedRequest) => Promise<Result<Target>>;
}

/** `none`: there is nothing to activate. `holdSeconds` is for the wait of an active grant. */
export interface Activated {
  readonly state: Grant['state'] | 'none';
  readonly holdSeconds: number;
}

/**
 * So many grants fit on a target, live or still denied: a role's boundary allows no more with certainty, and of the other
 * kinds no queue and no server is asked to hold more.
 */
export const TARGET_CAPACITY = 50;
/** A failed activation is denied too. Before those fill the boundary, the intent itself waits. */
const CAPACITY_WALL = 75;

/**
 * Takes power in this order: the intent with its end, which the sweeper finds by itself; then everything is checked
 * once more and the power proven; then the confirmation. May be repeated at any time.
 */
export async function activateGrant(step: ActivatesGrants, id: RequestId): Promise<Activated> {
  const request = await step.store.request(id);
  if (request?.state !== 'approved') return { state: 'none', holdSeconds: 0 };
  const begun = await intent(step, request);
  if (begun === null) return { state: 'none', holdSeconds: 0 };
  crashPoint('activate-grant:after-intent');
  const grant = begun.state === 'activating' ? await confirm(step, request, begun) : begun;
  const holdSeconds = grant.state === 'active' ? Math.max(1, grant.endsAt - step.clock()) : 0;
  return { state: grant.state, holdSeconds };
}

/** When this returns, the grant's end is fixed and armed; null when the approval has lapsed before. */
async function intent(step: ActivatesGrants, request: ApprovedRequest): Promise<Grant | null> {
  const { store, clock, by } = step;
  const found = await store.grant(request.grantId);
  if (found !== null) return found;
  const at = clock();
  const lapsesAt = requestExpiresAt(request);
  if (lapsesAt !== null && at >= lapsesAt) return null;
  if (count(await store.footprintsOf(request.targetId), at) >= CAPACITY_WALL) throw new TargetFull();
  const grant = beginActivation(request, { at, by });
  const entry = newEntry(step.newId, causeOf(step, at, request.rule.policies), {
    action: 'grant.begin',
    outcome: 'allowed',
    subject: grant.id,
    targetId: grant.targetId,
    grantId: grant.id,
    facts: { requestId: request.id, seconds: grant.seconds, endsAt: grant.endsAt },
  });
  const written = await store.addGrant({ grant, request }, { entry, events: [] });
  if (written.written) return grant;
  mustBeRecorded(written);
  const other = await store.grant(request.grantId);
  if (other === null) throw new Contended(request.id);
  return other;
}

async function confirm(step: ActivatesGrants, request: ApprovedRequest, begun: ActivatingGrant): Promise<Grant> {
  const overtaken = begun.endAsked !== null || step.clock() >= begun.endsAt;
  const { failure, heard } = overtaken ? unopposed : await obstacle(step, request, begun);
  crashPoint('activate-grant:before-confirm');
  const grant = await changeGrant(step, begun.id, (from, cue) => {
    if (from.state !== 'activating') return null;
    const known = heard ? madeKnown(from) : from;
    const to = failure === null ? confirmActive(known, cue) : failActivation(known, failure, cue);
    const event = notify(step.newId, cue, from.requestId, to.state);
    return to.state === 'active'
      ? { to, what: { action: 'grant.activate', outcome: 'allowed', facts: { endsAt: to.endsAt } }, events: [event] }
      : {
          to,
          what: {
            action: 'grant.activate',
            outcome: 'failed',
            reasons: [failure ?? to.why],
            facts: { why: to.why, failure },
          },
          events: [event],
        };
  });
  if (grant === null) throw new Error(`${begun.id} is not there`);
  return grant;
}

interface Obstacle {
  /** Why it must not become active: a refusal code, or what is wrong with the target. Null when nothing is. */
  readonly failure: string | null;
  /** Whether this run began to make what the grant gives, and knows how that went. */
  readonly heard: boolean;
}
const unopposed: Obstacle = { failure: null, heard: false };
const stopped = (failure: string): Obstacle => ({ failure, heard: false });

async function obstacle(step: ActivatesGrants, request: ApprovedRequest, begun: ActivatingGrant): Promise<Obstacle> {
  const { store, target: kind, clock, stillStands } = step;
  const stands = await stillStands(request);
  if (!stands.ok) return stopped(stands.refusal.code);
  const target = stands.value;
  const others = (await store.footprintsOf(target.id)).filter(({ grantId }) => grantId !== begun.id);
  // Only in a boundary does an ended grant take room.
  const counted = target.kind === 'aws-role' ? others : others.filter(({ state }) => state === 'live');
  if (count(counted, clock()) >= TARGET_CAPACITY) return stopped('target_in_use');
  const checked = await kind.check(target);
  if (!checked.lendable) return stopped(checked.why);
  if (!kind.makes(target)) return { failure: await unproven(step, target, begun), heard: false };
  const making = await toBeMade(step, begun);
  // Somebody has ended it meanwhile: nothing is made, and the confirmation sees it.
  if (making === null) return unopposed;
  crashPoint('activate-grant:before-give');
  const refused = await kind.give(target, holdingOf(making), step.correlationId);
  crashPoint('activate-grant:after-give');
  return { failure: refused ?? (await unproven(step, target, making)), heard: true };
}

/** What the probe says against it. */
async function unproven(
  { target: kind, correlationId }: ActivatesGrants,
  target: Target,
  grant: Grant,
): Promise<string | null> {
  const probed = await kind.probe(target, holdingOf(grant), { moment: 'activation', correlationId });
  if (probed === 'unknown') throw new ProbeUnclear(probed);
  return probed === 'allowed' ? null : `probe_${probed}`;
}

/** Noted before it happens: whoever ends the grant then knows that there may be something to take away. */
async function toBeMade(step: ActivatesGrants, { id }: ActivatingGrant): Promise<ActivatingGrant | null> {
  let noted: ActivatingGrant | null = null;
  const grant = await changeGrant(step, id, (from, { at }) => {
    noted = null;
    if (from.state !== 'activating' || from.endAsked !== null || at >= from.endsAt) return null;
    noted = beginMaking(from, at);
    return {
      to: noted,
      what: { action: 'grant.make', outcome: 'allowed', facts: { endsAt: from.endsAt } },
      events: [],
    };
  });
  return grant === noted ? noted : null;
}

const count = (prints: readonly { readonly until: EpochSeconds | null }[], now: EpochSeconds): number =>
  prints.filter(({ until }) => until === null || until > now).length;

/** Too many end at once; room comes back as their credentials expire. */
class TargetFull extends Error {
  override readonly name = 'TargetFull';
}
