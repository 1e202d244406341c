import type { PersonId } from '../kernel/ids.ts';
import type { EpochSeconds } from '../kernel/time.ts';
import { agreementOf } from './change.ts';
import type { ChangeIn, OpenChange } from './change.ts';

interface By {
  readonly by: PersonId;
  readonly at: EpochSeconds;
}

const plan = ({
  id,
  proposer,
  proposedAt,
  expiresAt,
  baseRevision,
  operations,
  digest,
  reason,
  version,
}: OpenChange) => ({
  ...{ id, proposer, proposedAt, expiresAt, baseRevision, operations, digest, reason },
  version: version + 1,
});

export const approve = (change: ChangeIn<'proposed'>, { by, at }: By): ChangeIn<'approved'> => ({
  ...plan(change),
  state: 'approved',
  approver: by,
  approvedAt: at,
});

export const deny = (change: OpenChange, why: string, by: By): ChangeIn<'denied'> => ({
  ...plan(change),
  ...by,
  state: 'denied',
  why,
});

export const withdraw = (change: OpenChange, by: By): ChangeIn<'withdrawn'> => ({
  ...plan(change),
  ...by,
  state: 'withdrawn',
});

export const markApplied = (change: OpenChange, by: By): ChangeIn<'applied'> => ({
  ...plan(change),
  ...by,
  state: 'applied',
  agreed: agreementOf(change),
});

export const stop = (
  change: OpenChange,
  { code, detail, done }: { readonly code: string; readonly detail: string; readonly done: number | null },
  by: By,
): ChangeIn<'stopped'> => ({
  ...plan(change),
  ...by,
  ...{ code, detail, done },
  state: 'stopped',
  agreed: agreementOf(change),
});
