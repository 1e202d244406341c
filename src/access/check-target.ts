import { newEntry } from '../audit/entry.ts';
import type { EntryStore } from '../audit/ports.ts';
import type { NewId, PersonId } from '../kernel/ids.ts';
import type { Cause } from '../kernel/principal.ts';
import { ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { Examines, Finding } from './target-contract.ts';
import type { Target } from './target.ts';
import { cannotRecord } from './until-written.ts';

export interface ChecksTargets {
  readonly entries: Pick<EntryStore, 'put'>;
  readonly target: Examines;
  readonly newId: NewId;
}

export interface Checked {
  /** As CloudTrail shows the sessions of this check; it names the entry. */
  readonly identity: string;
  readonly findings: readonly Finding[];
}

/** Tries whether a target could be lent and taken back. Sessions are made, so the entry comes first. */
export async function checkTarget(
  { entries, target: kind, newId }: ChecksTargets,
  cause: Cause,
  { target, by }: { readonly target: Target; readonly by: PersonId },
): Promise<Result<Checked>> {
  const entry = newEntry(newId, cause, {
    action: 'target.check',
    outcome: 'allowed',
    subject: target.id,
    targetId: target.id,
  });
  try {
    await entries.put(entry);
  } catch {
    return cannotRecord;
  }
  // Roles trust sessions named grt_…; no grant has such an id.
  const identity = `grt_check-${entry.id}`;
  return ok({
    identity,
    findings: await kind.examine(target, { name: identity, by, correlationId: cause.correlationId }),
  });
}
