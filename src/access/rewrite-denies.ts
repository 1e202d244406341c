import type { TargetId } from '../kernel/ids.ts';
import type { Clock, EpochSeconds } from '../kernel/time.ts';
import type { Footprint } from './grant.ts';
import type { AccessReads, AccessStore } from './ports.ts';
import type { Denies } from './target-contract.ts';
import type { AwsRoleTarget } from './target.ts';

export interface RewritesBoundary {
  readonly store: Pick<AccessReads, 'footprintsOf'> & Pick<AccessStore, 'forgetFootprint'>;
  readonly target: Denies<AwsRoleTarget>;
  readonly clock: Clock;
}

/**
 * Writes on the target what the table says: every ended grant whose credentials may still live. May be repeated at any
 * time; a check does it to see that it can be done.
 */
export async function rewriteDenies(step: RewritesBoundary, target: AwsRoleTarget): Promise<'written' | 'missing'> {
  const { store, target: kind, clock } = step;
  await forgetSpent(step, target.id);
  return kind.deny(target, async () =>
    (await store.footprintsOf(target.id))
      .filter((each) => each.state === 'denied' && !isSpent(each, clock()))
      .map(({ grantId }) => grantId),
  );
}

/** What counts no more is forgotten; of a target of any kind. */
export async function forgetSpent(
  { store, clock }: Pick<RewritesBoundary, 'store' | 'clock'>,
  id: TargetId,
): Promise<void> {
  for (const { grantId } of (await store.footprintsOf(id)).filter((each) => isSpent(each, clock())))
    await store.forgetFootprint(id, grantId, clock());
}

/** The same for a target by its id; `missing`: there is none, or nothing on it to write to. */
export async function rewriteDeniesOf(
  step: RewritesBoundary & { readonly store: Pick<AccessReads, 'target'> },
  id: TargetId,
): Promise<'written' | 'missing'> {
  const target = await step.store.target(id);
  return target?.kind === 'aws-role' ? rewriteDenies(step, target) : 'missing';
}

/** Its credentials have expired for good: nothing is left to deny. */
const isSpent = ({ state, until }: Footprint, now: EpochSeconds): boolean =>
  state === 'denied' && until !== null && until <= now;
