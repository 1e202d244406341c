import { newEntry } from '../audit/entry.ts';
import type { NewId } from '../kernel/ids.ts';
import type { Cause, VerifiedPrincipal } from '../kernel/principal.ts';
import { ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { CHANGE_LIVES_SECONDS, changeDigest } from './change.ts';
import type { ChangeIn } from './change.ts';
import type { ConfigurationOperation } from './operation.ts';
import type { ChangeStore } from './ports.ts';
import { previewChange } from './preview-change.ts';
import type { Preview, PreviewSources } from './preview-change.ts';

export interface ProposesChanges extends PreviewSources {
  readonly changes: Pick<ChangeStore, 'addChange'>;
  readonly newId: NewId;
}

/** Stores what is to be done, and to which configuration. Nothing of it happens before it is carried out. */
export async function proposeChange(
  means: ProposesChanges,
  { personId }: Pick<VerifiedPrincipal, 'personId'>,
  cause: Cause,
  planned: {
    readonly baseRevision: number;
    readonly operations: readonly ConfigurationOperation[];
    readonly reason: string;
  },
): Promise<Result<{ readonly change: ChangeIn<'proposed'>; readonly preview: Preview }>> {
  const preview = await previewChange(means, planned);
  if (!preview.ok) return preview;
  const change: ChangeIn<'proposed'> = {
    id: means.newId('chg'),
    state: 'proposed',
    proposer: personId,
    proposedAt: cause.at,
    expiresAt: cause.at + CHANGE_LIVES_SECONDS,
    baseRevision: planned.baseRevision,
    operations: planned.operations.length,
    digest: changeDigest(planned.baseRevision, planned.operations),
    reason: planned.reason,
    version: 1,
  };
  const { baseRevision, operations, digest } = change;
  await means.changes.addChange(
    change,
    planned.operations,
    newEntry(means.newId, cause, {
      action: 'change.propose',
      outcome: 'allowed',
      subject: change.id,
      facts: { baseRevision, operations, digest },
    }),
  );
  return ok({ change, preview: preview.value });
}
