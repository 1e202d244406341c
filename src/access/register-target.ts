import { newEntry } from '../audit/entry.ts';
import type { EntryFacts } from '../audit/entry.ts';
import type { NewId } from '../kernel/ids.ts';
import type { Cause } from '../kernel/principal.ts';
import { refusal } from '../kernel/refusal.ts';
import { ok, refused } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { changeTarget } from './change-target.ts';
import type { ChangesTargets } from './change-target.ts';
import { placeOf } from './place-in-words.ts';
import type { AccessReads } from './ports.ts';
import { accountOf, whyNotRegistered } from './registration-limits.ts';
import { administratorOf } from './target.ts';
import type { Target } from './target.ts';
import { changeIn } from './target-change.ts';
import { cannotRecord } from './until-written.ts';
import type { Within } from './within-reach.ts';

type RegistrationOf<Of> = Of extends Target
  ? Omit<Of, 'id' | 'version' | 'accountId' | 'createdAt' | 'retiredAt'>
  : never;
/** All that an administrator says of a target. The rest the server derives. */
export type Registration = RegistrationOf<Target>;

const taken = {
  'id-free': 'It was registered at the same moment; try again.',
  'name-free': 'Another target has this name.',
  'role-free': 'This role is registered already.',
  'boundary-free': 'This boundary belongs to another target: each role needs a boundary of its own.',
  'secret-free': 'This secret is registered already: two rotations of it would undo each other.',
} as const;

export interface RegistersTargets extends ChangesTargets {
  readonly access: ChangesTargets['access'] & Pick<AccessReads, 'targetOfSecret'>;
  readonly newId: NewId;
  readonly within: Within;
}

/**
 * Registers a target, or brings back one that was retired: a role under its old id, because what is still denied of it
 * in its boundary belongs to that; a credential with an imported secret, because its versions have a history.
 */
export async function registerTarget(
  means: RegistersTargets,
  cause: Cause,
  given: Registration,
): Promise<Result<Target>> {
  const { targets, newId } = means;
  const wrong = await whyNotRegistered(means, given);
  if (wrong !== null) return refused(wrong);
  const before = await retiredBefore(means, given);
  if (before !== null) return changeTarget(means, cause, before.id, { ...changeIn(given.kind, given), retired: false });
  const registered = { id: newId('tgt'), version: 1, createdAt: cause.at, retiredAt: null };
  const target: Target =
    given.kind === 'aws-role'
      ? { ...given, ...registered, accountId: accountOf(given.roleArn) }
      : { ...given, ...registered };
  const entry = newEntry(newId, cause, {
    action: 'target.register',
    outcome: 'allowed',
    subject: target.id,
    targetId: target.id,
    facts: { kind: target.kind, sensitivity: target.sensitivity, ...factsOf(target) },
  });
  const written = await targets.addTarget(target, { entry, events: [] });
  if (written.written) return ok(target);
  const reasons = written.failed.flatMap((condition) => (condition === 'recorded' ? [] : taken[condition]));
  return reasons.length === 0 ? cannotRecord : refused(refusal('already_exists', reasons.join(' ')));
}

/** The same thing, when it was retired: everything that never changes of a target is as it was. */
async function retiredBefore({ access, targets }: RegistersTargets, given: Registration): Promise<Target | null> {
  const id =
    given.kind === 'aws-role'
      ? await targets.targetOfRole(given.roleArn)
      : given.kind === 'credential' && given.importedSecret !== null
        ? await access.targetOfSecret(given.importedSecret)
        : null;
  const known = id === null ? null : await access.target(id);
  if (known === null || known.retiredAt === null) return null;
  if (known.kind === 'aws-role' && given.kind === 'aws-role')
    return known.boundaryArn === given.boundaryArn ? known : null;
  if (known.kind !== 'credential' || given.kind !== 'credential') return null;
  const same =
    known.network === given.network &&
    JSON.stringify(staysOf(known.address)) === JSON.stringify(staysOf(given.address));
  return same ? known : null;
}

/** An address without what may move of it. */
function staysOf(address: object): readonly (readonly [string, unknown])[] {
  const movable = Object.keys(changeIn('credential', { address }).address ?? {});
  return Object.entries(address)
    .filter(([field]) => !movable.includes(field))
    .sort(([one], [other]) => (one < other ? -1 : 1));
}

function factsOf(target: Target): EntryFacts['facts'] {
  const administrator = administratorOf(target);
  switch (target.kind) {
    case 'aws-role':
      return { roleArn: target.roleArn, boundaryArn: target.boundaryArn, probeAction: target.probeAction };
    case 'credential': {
      const { engine, at } = { engine: target.address.engine, at: placeOf(target.address).at };
      return {
        ...{ engine, at, owner: target.owner, revealable: target.revealable },
        ...{ network: target.network, administrator, secret: target.importedSecret },
      };
    }
    case 'database-account':
      return {
        ...{ administrator, database: target.database, reassignTo: target.reassignTo },
        memberOf: target.memberOf.join(' ').slice(0, 1000),
      };
  }
}
