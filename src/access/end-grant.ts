import { newEntry } from '../audit/entry.ts';
import type { GrantId, NewId } from '../kernel/ids.ts';
import type { Cause } from '../kernel/principal.ts';
import { refusal } from '../kernel/refusal.ts';
import { ok, refused } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { askEnd } from './grant-transitions.ts';
import type { EndAsked, Grant } from './grant.ts';
import { completeHold, notify } from './outbox.ts';
import type { AccessStore } from './ports.ts';
import { untilWritten } from './until-written.ts';

export interface EndGrantSurroundings {
  readonly access: Pick<AccessStore, 'grant' | 'changeGrant'>;
  readonly newId: NewId;
}

/** By its holder it is given back, by anybody else who may it is revoked. Whoever calls has checked who may. */
export const endWhyOf = ({ holder }: Grant, { actor }: Cause): 'returned' | 'revoked' =>
  actor.kind === 'person' && actor.id === holder ? 'returned' : 'revoked';

/**
 * Begins the early end; taking away and verifying follow. That it was begun, or asked for, before is no error.
 * `why` follows from who asks, unless it is the leaver's.
 */
export function endGrant(
  { access, newId }: EndGrantSurroundings,
  cause: Cause,
  id: GrantId,
  leaver: 'leaver' | null = null,
): Promise<Result<Grant>> {
  return untilWritten<Grant>(async () => {
    const from = await access.grant(id);
    if (from === null) return { answer: refused(refusal('not_found', 'There is no such grant.')) };
    const asked: EndAsked = { why: leaver ?? endWhyOf(from, cause), by: cause.actor, at: cause.at };
    const { outcome, grant: to } = askEnd(from, asked);
    if (outcome === 'already') return { answer: ok(to) };
    if (outcome === 'ended')
      return {
        answer: refused(refusal('grant_not_active', `The grant has ended (${to.endedAt}). Nothing was changed.`)),
      };
    const entry = newEntry(newId, cause, {
      action: 'grant.end',
      outcome: 'allowed',
      subject: id,
      targetId: to.targetId,
      grantId: id,
      facts: { why: asked.why, state: to.state, endsAt: to.endsAt },
    });
    const events =
      to.state === 'ending' ? [completeHold(newId, cause, id), notify(newId, cause, to.requestId, 'ending')] : [];
    return { write: () => access.changeGrant({ from, to }, { entry, events }), then: to };
  });
}
