import type { Entry } from '../../audit/entry.ts';
import type { GroupName, PersonId, SignInId, TargetId } from '../../kernel/ids.ts';
import type { DirectoryEvent } from '../directory-event.ts';
import type { Group } from '../group.ts';
import type { Person } from '../person.ts';
import type { Directory, Written } from '../ports.ts';
import type { Enrolment } from '../sign-in/enrolment.ts';

/** How the next write goes wrong: it is not stored, or it is stored and the answer is lost. */
export type Mishap = 'not-written' | 'written-but-reported-failed';

export interface MemoryDirectory extends Directory {
  readonly entries: readonly Entry[];
  readonly events: readonly DirectoryEvent[];
  readonly enrolments: readonly Enrolment[];
  failNext(mishap: Mishap): void;
}

interface Held {
  person: Person;
  readonly groups: Set<GroupName>;
  readonly eligible: Set<TargetId>;
  readonly ended: Set<SignInId>;
}

/** The directory in memory, for tests of what is built on it. */
export function memoryDirectory(): MemoryDirectory {
  const people = new Map<PersonId, Held>();
  const groups = new Map<GroupName, Group>();
  const entries: Entry[] = [];
  const events: DirectoryEvent[] = [];
  const enrolments: Enrolment[] = [];
  let bootstrapped = false;
  let mishap: Mishap | null = null;

  /** Checks every condition, then changes everything: like a transaction, and with nothing in between. */
  function write<Condition extends string>(
    conditions: { readonly [Name in Condition]: boolean },
    entry: Entry,
    change: () => void,
  ): Promise<Written<Condition>> {
    const now = mishap;
    mishap = null;
    if (now === 'not-written') return Promise.reject(new Error('memory: not written'));
    const failed: Condition[] = [];
    for (const name in conditions) if (!conditions[name]) failed.push(name);
    if (failed.length > 0) return Promise.resolve({ written: false, failed });
    if (entries.some(({ id }) => id === entry.id)) return Promise.reject(new Error('the audit entry was refused'));
    change();
    entries.push(entry);
    if (now !== null) return Promise.reject(new Error('memory: written but reported failed'));
    return Promise.resolve({ written: true });
  }

  const current = ({ id, version }: Person) => people.get(id)?.person.version === version;
  const currentGroup = ({ name, version }: Group) => groups.get(name)?.version === version;
  const emailFree = ({ email }: Person) => ![...people.values()].some(({ person }) => person.email === email);
  const isNew = ({ codeHash }: Enrolment) => ({
    enrolment_is_new: !enrolments.some((other) => other.codeHash === codeHash),
  });
  const add = (person: Person) =>
    people.set(person.id, { person, groups: new Set(), eligible: new Set(), ended: new Set() });
  const at = (id: PersonId): Held => {
    const record = people.get(id);
    if (!record) throw new Error('memory: no such person');
    return record;
  };
  const replace = (to: Person) => (at(to.id).person = to);
  const touch = ({ id }: Person): Held => {
    const record = at(id);
    record.person = { ...record.person, version: record.person.version + 1 };
    return record;
  };
  const shrink = (group: Group) => groups.set(group.name, { ...group, version: group.version + 1 });
  const sorted = () => [...people.values()].sort((a, b) => (a.person.id < b.person.id ? -1 : 1));
  const known = (ids: readonly PersonId[]) => [...new Set(ids)].flatMap((id) => people.get(id)?.person ?? []);

  return {
    entries,
    events,
    enrolments,
    failNext: (next) => (mishap = next),
    standing(personId) {
      const record = people.get(personId);
      if (!record) return Promise.resolve(null);
      const { person, groups, eligible, ended } = record;
      return Promise.resolve({
        person,
        groups: [...groups].sort(),
        eligible: [...eligible].sort(),
        endedSignIns: new Set(ended),
      });
    },
    personByEmail: (email) =>
      Promise.resolve(sorted().find(({ person }) => person.email === email.toLowerCase())?.person ?? null),
    membersOf: (name) =>
      Promise.resolve(sorted().flatMap((record) => (record.groups.has(name) ? [record.person.id] : []))),
    peopleOf: (ids) => Promise.resolve(new Map(known(ids).map((person) => [person.id, person]))),
    namesOf: (ids) => Promise.resolve(new Map(known(ids).map(({ id, name }) => [id, name]))),
    people({ after, limit }) {
      const rest = sorted()
        .map(({ person }) => person)
        .filter(({ id }) => after === null || id > after);
      const page = rest.slice(0, limit);
      return Promise.resolve({ people: page, next: rest.length > limit ? (page.at(-1)?.id ?? null) : null });
    },
    group: (name) => Promise.resolve(groups.get(name) ?? null),
    groups: () => Promise.resolve([...groups.values()].sort((a, b) => (a.name < b.name ? -1 : 1))),
    addPerson: ({ person, enrolment }, entry) =>
      write({ 'id-free': !people.has(person.id), 'email-free': emailFree(person), ...isNew(enrolment) }, entry, () => {
        add(person);
        enrolments.push(enrolment);
      }),
    renewEnrolment: ({ from, to, enrolment }, entry) =>
      write({ 'person-unchanged': current(from), ...isNew(enrolment) }, entry, () => {
        replace(to);
        enrolments.push(enrolment);
      }),
    disablePerson: ({ from, to, event, shrinks }, entry) =>
      write(
        {
          'person-unchanged': current(from),
          'group-unchanged': shrinks === 'no-guarded-group' || currentGroup(shrinks),
        },
        entry,
        () => {
          replace(to);
          events.push(event);
          if (shrinks !== 'no-guarded-group') shrink(shrinks);
        },
      ),
    enablePerson: ({ from, to }, entry) => write({ 'person-unchanged': current(from) }, entry, () => replace(to)),
    renamePerson: ({ from, to }, entry) => write({ 'person-unchanged': current(from) }, entry, () => replace(to)),
    describeGroup: ({ from, to }, entry) =>
      write({ 'group-unchanged': currentGroup(from) }, entry, () => groups.set(to.name, to)),
    removeGroup: (group, entry) =>
      write({ 'group-unchanged': currentGroup(group) }, entry, () => groups.delete(group.name)),
    addGroup: (group, entry) =>
      write({ 'name-free': !groups.has(group.name) }, entry, () => groups.set(group.name, group)),
    addMember: ({ person, group }, entry) =>
      write({ 'person-unchanged': current(person), 'group-exists': groups.has(group) }, entry, () =>
        touch(person).groups.add(group),
      ),
    removeMember: ({ person, group, event }, entry) =>
      write({ 'person-unchanged': current(person), 'group-unchanged': currentGroup(group) }, entry, () => {
        touch(person).groups.delete(group.name);
        shrink(group);
        events.push(event);
      }),
    addEligibility: ({ person, targetId }, entry) =>
      write({ 'person-unchanged': current(person) }, entry, () => touch(person).eligible.add(targetId)),
    removeEligibility: ({ person, targetId, event }, entry) =>
      write({ 'person-unchanged': current(person) }, entry, () => {
        touch(person).eligible.delete(targetId);
        events.push(event);
      }),
    endSignIns: ({ from, to }, entry) => write({ 'person-unchanged': current(from) }, entry, () => replace(to)),
    endSignIn: ({ personId, signInId }, entry) =>
      write({ 'not-ended-before': people.get(personId)?.ended.has(signInId) !== true }, entry, () =>
        at(personId).ended.add(signInId),
      ),
    bootstrapAdministrator: ({ person, enrolment, administrators, groups: shipped }, entry) =>
      write(
        {
          'no-administrator-yet': !bootstrapped,
          'id-free': !people.has(person.id),
          'email-free': emailFree(person),
          'name-free': shipped.every(({ name }) => !groups.has(name)),
          ...isNew(enrolment),
        },
        entry,
        () => {
          bootstrapped = true;
          enrolments.push(enrolment);
          add(person).get(person.id)?.groups.add(administrators);
          for (const group of shipped) groups.set(group.name, group);
        },
      ),
    async record(entry) {
      await write({}, entry, () => undefined);
    },
  };
}
