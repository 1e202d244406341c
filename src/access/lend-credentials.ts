import { newEntry } from '../audit/entry.ts';
import type { GrantId, NewId } from '../kernel/ids.ts';
import type { Cause } from '../kernel/principal.ts';
import { refusal } from '../kernel/refusal.ts';
import { ok, refused } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { Clock } from '../kernel/time.ts';
import { promiseCredentials } from './grant-transitions.ts';
import type { Grant } from './grant.ts';
import type { AccessReads, AccessStore } from './ports.ts';
import type { AwsRoleTarget } from './target.ts';
import type { Credentials, Lends } from './target-contract.ts';

export interface LendsCredentials {
  readonly store: Pick<AccessReads, 'grant' | 'target'> & Pick<AccessStore, 'changeGrant'>;
  readonly target: Lends<AwsRoleTarget>;
  readonly newId: NewId;
  readonly clock: Clock;
}

const ROUNDS = 5;

/**
 * Hands out credentials of an active grant. First the table says until when they may live, and the audit that they were
 * lent: a revoke at this very moment then knows how long its deny must stay. They end with the grant whatever they say.
 */
export async function lendCredentials(
  { store, target, newId, clock }: LendsCredentials,
  id: GrantId,
  cause: Cause,
): Promise<Result<Credentials>> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const grant = await store.grant(id);
    if (grant === null) return refused(refusal('not_found', `There is no grant ${id}.`));
    const now = clock();
    if (grant.state !== 'active' || now >= grant.endsAt) return refused(notActive(grant));
    const lent = await store.target(grant.targetId);
    if (lent === null) return refused(refusal('target_unusable', 'The target is no longer registered.'));
    if (lent.kind !== 'aws-role')
      return refused(
        refusal('target_unusable', `A ${lent.kind} is not lent as AWS credentials. ${elsewhere[lent.kind]}`),
      );
    const until = now + target.lifetimeSeconds(grant.endsAt, now);
    const entry = newEntry(
      newId,
      { ...cause, at: now },
      {
        action: 'credentials.lend',
        outcome: 'allowed',
        subject: id,
        targetId: grant.targetId,
        grantId: id,
        facts: { endsAt: grant.endsAt, credentialsUntil: until },
      },
    );
    const written = await store.changeGrant(
      { from: grant, to: promiseCredentials(grant, until) },
      { entry, events: [] },
    );
    if (written.written) {
      const credentials = await target.lend(lent, { grantId: id, holder: grant.holder, endsAt: grant.endsAt });
      return ok({ ...credentials, expiresAt: Math.min(credentials.expiresAt, grant.endsAt) });
    }
    if (written.failed.includes('recorded'))
      return refused(refusal('cannot_record', 'The audit entry could not be written, so no credentials were lent.'));
  }
  return refused(refusal('conflict', 'The grant was changed by others at the same moment. Ask again.'));
}

const elsewhere = {
  credential: 'Check it out: POST /grants/{id}/lease.',
  'database-account': 'Ask for its login: POST /grants/{id}/account.',
} as const;

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
