import { isDeepStrictEqual } from 'node:util';
import { newEntry } from '../audit/entry.ts';
import type { EventOf } from '../identity/directory-event.ts';
import type { NewId, TargetId } from '../kernel/ids.ts';
import type { Cause } from '../kernel/principal.ts';
import { refusal } from '../kernel/refusal.ts';
import type { Refusal } from '../kernel/refusal.ts';
import { ok, refused } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { DirectoryReads } from '../identity/ports.ts';
import type { AccessReads, TargetStore } from './ports.ts';
import { targetSchema } from './target.ts';
import type { Target } from './target.ts';
import { misfitOf, moves } from './target-change.ts';
import type { TargetChange } from './target-change.ts';
import { untilWritten } from './until-written.ts';

export interface ChangesTargets {
  readonly access: Pick<AccessReads, 'target' | 'footprintsOf'>;
  readonly targets: TargetStore;
  readonly directory: Pick<DirectoryReads, 'group'>;
  readonly newId: NewId;
}

/**
 * Changes a target, retires it or brings it back. Requests that wait were asked for another version, so nobody can
 * agree to them any more; grants that live go on to their end.
 */
export function changeTarget(
  means: ChangesTargets,
  cause: Cause,
  id: TargetId,
  { retired, ...change }: TargetChange & { readonly retired?: boolean },
): Promise<Result<Target>> {
  const { access, targets, newId } = means;
  return untilWritten<Target>(async () => {
    const from = await access.target(id);
    if (from === null) return { answer: refused(refusal('not_found', `There is no target ${id}.`)) };
    const retiredAt = retired === undefined ? from.retiredAt : retired ? (from.retiredAt ?? cause.at) : null;
    const misfit = misfitOf(from, change);
    if (misfit !== null) return { answer: refused(misfit) };
    const to = changedTo(from, change, retiredAt);
    const changed = changedFields(from, to);
    if (changed.length === 0) return { answer: ok(from) };
    const obstacle = await whyNot(means, from, to);
    if (obstacle !== null) return { answer: refused(obstacle) };
    const entry = newEntry(newId, cause, {
      action: actionOf(from, to),
      outcome: 'allowed',
      subject: id,
      targetId: id,
      facts: { version: to.version, changed: changed.join(' '), sensitivity: to.sensitivity },
    });
    const event: EventOf<'rights-changed'> = {
      id: newId('out'),
      kind: 'rights-changed',
      targets: [id],
      at: cause.at,
      correlationId: cause.correlationId,
    };
    return {
      async write() {
        const written = await targets.changeTarget({ from, to, event }, { entry, events: [] });
        if (!written.written && written.failed.includes('name-free')) throw new NameTaken();
        return written;
      },
      then: to,
    };
  }).catch((error: unknown) => {
    if (error instanceof NameTaken) return refused(refusal('already_exists', 'Another target has this name.'));
    throw error;
  });
}

class NameTaken extends Error {}

/** Fields that the change does not name stay; of an address, those alone that it names change. */
function changedTo(from: Target, { address, ...change }: TargetChange, retiredAt: Target['retiredAt']): Target {
  return targetSchema.parse({
    ...from,
    ...given(change),
    ...(from.kind === 'credential' && { address: { ...from.address, ...given(address ?? {}) } }),
    retiredAt,
    version: from.version + 1,
  });
}

const given = (fields: object): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

function changedFields(from: Target, to: Target): string[] {
  const before: ReadonlyMap<string, unknown> = new Map(Object.entries(from));
  return Object.entries(to).flatMap(([field, value]) =>
    field === 'version' || isDeepStrictEqual(before.get(field), value) ? [] : [field],
  );
}

/** What others hold or need of it. */
async function whyNot(
  { access, targets, directory }: ChangesTargets,
  from: Target,
  to: Target,
): Promise<Refusal | null> {
  if (to.kind === 'credential' && from.kind === 'credential' && to.owner !== from.owner) {
    if ((await directory.group(to.owner)) === null)
      return refusal('not_found', `There is no group ${to.owner} that could answer for it.`);
  }
  if (from.retiredAt === null && to.retiredAt !== null) {
    const needing = await Promise.all((await targets.administeredBy(from.id)).map((id) => access.target(id)));
    const names = needing.flatMap((each) => (each === null || each.retiredAt !== null ? [] : `"${each.name}"`));
    if (names.length > 0)
      return refusal('still_needed', `It is the administrator of ${names.join(', ')}. Retire what needs it first.`);
  }
  return moves(from, to) ? whyNotMoved({ access, targets }, from) : null;
}

/**
 * What somebody holds of it must be found where it was given: an account, or a value that somebody saw, could otherwise
 * live on where nobody looks any more.
 */
async function whyNotMoved(
  { access, targets }: Pick<ChangesTargets, 'access' | 'targets'>,
  from: Target,
): Promise<Refusal | null> {
  const held = await access.footprintsOf(from.id);
  if (held.some(({ until }) => until === null))
    return refusal('still_needed', 'Somebody holds it: its host can be changed when those grants have ended.');
  for (const id of await targets.administeredBy(from.id)) {
    const made = await access.target(id);
    if (made?.kind === 'database-account')
      return refusal(
        'still_needed',
        `Accounts are made with it ("${made.name}"), which must be found again: register the new server’s credential as another target.`,
      );
  }
  return null;
}

function actionOf(from: Target, to: Target): string {
  if (from.retiredAt === to.retiredAt) return 'target.change';
  return to.retiredAt === null ? 'target.bring-back' : 'target.retire';
}
