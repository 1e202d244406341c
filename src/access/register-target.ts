import { newEntry } from '../audit/entry.ts';
import type { NewId } from '../kernel/ids.ts';
import type { Cause } from '../kernel/principal.ts';
import { refusal } from '../kernel/refusal.ts';
import { ok, refused } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { changeTarget } from './change-target.ts';
import type { ChangesTargets } from './change-target.ts';
import type { Target } from './target.ts';
import { cannotRecord } from './until-written.ts';
import { outOfReach } from './within-reach.ts';
import type { Within } from './within-reach.ts';

/** All that an administrator says of a target. The rest the server derives. */
export type Registration = Omit<Target, 'id' | 'version' | 'accountId' | 'createdAt' | 'retiredAt'>;

const taken = {
  'id-free': 'It was registered at the same moment; try again.',
  'name-free': 'Another target has this name.',
  'role-free': 'This role is registered already.',
  'boundary-free': 'This boundary belongs to another target: each role needs a boundary of its own.',
} as const;

export interface RegistersTargets extends ChangesTargets {
  readonly newId: NewId;
  readonly within: Within;
}

/**
 * Registers a role, or brings back one that was retired: under its old id, because what is still denied of it in its
 * boundary belongs to that.
 */
export async function registerTarget(
  means: RegistersTargets,
  cause: Cause,
  given: Registration,
): Promise<Result<Target>> {
  const { targets, newId } = means;
  const unreachable = outOfReach(means.within, given.roleArn);
  if (unreachable !== null) return refused(unreachable);
  const accountId = accountOf(given.roleArn);
  if (accountOf(given.boundaryArn) !== accountId) {
    const message = 'The boundary must be in the account of the role.';
    return refused(refusal('invalid_request', message, { errors: [{ path: 'body.boundaryArn', message }] }));
  }
  const before = await targets.targetOfRole(given.roleArn);
  const known = before === null ? null : await means.access.target(before);
  if (known !== null && known.retiredAt !== null && known.boundaryArn === given.boundaryArn)
    return changeTarget(means, cause, known.id, { ...given, retired: false });
  const target: Target = { ...given, id: newId('tgt'), version: 1, accountId, createdAt: cause.at, retiredAt: null };
  const entry = newEntry(newId, cause, {
    action: 'target.register',
    outcome: 'allowed',
    subject: target.id,
    targetId: target.id,
    facts: {
      kind: target.kind,
      sensitivity: target.sensitivity,
      roleArn: target.roleArn,
      boundaryArn: target.boundaryArn,
      probeAction: target.probeAction,
    },
  });
  const written = await targets.addTarget(target, { entry, events: [] });
  if (written.written) return ok(target);
  const reasons = written.failed.flatMap((condition) => (condition === 'recorded' ? [] : taken[condition]));
  return reasons.length === 0 ? cannotRecord : refused(refusal('already_exists', reasons.join(' ')));
}

/** arn:partition:iam::ACCOUNT:… */
function accountOf(arn: string): string {
  const account = arn.split(':')[4];
  if (account === undefined) throw new Error('an ARN names an account');
  return account;
}
