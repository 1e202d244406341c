import { isDeepStrictEqual } from 'node:util';
import { UsageError } from '../failure.ts';
import type { Current } from './current.ts';
import type { Desired } from './desired.ts';
import type { Operation } from './operations.ts';
import { administratorOf } from './target-shape.ts';
import type { TargetWritten } from './target-shape.ts';

type CurrentTarget = Current['targets'][number];
type Without<T> = T extends unknown ? Omit<T, 'id'> : never;
type Registered = Without<CurrentTarget>;
type Change = Extract<Operation, { op: 'change-target' }>['change'];

const common = ['name', 'description', 'sensitivity'];
/** What may change of a target of each kind; all else of it is what it is. */
const changeable: Readonly<Record<CurrentTarget['kind'], readonly string[]>> = {
  'aws-role': [...common, 'externalId', 'probeAction', 'region'],
  credential: [...common, 'owner', 'rules', 'plan', 'lease', 'revealable'],
  'database-account': [...common, 'reassignTo'],
};
const movable = ['host', 'port', 'ca', 'hostKey', 'baseUrl'];

/**
 * A role is what its ARN is: a new name for it is a change. A credential is its imported secret, where it has one; the
 * others are their names. Credentials are registered before what they administer, and retired after it.
 */
export function targetOperations(
  { targets }: Pick<Current, 'targets'>,
  { targets: wanted }: Pick<Desired, 'targets'>,
): { first: Operation[]; last: Operation[] } {
  if (wanted === null) return { first: [], last: [] };
  const known = new Map(targets.map((target) => [identityOf(target), target]));
  const written = inOrder(wanted).map((target) => registration(target, wanted));
  const first = written.flatMap((next): Operation[] => {
    const before = known.get(identityOf(next));
    if (before === undefined) return [{ op: 'register-target', registration: next }];
    const change = changeOf(before, next);
    return Object.keys(change).length === 0 ? [] : [{ op: 'change-target', target: before.name, change }];
  });
  const kept = new Set(written.map(identityOf));
  const last = lastFirst(targets.filter((target) => !kept.has(identityOf(target)))).map(({ name }): Operation => ({
    op: 'retire-target',
    target: name,
  }));
  return { first, last };
}

function identityOf(target: Registered): string {
  if (target.kind === 'aws-role') return target.roleArn;
  if (target.kind === 'credential' && target.importedSecret !== null) return target.importedSecret;
  return `${target.kind} ${target.name}`;
}

function registration(target: TargetWritten, wanted: NonNullable<Desired['targets']>): Registered {
  const nameOf = (word: string): string => wanted.get(word)?.name ?? word;
  const { name, description, sensitivity } = target;
  const described = { name, description, sensitivity };
  switch (target.kind) {
    case undefined:
    case 'aws-role':
      return {
        ...{ kind: 'aws-role', ...described, roleArn: target.role, boundaryArn: target.boundary },
        ...{ externalId: target.externalId, probeAction: target.probe, region: target.region },
      };
    case 'credential': {
      const { secret, address, ...rest } = target;
      return { ...rest, address: named(address, nameOf), importedSecret: secret };
    }
    case 'database-account':
      return { ...target, administrator: nameOf(target.administrator) };
  }
}

type Address = Extract<TargetWritten, { kind: 'credential' }>['address'];

function named(address: Address, nameOf: (word: string) => string): Address {
  if (address.engine === 'iam-access-key' || address.administrator === null) return address;
  return { ...address, administrator: nameOf(address.administrator) };
}

/** What moved; what cannot is said, because it would be another target under the same name. */
function changeOf(before: CurrentTarget, next: Registered): Change {
  const was: ReadonlyMap<string, unknown> = new Map(Object.entries(before));
  const moved = Object.entries(next).filter(([field, value]) => !isDeepStrictEqual(was.get(field), value));
  const change: Record<string, unknown> = {};
  const stuck: string[] = [];
  for (const [field, value] of moved) {
    if (changeable[before.kind].includes(field)) change[field] = value;
    else if (field === 'address' && before.kind === 'credential' && next.kind === 'credential') {
      const address = partsMoved(before.address, next.address);
      stuck.push(...address.flatMap(([part]) => (movable.includes(part) ? [] : [`address.${part}`])));
      change['address'] = Object.fromEntries(address);
    } else stuck.push(field);
  }
  if (stuck.length > 0)
    throw new UsageError(
      `"${before.name}" cannot change in ${stuck.join(', ')}: that is another target. Give it another name, and the old one is retired.`,
    );
  return change;
}

function partsMoved(before: object, next: object): readonly (readonly [string, unknown])[] {
  const was: ReadonlyMap<string, unknown> = new Map(Object.entries(before));
  const is: ReadonlyMap<string, unknown> = new Map(Object.entries(next));
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((part) =>
    isDeepStrictEqual(was.get(part), is.get(part)) ? [] : [[part, is.get(part)] as const],
  );
}

/** Administrators before what they administer. `desiredOf` has refused circles. */
function inOrder(wanted: NonNullable<Desired['targets']>): readonly TargetWritten[] {
  const depth = (target: TargetWritten, far = 0): number => {
    const above = administratorOf(target);
    const next = above === null ? undefined : wanted.get(above);
    return next === undefined || far > wanted.size ? far : depth(next, far + 1);
  };
  return [...wanted.values()]
    .map((target) => ({ target, depth: depth(target) }))
    .sort((one, other) => one.depth - other.depth)
    .map(({ target }) => target);
}

/** What is administered before its administrators. */
function lastFirst(gone: readonly CurrentTarget[]): readonly CurrentTarget[] {
  const byName = new Map(gone.map((target) => [target.name, target]));
  const depth = (target: CurrentTarget, far = 0): number => {
    const above = registeredAdministrator(target);
    const next = above === null ? undefined : byName.get(above);
    return next === undefined || far > gone.length ? far : depth(next, far + 1);
  };
  return gone
    .map((target) => ({ target, depth: depth(target) }))
    .sort((one, other) => other.depth - one.depth)
    .map(({ target }) => target);
}

function registeredAdministrator(target: CurrentTarget): string | null {
  if (target.kind === 'database-account') return target.administrator;
  return target.kind === 'credential' && 'administrator' in target.address ? target.address.administrator : null;
}
