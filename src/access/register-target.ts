import { newEntry } from '../audit/entry.ts';
import type { NewId } from '../kernel/ids.ts';
import type { Cause } from '../kernel/principal.ts';
import { refusal } from '../kernel/refusal.ts';
import { ok, refused } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { AccessStore } from './ports.ts';
import type { Target } from './target.ts';
import { cannotRecord } from './until-written.ts';
import { outOfReach } from './within-reach.ts';
import type { Within } from './within-reach.ts';

/** All that an administrator says of a target. The rest the server derives. */
export type Registration = Omit<Target, 'id' | 'version' | 'accountId' | 'createdAt'>;

const taken = {
  'id-free': 'It was registered at the same moment; try again.',
  'name-free': 'Another target has this name.',
  'role-free': 'This role is registered already.',
  'boundary-free': 'This boundary belongs to another target: each role needs a boundary of its own.',
} as const;

export async function registerTarget(
  {
    access,
    newId,
    within,
  }: { readonly access: Pick<AccessStore, 'addTarget'>; readonly newId: NewId; readonly within: Within },
  cause: Cause,
  given: Registration,
): Promise<Result<Target>> {
  const unreachable = outOfReach(within, given.roleArn);
  if (unreachable !== null) return refused(unreachable);
  const accountId = accountOf(given.roleArn);
  if (accountOf(given.boundaryArn) !== accountId) {
    const message = 'The boundary must be in the account of the role.';
    return refused(refusal('invalid_request', message, { errors: [{ path: 'body.boundaryArn', message }] }));
  }
  const target: Target = { ...given, id: newId('tgt'), version: 1, accountId, createdAt: cause.at };
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
  const written = await access.addTarget(target, { entry, events: [] });
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
