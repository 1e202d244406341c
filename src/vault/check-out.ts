import type { AccessReads } from '../access/ports.ts';
import type { Grant } from '../access/grant.ts';
import type { CredentialTarget } from '../access/target.ts';
import type { GrantId } from '../kernel/ids.ts';
import type { Cause } from '../kernel/principal.ts';
import { refusal } from '../kernel/refusal.ts';
import { ok, refused } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { changeCredential } from './change-credential.ts';
import type { ChangesCredentials, Decided } from './change-credential.ts';
import type { CredentialState, Lease } from './credential.ts';
import { credentialOfGrant } from './credential-targets.ts';
import type { CredentialTargets } from './credential-targets.ts';
import { checkOut, logsIn, MOST_WAITING } from './lease-transitions.ts';

export interface ChecksOut extends ChangesCredentials {
  readonly access: Pick<AccessReads, 'grant'>;
  readonly credentials: CredentialTargets;
}

export type CheckOutAnswer =
  | { readonly is: 'lease'; readonly target: CredentialTarget; readonly lease: Lease }
  | {
      readonly is: 'waiting';
      readonly target: CredentialTarget;
      readonly place: number;
      readonly state: CredentialState;
    };

/**
 * The credential of an active grant: a lease, a longer one, or a place in the queue. The same call again claims it
 * when it is free. Whoever calls has checked that the holder asks.
 */
export async function checkOutCredential(
  means: ChecksOut,
  grantId: GrantId,
  cause: Cause,
): Promise<Result<CheckOutAnswer>> {
  const grant = await activeGrant(means.access, grantId, cause);
  if (!grant.ok) return grant;
  const found = await credentialOfGrant(means.credentials, grant.value.targetId);
  if (!found.ok) return found;
  const target = found.value;
  return changeCredential<CheckOutAnswer>(means, target, cause, async (state) => {
    const now = await activeGrant(means.access, grantId, cause);
    return now.ok ? decide(state, target, now.value, cause) : { answer: now };
  });
}

function decide(
  state: CredentialState,
  target: CredentialTarget,
  grant: Grant,
  { at }: Cause,
): Decided<CheckOutAnswer> {
  const out = checkOut(state, target, { grantId: grant.id, holder: grant.holder, grantEndsAt: grant.endsAt, at });
  // Who holds it may go on; nobody new gets what does not log in, nor waits for it.
  if (out.is !== 'renewed' && !logsIn(state)) return { answer: refused(unusable(state)) };
  switch (out.is) {
    case 'full':
      return { answer: refused(refusal('too_many', `${MOST_WAITING} wait for it already. Ask again later.`)) };
    case 'waiting': {
      const then = { is: 'waiting', target, place: out.place, state: out.to } as const;
      if (!out.new) return { answer: ok(then) };
      const what = { action: 'credential.wait', grantId: grant.id, facts: { holder: grant.holder, place: out.place } };
      return { to: out.to, what, whileActive: grant.id, then };
    }
    case 'lease':
    case 'renewed': {
      const { fence, until, holder } = out.lease;
      const action = out.is === 'lease' ? 'credential.check-out' : 'credential.renew';
      const what = { action, grantId: grant.id, facts: { holder, fence, until } };
      return { to: out.to, what, whileActive: grant.id, then: { is: 'lease', target, lease: out.lease } };
    }
  }
}

function unusable({ health }: CredentialState) {
  if (health.state === 'none')
    return refusal(
      'no_value',
      'The credential has no value yet. Who keeps it must set one first, or reconcile an imported one.',
    );
  const { fault } = health;
  return refusal(
    'credential_unusable',
    `It was refused when it was last tried${fault === null ? '' : ` (${fault.says})`}. Who keeps it must see to it first.`,
  );
}

/** A grant that gives power now. */
export async function activeGrant(
  access: Pick<AccessReads, 'grant'>,
  id: GrantId,
  { at }: Cause,
): Promise<Result<Grant>> {
  const grant = await access.grant(id);
  if (grant === null) return refused(refusal('not_found', `There is no grant ${id}.`));
  if (grant.state === 'active' && at < grant.endsAt) return ok(grant);
  const soon = grant.state === 'activating';
  return refused(
    refusal(
      'grant_not_active',
      soon ? `${id} is being activated; ask again in a moment.` : `${id} has ended, or is ending.`,
    ),
  );
}
