import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamoDirectoryReads } from '../../src/identity/adapters/dynamo-directory-reads.ts';
import { memoryDirectory } from '../../src/identity/adapters/memory-directory.ts';
import { ADMINISTRATORS, shippedGroups } from '../../src/identity/group.ts';
import type { Group } from '../../src/identity/group.ts';
import { disable, enable, withSignInsEnded } from '../../src/identity/person.ts';
import type { ActivePerson } from '../../src/identity/person.ts';
import type { Directory } from '../../src/identity/ports.ts';
import { dynamoSignInStore } from '../../src/identity/sign-in/adapters/dynamo-sign-in-store.ts';
import { groupName, newId } from '../../src/kernel/ids.ts';
import { bareCloud } from '../support/bare-cloud.ts';
import type { BareCloud } from '../support/bare-cloud.ts';
import { directoryInDynamo, directoryInMemory, enrolmentOf, entryFor, joining, person } from '../support/directory.ts';
import type { DirectorySubject } from '../support/directory.ts';

let groupCount = 0;
const someGroup = (): Group => ({
  name: groupName.parse(`group-${(groupCount += 1)}`),
  description: 'a group',
  version: 1,
});

let cloud: BareCloud;
beforeAll(async () => {
  cloud = await bareCloud();
}, 120_000);
afterAll(() => cloud.stop());

describe.each([
  ['in memory', directoryInMemory],
  ['in DynamoDB', () => directoryInDynamo(cloud)],
])('the directory %s', (_name, make) => {
  let it: DirectorySubject;
  beforeAll(async () => {
    it = await make();
  });

  async function added(name?: string): Promise<ActivePerson> {
    const someone = person(name);
    expect(await it.directory.addPerson(joining(someone), entryFor('people.add'))).toEqual({ written: true });
    return someone;
  }
  async function addedGroup(): Promise<Group> {
    const group = someGroup();
    await it.directory.addGroup(group, entryFor('groups.add'));
    return group;
  }
  async function standing(id: ActivePerson['id']) {
    const found = await it.directory.standing(id);
    if (found === null) throw new Error('expected someone');
    return found;
  }
  const entryIds = async () => (await it.entries()).map(({ id }) => id);

  test('knows nobody that was not added', async () => {
    const { id } = person();
    expect(await it.directory.standing(id)).toBeNull();
    expect(await it.directory.personByEmail('nobody@example.com')).toBeNull();
    expect(await it.directory.peopleOf([id])).toEqual(new Map());
  });

  test('an added person stands as active, in no group, and has an entry', async () => {
    const someone = person();
    const entry = entryFor('people.add');
    await it.directory.addPerson(joining(someone), entry);
    expect(await it.directory.standing(someone.id)).toEqual({
      person: someone,
      groups: [],
      eligible: [],
      endedSignIns: new Set(),
    });
    expect(await entryIds()).toContain(entry.id);
  });

  test('a person comes with a one-time enrolment, and a new one ends all sign-ins', async () => {
    const change = joining(person());
    await it.directory.addPerson(change, entryFor('people.add'));
    expect(await it.enrolments()).toContain(change.enrolment.codeHash);
    const to = withSignInsEnded(change.person, 1_800_000_200);
    const enrolment = enrolmentOf(to.id);
    const renewal = { from: change.person, to, enrolment, credentials: 'forgotten' } as const;
    expect(await it.directory.renewEnrolment(renewal, entryFor('people.enrol'))).toEqual({ written: true });
    expect((await standing(to.id)).person).toEqual(to);
    expect(await it.enrolments()).toContain(enrolment.codeHash);
  });

  test('a person whose enrolment cannot be stored is not added', async () => {
    const { enrolment } = await added().then(joining);
    await it.directory.addPerson({ person: person(), enrolment }, entryFor('people.add'));
    const second = person();
    expect(await it.directory.addPerson({ person: second, enrolment }, entryFor('people.add'))).toEqual({
      written: false,
      failed: ['enrolment_is_new'],
    });
    expect(await it.directory.standing(second.id)).toBeNull();
  });

  test('an e-mail belongs to one person, whatever its case', async () => {
    const someone = await added();
    expect(await it.directory.personByEmail(someone.email.toUpperCase())).toEqual(someone);
    const entry = entryFor('people.add');
    const second = { ...person(), email: someone.email };
    expect(await it.directory.addPerson(joining(second), entry)).toEqual({ written: false, failed: ['email-free'] });
    expect(await it.directory.standing(second.id)).toBeNull();
    expect(await entryIds()).not.toContain(entry.id);
  });

  test('of eight people who take one e-mail at once, one gets it', async () => {
    const email = `${newId('usr')}@example.com`;
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, () =>
        it.directory.addPerson(joining({ ...person(), email }), entryFor('people.add')).then(({ written }) => written),
      ),
    );
    expect(outcomes.filter((written) => written)).toHaveLength(1);
  });

  test('an entry that cannot be put stops the change', async () => {
    const entry = entryFor('people.add');
    await it.directory.record(entry);
    const someone = person();
    await expect(it.directory.addPerson(joining(someone), entry)).rejects.toThrow();
    expect(await it.directory.standing(someone.id)).toBeNull();
  });

  test('a disabled person has the time, the epoch and an event', async () => {
    const someone = await added();
    const to = disable(someone, 1_800_000_100);
    const event = { id: newId('out'), kind: 'person-disabled', personId: someone.id, at: 1_800_000_100 } as const;
    const change = { from: someone, to, event, shrinks: 'no-guarded-group' } as const;
    expect(await it.directory.disablePerson(change, entryFor('people.disable'))).toEqual({ written: true });
    expect((await standing(someone.id)).person).toEqual(to);
    expect(to).toMatchObject({ status: 'disabled', notBefore: 1_800_000_100, disabledAt: 1_800_000_100 });
    expect(await it.events()).toContainEqual(event);
  });

  test('disabling from an outdated version changes nothing and tells nobody', async () => {
    const someone = await added();
    const event = { id: newId('out'), kind: 'person-disabled', personId: someone.id, at: 5 } as const;
    const from = { ...someone, version: 7 };
    expect(
      await it.directory.disablePerson(
        { from, to: disable(from, 5), event, shrinks: 'no-guarded-group' },
        entryFor('people.disable'),
      ),
    ).toEqual({ written: false, failed: ['person-unchanged'] });
    expect((await standing(someone.id)).person).toEqual(someone);
    expect(await it.events()).not.toContainEqual(event);
  });

  test('an enabled person keeps the epoch of the disabling', async () => {
    const someone = await added();
    const off = disable(someone, 1_800_000_100);
    const event = { id: newId('out'), kind: 'person-disabled', personId: someone.id, at: 1_800_000_100 } as const;
    await it.directory.disablePerson(
      { from: someone, to: off, event, shrinks: 'no-guarded-group' },
      entryFor('people.disable'),
    );
    expect(await it.directory.enablePerson({ from: off, to: enable(off) }, entryFor('people.enable'))).toEqual({
      written: true,
    });
    expect((await standing(someone.id)).person).toEqual({ ...someone, notBefore: 1_800_000_100, version: 3 });
  });

  test('a group exists once', async () => {
    const group = await addedGroup();
    expect(await it.directory.group(group.name)).toEqual(group);
    expect(await it.directory.groups()).toContainEqual(group);
    expect(await it.directory.addGroup(group, entryFor('groups.add'))).toEqual({
      written: false,
      failed: expect.arrayContaining(['name-free']),
    });
  });

  test('nobody joins a group that is not there', async () => {
    const someone = await added();
    const { name } = someGroup();
    expect(await it.directory.addMember({ person: someone, group: name }, entryFor('groups.add-member'))).toEqual({
      written: false,
      failed: ['group-exists'],
    });
    expect((await standing(someone.id)).groups).toEqual([]);
    expect(await it.directory.membersOf(name)).toEqual([]);
  });

  test('a member is seen from the person and from the group, until removed', async () => {
    const someone = await added();
    const group = await addedGroup();
    await it.directory.addMember({ person: someone, group: group.name }, entryFor('groups.add-member'));
    const joined = await standing(someone.id);
    expect(joined.groups).toEqual([group.name]);
    expect(joined.person.version).toBe(2);
    expect(await it.directory.membersOf(group.name)).toEqual([someone.id]);

    const event = {
      id: newId('out'),
      kind: 'membership-removed',
      personId: someone.id,
      group: group.name,
      at: 9,
    } as const;
    expect(
      await it.directory.removeMember({ person: joined.person, group, event }, entryFor('groups.remove-member')),
    ).toEqual({ written: true });
    expect((await standing(someone.id)).groups).toEqual([]);
    expect(await it.directory.membersOf(group.name)).toEqual([]);
    expect(await it.directory.group(group.name)).toEqual({ ...group, version: 2 });
    expect(await it.events()).toContainEqual(event);
  });

  test('of two members removed at once under one version of the group, one stays', async () => {
    const group = await addedGroup();
    const members = [await added(), await added()];
    for (const person of members)
      await it.directory.addMember({ person, group: group.name }, entryFor('groups.add-member'));
    const outcomes = await Promise.all(
      members.map(async ({ id }) => {
        const { person } = await standing(id);
        const event = {
          id: newId('out'),
          kind: 'membership-removed',
          personId: id,
          group: group.name,
          at: 9,
        } as const;
        return it.directory.removeMember({ person, group, event }, entryFor('groups.remove-member'));
      }),
    );
    expect(outcomes.filter(({ written }) => written)).toHaveLength(1);
    expect(await it.directory.membersOf(group.name)).toHaveLength(1);
  });

  test('eligibility comes and goes with its event', async () => {
    const someone = await added();
    const targetId = newId('tgt');
    await it.directory.addEligibility({ person: someone, targetId }, entryFor('eligibility.add'));
    const held = await standing(someone.id);
    expect(held.eligible).toEqual([targetId]);
    const event = { id: newId('out'), kind: 'eligibility-removed', personId: someone.id, targetId, at: 9 } as const;
    await it.directory.removeEligibility({ person: held.person, targetId, event }, entryFor('eligibility.remove'));
    expect((await standing(someone.id)).eligible).toEqual([]);
    expect(await it.events()).toContainEqual(event);
  });

  test('ending all sign-ins moves the epoch', async () => {
    const someone = await added();
    const to = withSignInsEnded(someone, 1_800_000_050);
    await it.directory.endSignIns({ from: someone, to }, entryFor('me.end-sign-ins'));
    expect((await standing(someone.id)).person).toEqual({ ...someone, notBefore: 1_800_000_050, version: 2 });
  });

  test('an ended sign-in is known at the next read, and is ended once', async () => {
    const someone = await added();
    const change = { personId: someone.id, signInId: newId('sid'), expiresAt: 4_000_000_000 };
    expect(await it.directory.endSignIn(change, entryFor('sign-in.end'))).toEqual({ written: true });
    expect(await it.directory.endSignIn(change, entryFor('sign-in.end'))).toEqual({
      written: false,
      failed: ['not-ended-before'],
    });
    expect((await standing(someone.id)).endedSignIns).toEqual(new Set([change.signInId]));
  });

  test('people are listed to the end, in order, page by page', async () => {
    const own = await make();
    const all: string[] = [];
    for (let count = 0; count < 23; count += 1) {
      const someone = person(`Person ${count}`);
      await own.directory.addPerson(joining(someone), entryFor('people.add'));
      all.push(someone.id);
    }
    const seen: string[] = [];
    let after: ActivePerson['id'] | null = null;
    do {
      const page: Awaited<ReturnType<Directory['people']>> = await own.directory.people({ after, limit: 5 });
      expect(page.people.length).toBeLessThanOrEqual(5);
      seen.push(...page.people.map(({ id }) => id));
      after = page.next;
    } while (after !== null);
    expect(seen).toEqual(all.sort());
  });

  test('people whose ids fall into one partition are listed to the end, too', async () => {
    const own = await make();
    const ids: string[] = [];
    while (ids.length < 3) {
      const someone = person();
      // Partitions follow from the last character of an id.
      if (someone.id.charCodeAt(someone.id.length - 1) % 4 !== 1) continue;
      await own.directory.addPerson(joining(someone), entryFor('people.add'));
      ids.push(someone.id);
    }
    const first = await own.directory.people({ after: null, limit: 2 });
    expect(first.people.map(({ id }) => id)).toEqual(ids.sort().slice(0, 2));
    expect(first.next).toBe(ids[1]);
    expect(await own.directory.people({ after: first.next, limit: 2 })).toMatchObject({
      people: [{ id: ids[2] }],
      next: null,
    });
  });

  test('names are found for many ids at once', async () => {
    const own = await make();
    const people = Array.from({ length: 130 }, (_, count) => person(`Person ${count}`));
    for (let start = 0; start < people.length; start += 10)
      await Promise.all(
        people
          .slice(start, start + 10)
          .map((someone) => own.directory.addPerson(joining(someone), entryFor('people.add'))),
      );
    const names = await own.directory.namesOf([...people.map(({ id }) => id), newId('usr')]);
    expect(names).toEqual(new Map(people.map(({ id, name }) => [id, name])));
  });

  test('the first administrator comes once', async () => {
    const own = await make();
    const groups = shippedGroups.map((group) => ({ ...group, version: 1 }));
    const first = person('First');
    const bootstrap = (someone: ActivePerson) =>
      own.directory.bootstrapAdministrator(
        { ...joining(someone), administrators: ADMINISTRATORS, groups, at: 1_800_000_000 },
        entryFor('bootstrap'),
      );
    expect(await bootstrap(first)).toEqual({ written: true });
    expect(await own.directory.standing(first.id)).toMatchObject({ person: first, groups: [ADMINISTRATORS] });
    expect(await own.directory.membersOf(ADMINISTRATORS)).toEqual([first.id]);
    expect((await own.directory.groups()).map(({ name }) => name)).toEqual(groups.map(({ name }) => name).sort());

    const second = await bootstrap(person('Second'));
    expect(second).toMatchObject({ written: false, failed: expect.arrayContaining(['no-administrator-yet']) });
    expect(await own.directory.membersOf(ADMINISTRATORS)).toEqual([first.id]);
    expect(await own.entries()).toHaveLength(1);
  });
});

test('a standing of more than one page is read to its end', async () => {
  const it = await directoryInDynamo(cloud);
  const someone = person();
  await it.directory.addPerson(joining(someone), entryFor('people.add'));
  const signIns = Array.from({ length: 60 }, () => newId('sid'));
  for (const signInId of signIns)
    await it.directory.endSignIn({ personId: someone.id, signInId, expiresAt: 4_000_000_000 }, entryFor('sign-in.end'));
  // The real page is 1 MB; a client that asks for seven items at a time stands for it.
  const paging = DynamoDBDocumentClient.from(new DynamoDBClient(cloud.clientOptions));
  paging.middlewareStack.add((next) => (args) => next({ ...args, input: { ...args.input, Limit: 7 } }), {
    step: 'initialize',
  });
  const small = dynamoDirectoryReads(paging, it.tables.directoryTable);
  expect((await small.standing(someone.id))?.endedSignIns.size).toBe(60);
});

test('a renewed enrolment forgets password and second factor; "none yet" refuses whoever has some', async () => {
  const { directory, tables } = await directoryInDynamo(cloud);
  const store = dynamoSignInStore(cloud.documents, tables);
  const { person: added, enrolment } = joining(person());
  await directory.addPerson({ person: added, enrolment }, entryFor('people.add'));
  const chosen = { passwordHash: 'hash', sealedTotpSecret: 'sealed' };
  await store.chooseCredentials(enrolment, chosen);
  const credentials = { ...chosen, lastTotpStep: 1 };
  await store.completeEnrolment(
    { enrolment: { ...enrolment, chosen }, credentials, person: added, notBefore: 7 },
    entryFor('enrolment.complete'),
  );
  expect(await store.credentialsOf(added.id)).toEqual(credentials);

  const from = { ...added, version: 2, notBefore: 7 };
  const again = { from, to: from, enrolment: enrolmentOf(from.id) };
  expect(await directory.renewEnrolment({ ...again, credentials: 'none-yet' }, entryFor('people.enrol'))).toEqual({
    written: false,
    failed: ['not-enrolled-yet'],
  });
  expect(await store.credentialsOf(added.id)).toEqual(credentials);
  expect(await directory.renewEnrolment({ ...again, credentials: 'forgotten' }, entryFor('people.enrol'))).toEqual({
    written: true,
  });
  expect(await store.credentialsOf(added.id)).toBeNull();
});

describe('the memory directory fails both ways', () => {
  test('not written', async () => {
    const directory = memoryDirectory();
    const someone = person();
    directory.failNext('not-written');
    await expect(directory.addPerson(joining(someone), entryFor('people.add'))).rejects.toThrow('not written');
    expect(await directory.standing(someone.id)).toBeNull();
    expect(directory.entries).toEqual([]);
  });

  test('written but reported failed', async () => {
    const directory = memoryDirectory();
    const someone = person();
    directory.failNext('written-but-reported-failed');
    await expect(directory.addPerson(joining(someone), entryFor('people.add'))).rejects.toThrow(
      'written but reported failed',
    );
    expect(await directory.standing(someone.id)).not.toBeNull();
    expect(directory.entries).toHaveLength(1);
  });
});
