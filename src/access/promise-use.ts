import { newEntry } from '../audit/entry.ts';
import type { GrantId, NewId } from '../kernel/ids.ts';
import type { Cause } from '../kernel/principal.ts';
import { refusal } from '../kernel/refusal.ts';
import { ok, refused } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { Clock, EpochSeconds } from '../kernel/time.ts';
import { promiseCredentials } from './grant-transitions.ts';
import type { ActiveGrant, Grant } from './grant.ts';
import type { AccessReads, AccessStore } from './ports.ts';
import type { TargetKind, TargetOf } from './target.ts';
import { isOfKind } from './target.ts';

export interface PromisesUse {
  readonly store: Pick<AccessReads, 'grant' | 'target'> & Pick<AccessStore, 'changeGrant'>;
  readonly newId: NewId;
  readonly clock: Clock;
}

export interface Use<Kind extends TargetKind> {
  /** As its entry calls it. */
  readonly action: string;
  /** The kind of target that is used so; and where the others are used, in words. */
  readonly kind: Kind;
  readonly elsewhere: string;
  /** Until when what is handed out may live. */
  readonly until: (grant: ActiveGrant, now: EpochSeconds) => EpochSeconds;
}

const ROUNDS = 5;

/**
 * Before anything of an active grant is handed out: the table says until when it may live, and the audit that it was
 * lent. A revoke at this very moment then knows how long its deny must stay.
 */
export async function promiseUse<Kind extends TargetKind>(
  { store, newId, clock }: PromisesUse,
  id: GrantId,
  cause: Cause,
  { action, kind, elsewhere, until: untilOf }: Use<Kind>,
): Promise<Result<{ readonly grant: ActiveGrant; readonly target: TargetOf<Kind> }>> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const grant = await store.grant(id);
    if (grant === null) return refused(refusal('not_found', `There is no grant ${id}.`));
    const now = clock();
    if (grant.state !== 'active' || now >= grant.endsAt) return refused(notActive(grant));
    const target = await store.target(grant.targetId);
    if (target === null) return refused(refusal('target_unusable', 'The target is no longer registered.'));
    if (!isOfKind(target, kind))
      return refused(refusal('target_unusable', `The grant is for a target of the kind ${target.kind}. ${elsewhere}`));
    const until = untilOf(grant, now);
    const entry = newEntry(
      newId,
      { ...cause, at: now },
      {
        action,
        outcome: 'allowed',
        subject: id,
        targetId: grant.targetId,
        grantId: id,
        facts: { endsAt: grant.endsAt, credentialsUntil: until },
      },
    );
    const to = promiseCredentials(grant, until);
    const written = await store.changeGrant({ from: grant, to }, { entry, events: [] });
    if (written.written) return ok({ grant: to, target });
    if (written.failed.includes('recorded'))
      return refused(refusal('cannot_record', 'The audit entry could not be written, so no credentials were lent.'));
  }
  return refused(refusal('conflict', 'The grant was changed by others at the same moment. Ask again.'));
}

function notActive(grant: Grant) {
  const words: Readonly<Record<Grant['state'], string>> = {
    activating: 'It is being activated; ask again in a moment.',
    active: `Its time was over at ${grant.endsAt}.`,
    ending: 'It is ending.',
    revoke_failed: 'It is ending.',
    ended: 'It has ended.',
  };
  return refusal('grant_not_active', `No credentials are lent under ${grant.id}. ${words[grant.state]}`);
}
