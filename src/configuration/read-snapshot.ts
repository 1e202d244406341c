import type { RuleReads } from '../authorization/rules-in-force.ts';
import type { AccessReads } from '../access/ports.ts';
import { administratorOf } from '../access/target.ts';
import type { Target } from '../access/target.ts';
import type { DirectoryReads } from '../identity/ports.ts';
import type { Person } from '../identity/person.ts';
import type { GroupName, PersonId, TargetId } from '../kernel/ids.ts';
import type { Revision } from '../kernel/revision.ts';
import { rulesNow } from './carry-out.ts';
import type { ConfigurationOperation, NamedRule } from './operation.ts';
import type { KnownPerson, KnownTarget, Snapshot } from './snapshot.ts';

export interface SnapshotSources {
  readonly directory: Pick<DirectoryReads, 'people' | 'groups' | 'membersOf' | 'standing'>;
  readonly access: Pick<AccessReads, 'targets'>;
  readonly rules: RuleReads;
  readonly revision: () => Promise<Revision>;
}

const PAGE = 1000;
const ATTEMPTS = 3;

export interface SnapshotAt {
  readonly revision: number;
  readonly snapshot: Snapshot;
  readonly targets: ReadonlyMap<string, Target>;
}

/** The configuration at one revision: read again when something moved while it was being read. */
export async function readSnapshot(
  sources: SnapshotSources,
  operations: readonly ConfigurationOperation[] = [],
): Promise<SnapshotAt> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const { number } = await sources.revision();
    const read = await readOnce(sources, operations);
    if ((await sources.revision()).number === number) return { revision: number, ...read };
  }
  throw new Error('the configuration changes faster than it can be read');
}

async function readOnce(sources: SnapshotSources, operations: readonly ConfigurationOperation[]) {
  const { directory, access } = sources;
  const [everybody, groups, lent, { rules }] = await Promise.all([
    allPeople(directory),
    directory.groups(),
    allTargets(access),
    rulesNow(sources.rules),
  ]);
  const members = await Promise.all(groups.map(async ({ name }) => [name, await directory.membersOf(name)] as const));
  const groupsOf = new Map<PersonId, Set<GroupName>>();
  for (const [name, ids] of members) for (const id of ids) groupsOf.set(id, (groupsOf.get(id) ?? new Set()).add(name));
  const nameOf = new Map(lent.map(({ id, name }) => [id, name]));
  const emailOf = new Map(everybody.map(({ id, email }) => [id, email]));
  const eligible = await eligibilityOf(directory, everybody, nameOf, operations);
  const known = (person: Person): KnownPerson => ({
    ...{ id: person.id, email: person.email, name: person.name, active: person.status === 'active' },
    groups: groupsOf.get(person.id) ?? new Set(),
    eligible: eligible.get(person.id) ?? new Set(),
  });
  const snapshot: Snapshot = {
    people: new Map(everybody.map((person) => [person.email, known(person)])),
    groups: new Map(groups.map(({ name, description }) => [name, description])),
    targets: new Map(lent.map((target) => [target.name, knownTarget(target, nameOf)])),
    rules: rules.map((rule): NamedRule => ({
      ...rule,
      people: rule.people.flatMap((id) => emailOf.get(id) ?? []).sort(),
      targets: rule.targets.flatMap((id) => nameOf.get(id) ?? []).sort(),
    })),
  };
  return { snapshot, targets: new Map(lent.map((target) => [target.name, target])) };
}

function knownTarget(target: Target, nameOf: ReadonlyMap<TargetId, string>): KnownTarget {
  const administrator = administratorOf(target);
  const { id, name, kind } = target;
  const of = target.kind === 'credential' ? target : { owner: null, network: null, address: null };
  return {
    ...{ id, name, kind, owner: of.owner, network: of.network, address: of.address },
    administrator: administrator === null ? null : (nameOf.get(administrator) ?? administrator),
  };
}

/** What was given by hand lies with each person: it is read of those alone whose rights an operation can end or begin. */
async function eligibilityOf(
  directory: Pick<DirectoryReads, 'standing'>,
  everybody: readonly Person[],
  nameOf: ReadonlyMap<TargetId, string>,
  operations: readonly ConfigurationOperation[],
) {
  const concerned = new Set(
    operations.flatMap((operation) =>
      'email' in operation && operation.op !== 'add-person' && operation.op !== 'add-member' ? operation.email : [],
    ),
  );
  const people = everybody.filter(({ email }) => concerned.has(email));
  const standings = await Promise.all(people.map(({ id }) => directory.standing(id)));
  return new Map(
    standings.flatMap((standing) =>
      standing === null
        ? []
        : [[standing.person.id, new Set(standing.eligible.flatMap((id) => nameOf.get(id) ?? []))] as const],
    ),
  );
}

async function allPeople(directory: Pick<DirectoryReads, 'people'>): Promise<Person[]> {
  const everybody: Person[] = [];
  let after: PersonId | null = null;
  do {
    const page: Awaited<ReturnType<DirectoryReads['people']>> = await directory.people({ after, limit: PAGE });
    everybody.push(...page.people);
    after = page.next;
  } while (after !== null);
  return everybody;
}

export async function allTargets(access: Pick<AccessReads, 'targets'>): Promise<Target[]> {
  const all: Target[] = [];
  let after: TargetId | null = null;
  do {
    const page: Awaited<ReturnType<AccessReads['targets']>> = await access.targets({ after, limit: 100 });
    all.push(...page.items);
    after = page.next;
  } while (after !== null);
  return all;
}
