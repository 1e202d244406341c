import type { TargetId } from '../kernel/ids.ts';
import type { Clock, EpochSeconds } from '../kernel/time.ts';
import type { Footprint } from './grant.ts';
import type { AccessReads, AccessStore } from './ports.ts';
import type { Denies } from './target-contract.ts';
import type { Target } from './target.ts';

export interface RewritesBoundary {
  readonly store: Pick<AccessReads, 'footprintsOf'> & Pick<AccessStore, 'forgetFootprint'>;
  readonly target: Denies;
  readonly clock: Clock;
}

/**
 * Writes on the target what the table says: every ended grant whose credentials may still live. May be repeated at any
 * time; a check does it to see that it can be done.
 */
export async function rewriteDenies(
  { store, target: kind, clock }: RewritesBoundary,
  target: Target,
): Promise<'written' | 'missing'> {
  for (const { grantId } of (await store.footprintsOf(target.id)).filter((each) => isSpent(each, clock())))
    await store.forgetFootprint(target.id, grantId, clock());
  return kind.deny(target, async () =>
    (await store.footprintsOf(target.id))
      .filter((each) => each.state === 'denied' && !isSpent(each, clock()))
      .map(({ grantId }) => grantId),
  );
}

/** The same for a target by its id; `missing`: there is none, or nothing on it to write to. */
export async function rewriteDeniesOf(
  step: RewritesBoundary & { readonly store: Pick<AccessReads, 'target'> },
  id: TargetId,
): Promise<'written' | 'missing'> {
  const target = await step.store.target(id);
  return target === null ? 'missing' : rewriteDenies(step, target);
}

/** Its credentials have expired for good: nothing is left to deny. */
const isSpent = ({ state, until }: Footprint, now: EpochSeconds): boolean =>
  state === 'denied' && until !== null && until <= now;
