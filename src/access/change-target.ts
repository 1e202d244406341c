import { newEntry } from '../audit/entry.ts';
import type { EventOf } from '../identity/directory-event.ts';
import type { NewId, TargetId } from '../kernel/ids.ts';
import type { Cause } from '../kernel/principal.ts';
import { refusal } from '../kernel/refusal.ts';
import { ok, refused } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { AccessReads, TargetStore } from './ports.ts';
import type { Target } from './target.ts';
import { untilWritten } from './until-written.ts';

export interface ChangesTargets {
  readonly access: Pick<AccessReads, 'target'>;
  readonly targets: TargetStore;
  readonly newId: NewId;
}

/** What may change of a target. Its role and boundary never do: denies of ended grants lie in that boundary. */
type Changeable = 'name' | 'description' | 'sensitivity' | 'externalId' | 'probeAction' | 'region';
export type TargetChange = { readonly [Field in Changeable]?: Target[Field] | undefined };

/**
 * Changes a target, retires it or brings it back. Requests that wait were asked for another version, so nobody can
 * agree to them any more; grants that live go on to their end.
 */
export function changeTarget(
  { access, targets, newId }: ChangesTargets,
  cause: Cause,
  id: TargetId,
  { retired, ...change }: TargetChange & { readonly retired?: boolean },
): Promise<Result<Target>> {
  return untilWritten<Target>(async () => {
    const from = await access.target(id);
    if (from === null) return { answer: refused(refusal('not_found', `There is no target ${id}.`)) };
    const retiredAt = retired === undefined ? from.retiredAt : retired ? (from.retiredAt ?? cause.at) : null;
    const to: Target = { ...from, ...changedIn(change), retiredAt, version: from.version + 1 };
    const changed = changedFields(from, to);
    if (changed.length === 0) return { answer: ok(from) };
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

const fields = ['name', 'description', 'sensitivity', 'externalId', 'probeAction', 'region', 'retiredAt'] as const;
const changedFields = (from: Target, to: Target): string[] => fields.filter((field) => from[field] !== to[field]);

/** Only what may change: a registration that brings a target back also says what must stay. */
export function changedIn({
  name,
  description,
  sensitivity,
  externalId,
  probeAction,
  region,
}: TargetChange): Partial<Pick<Target, Changeable>> {
  return {
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    ...(sensitivity !== undefined && { sensitivity }),
    ...(externalId !== undefined && { externalId }),
    ...(probeAction !== undefined && { probeAction }),
    ...(region !== undefined && { region }),
  };
}

function actionOf(from: Target, to: Target): string {
  if (from.retiredAt === to.retiredAt) return 'target.change';
  return to.retiredAt === null ? 'target.bring-back' : 'target.retire';
}
