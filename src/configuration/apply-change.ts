import type { AccessReads } from '../access/ports.ts';
import type { Target } from '../access/target.ts';
import type { Within } from '../access/within-reach.ts';
import type { RuleReads } from '../authorization/rules-in-force.ts';
import type { DirectoryReads } from '../identity/ports.ts';
import type { Invitations, Mailed } from '../identity/invitations.ts';
import { ADMINISTRATORS } from '../identity/group.ts';
import type { ChangeId, NewId } from '../kernel/ids.ts';
import type { Cause, VerifiedPrincipal } from '../kernel/principal.ts';
import { refusal } from '../kernel/refusal.ts';
import type { Refusal } from '../kernel/refusal.ts';
import { ok, refused } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { ConfigurationMoved } from '../kernel/revision.ts';
import type { Revision } from '../kernel/revision.ts';
import type { Clock, EpochSeconds } from '../kernel/time.ts';
import { carryOut } from './carry-out.ts';
import type { CarriedOut } from './carry-out.ts';
import { markApplied, stop } from './change-transitions.ts';
import { isOpen } from './change.ts';
import type { Change, OpenChange } from './change.ts';
import { notOpen, onOpenChange } from './decide-change.ts';
import type { ConfigurationOperation } from './operation.ts';
import type { ChangeStore, ConfigurationStores } from './ports.ts';
import { moved } from './preview-change.ts';
import { allTargets } from './read-snapshot.ts';

export interface AppliesChanges {
  readonly changes: ChangeStore;
  readonly stores: ConfigurationStores;
  readonly access: Pick<AccessReads, 'target' | 'targets' | 'footprintsOf' | 'targetOfSecret'>;
  readonly directory: Pick<DirectoryReads, 'standing'>;
  readonly rules: RuleReads;
  readonly within: Within;
  readonly newId: NewId;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly invitations: Invitations;
  readonly clock: Clock;
  /** Whether somebody else must have agreed. */
  readonly secondPerson: boolean;
  /** No operation is begun after this second: the caller asks again for the rest. */
  readonly until: EpochSeconds;
}

type Invited = NonNullable<CarriedOut> & { readonly mailed: Mailed };

export interface Progress {
  readonly change: Change;
  /** So many of its operations are behind us. */
  readonly done: number;
  readonly enrolments: readonly Invited[];
}

const CHUNK = 100;

/**
 * Carries a change out, operation by operation, each as one transaction with its own entry, and only as long as nothing
 * else changes the configuration. May be repeated at any time, and by two at once: where it stands is written in the
 * count of the configuration itself, by the step that was taken last.
 */
export async function applyChange(
  means: AppliesChanges,
  { personId }: Pick<VerifiedPrincipal, 'personId'>,
  cause: Cause,
  id: ChangeId,
): Promise<Result<Progress>> {
  const change = await means.changes.change(id);
  if (change === null) return refused(refusal('not_found', `There is no change ${id}.`));
  if (change.state === 'applied') return ok({ change, done: change.operations, enrolments: [] });
  if (!isOpen(change, cause.at)) return refused(notOpen(change));
  const obstacle = await whyNot(means, change);
  if (obstacle !== null) return refused(obstacle);
  const enrolments: Invited[] = [];
  const stepping: Cause = { ...cause, reasons: [...cause.reasons, id] };
  const end = (why: { code: string; detail: string; done: number | null }) =>
    onOpenChange(means, cause, id, (open) =>
      ok({
        to: stop(open, why, { by: personId, at: cause.at }),
        what: { action: 'change.stop', outcome: 'failed', reasons: [why.code], facts: { done: why.done } },
      }),
    );

  let standing = standingOf(change, await means.stores.revision());
  for (;;) {
    if (standing === null) {
      await end({ code: 'configuration_changed', detail: 'The configuration was changed by others.', done: null });
      return moved(change.baseRevision, (await means.stores.revision()).number);
    }
    if (standing.next >= change.operations) break;
    const chunk = await means.changes.operations(id, standing.next, CHUNK);
    const taken = await takeSteps(means, stepping, change, chunk, standing, enrolments);
    if (taken.outcome === 'refused') {
      await end({ code: taken.refusal.code, detail: taken.refusal.detail, done: taken.at });
      const detail = `Operation ${taken.at + 1} of ${change.operations}: ${taken.refusal.detail} What was carried out before it stays.`;
      return refused({ ...taken.refusal, detail });
    }
    if (taken.outcome === 'time-is-up') return ok({ change, done: taken.at, enrolments });
    standing = taken.outcome === 'moved' ? standingOf(change, await means.stores.revision()) : taken.standing;
  }
  const applied = await onOpenChange(means, cause, id, (open) =>
    ok({
      to: markApplied(open, { by: personId, at: means.clock() }),
      what: { action: 'change.apply', outcome: 'allowed', facts: { operations: open.operations, digest: open.digest } },
    }),
  );
  // Somebody else, carrying it out at the same time, was a moment ahead.
  const finished = applied.ok ? applied.value : await means.changes.change(id);
  if (finished?.state !== 'applied') return applied.ok ? refused(notOpen(applied.value)) : applied;
  return ok({ change: finished, done: change.operations, enrolments });
}

/** Which operation comes next, from which revision. */
interface Standing {
  readonly next: number;
  readonly revision: number;
}

/** Null: something else has changed the configuration since this was planned. */
function standingOf({ id, baseRevision }: OpenChange, { number, last }: Revision): Standing | null {
  if (last?.changeId === id) return { next: last.step + 1, revision: number };
  return number === baseRevision ? { next: 0, revision: number } : null;
}

type Taken =
  | { readonly outcome: 'taken'; readonly standing: Standing }
  | { readonly outcome: 'moved' }
  | { readonly outcome: 'time-is-up'; readonly at: number }
  | { readonly outcome: 'refused'; readonly at: number; readonly refusal: Refusal };

async function takeSteps(
  means: AppliesChanges,
  cause: Cause,
  { id: changeId }: OpenChange,
  operations: readonly ConfigurationOperation[],
  from: Standing,
  enrolments: Invited[],
): Promise<Taken> {
  let { next, revision } = from;
  for (const operation of operations) {
    if (means.clock() >= means.until) return { outcome: 'time-is-up', at: next };
    const stores = means.stores.step(revision, { changeId, step: next });
    try {
      const result = await carryOut({ ...means, stores, targetsByName: () => byName(means.access) }, cause, operation);
      if (!result.ok) {
        // Somebody else carries out the same change and was ahead: look where it stands.
        if ((await means.stores.revision()).number !== revision) return { outcome: 'moved' };
        return { outcome: 'refused', at: next, refusal: result.refusal };
      }
      if (result.value !== null) {
        const { person, enrolment } = result.value;
        enrolments.push({ ...result.value, mailed: await means.invitations.send(person, enrolment) });
      }
    } catch (error) {
      if (error instanceof ConfigurationMoved) return { outcome: 'moved' };
      throw error;
    }
    // What is so already is not written, and counts nothing.
    if (stores.taken()) revision += 1;
    next += 1;
  }
  return { outcome: 'taken', standing: { next, revision } };
}

const byName = async (access: Pick<AccessReads, 'targets'>): Promise<ReadonlyMap<string, Target>> =>
  new Map((await allTargets(access)).map((target) => [target.name, target]));

/** A second person's yes counts only while they are an administrator. */
async function whyNot({ secondPerson, directory }: AppliesChanges, change: OpenChange): Promise<Refusal | null> {
  if (!secondPerson) return null;
  if (change.state === 'proposed')
    return refusal('second_person_needed', 'Another administrator must agree to this change first.');
  const standing = await directory.standing(change.approver);
  const counts = standing?.person.status === 'active' && standing.groups.includes(ADMINISTRATORS);
  return counts
    ? null
    : refusal('second_person_needed', 'Who agreed to this change is no administrator any more: plan it again.');
}
