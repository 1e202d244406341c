import type { Authorization } from '../authorization/decision.ts';
import type { EventOf } from '../identity/directory-event.ts';
import type { DirectoryReads } from '../identity/ports.ts';
import type { NewId } from '../kernel/ids.ts';
import type { EpochSeconds } from '../kernel/time.ts';
import { endGrant } from './end-grant.ts';
import { causeOfEvent, settled } from './end-leaver.ts';
import { mayStillAsk } from './may-still-ask.ts';
import type { AccessStore } from './ports.ts';

export interface EndUnpermittedSurroundings {
  readonly access: Pick<AccessStore, 'target' | 'footprintsOf' | 'grant' | 'changeGrant'>;
  readonly directory: Pick<DirectoryReads, 'standing'>;
  readonly authorization: Pick<Authorization, 'decide'>;
  readonly newId: NewId;
}

/**
 * The rules of some targets have changed, or the targets themselves: grants whose holders could not ask for them now
 * end. Requests that wait need no act: they were asked under another version, and nobody can agree to them.
 */
export async function endUnpermitted(
  surroundings: EndUnpermittedSurroundings,
  event: EventOf<'rights-changed'>,
  now: EpochSeconds,
): Promise<{ readonly cancelled: number; readonly ended: number }> {
  const { access, directory, authorization } = surroundings;
  let ended = 0;
  for (const targetId of event.targets) {
    const target = await access.target(targetId);
    for (const { grantId, state } of await access.footprintsOf(targetId)) {
      const grant = state === 'live' ? await access.grant(grantId) : null;
      if (grant === null || grant.state === 'ended') continue;
      if (mayStillAsk(authorization, await directory.standing(grant.holder), target)) continue;
      settled(await endGrant(surroundings, causeOfEvent(event, now), grantId, 'leaver'), ['grant_not_active']);
      ended += 1;
    }
  }
  return { cancelled: 0, ended };
}
