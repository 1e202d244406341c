import { crashPoint } from '../kernel/crash-point.ts';
import type { GrantId } from '../kernel/ids.ts';
import { changeGrant } from './change-grant.ts';
import type { Change, Step, StepCue } from './change-grant.ts';
import { confirmActive, endNaturally, failActivation } from './grant-transitions.ts';
import type { EndingGrant, Grant } from './grant.ts';
import { completeHold, notify } from './outbox.ts';
import type { AccessReads } from './ports.ts';
import { forgetSpent, rewriteDenies } from './rewrite-denies.ts';
import type { RewritesBoundary } from './rewrite-denies.ts';
import type { Cue } from './transition.ts';

export interface TakesAway extends Step, RewritesBoundary {
  readonly store: Step['store'] & RewritesBoundary['store'] & Pick<AccessReads, 'target'>;
}

export interface TakeAwayOrder {
  readonly grantId: GrantId;
  /** The kind of fault for which the workflow gives an activation up; null where it does not. */
  readonly abandonedBecause: string | null;
}

/**
 * Takes away what a grant gives, in this order: `ending` is stored, then the grant is denied on its target. The natural
 * end of a role needs no deny: every session carries it. What the other kinds give is taken back, at every end, by
 * whoever verifies that it is gone. May be repeated at any time, and by whom ever; `none`: no such grant.
 */
export async function takeAway(step: TakesAway, order: TakeAwayOrder): Promise<Grant['state'] | 'none'> {
  const grant = await changeGrant(step, order.grantId, (from, cue) => toItsEnd(step, from, order, cue));
  if (grant === null) return 'none';
  crashPoint('take-away:after-ending');
  if (grant.state !== 'ending' && grant.state !== 'revoke_failed') return grant.state;
  await deny(step, grant);
  crashPoint('take-away:after-deny');
  return grant.state;
}

/** Throws for a grant whose end has not come: whoever woke too early tries again. */
function toItsEnd(
  step: TakesAway,
  grant: Grant,
  { abandonedBecause }: TakeAwayOrder,
  cue: StepCue,
): Change<EndingGrant> | null {
  if (grant.state !== 'activating' && grant.state !== 'active') return null;
  // It was activated after all; the answer was lost. The sweeper sees to its end.
  if (grant.state === 'active' && abandonedBecause !== null && cue.at < grant.endsAt) return null;
  const to = endOf(grant, abandonedBecause, cue);
  return {
    to,
    what: { action: 'grant.end', outcome: 'allowed', facts: { why: to.why, failure: to.failure } },
    events: [completeHold(step.newId, cue, grant.id), notify(step.newId, cue, grant.requestId, 'ending')],
  };
}

function endOf(
  grant: Extract<Grant, { state: 'activating' | 'active' }>,
  abandonedBecause: string | null,
  cue: Cue,
): EndingGrant {
  if (cue.at >= grant.endsAt) return endNaturally(grant, cue);
  if (grant.state === 'active') throw new TooEarly(grant.id);
  if (abandonedBecause !== null) return failActivation(grant, abandonedBecause, cue);
  const ended = confirmActive(grant, cue);
  // Nobody asked for its end: it is for the activation to confirm it.
  if (ended.state === 'active') throw new TooEarly(grant.id);
  return ended;
}

class TooEarly extends Error {
  override readonly name = 'TooEarly';
  constructor(id: GrantId) {
    super(`the end of ${id} has not come`);
  }
}

async function deny(step: TakesAway, grant: Extract<Grant, { state: 'ending' | 'revoke_failed' }>): Promise<void> {
  const target = await step.store.target(grant.targetId);
  if (target === null) throw new Error(`${grant.targetId} of ${grant.id} is not there`);
  if (target.kind !== 'aws-role') return forgetSpent(step, target.id);
  if (grant.why === 'expired') return;
  const result = await rewriteDenies(step, target);
  // Nothing ever left Sallyport under a grant that was not active, so there is nothing that the deny would reach.
  if (result === 'missing' && grant.activatedAt !== null) throw new NothingToDenyIn(target.id);
}

class NothingToDenyIn extends Error {
  override readonly name = 'NothingToDenyIn';
}
