import { beforeEach, describe, expect, test } from '@jest/globals';
import { addEligibility } from '../../../src/identity/add-eligibility.ts';
import { addMember } from '../../../src/identity/add-member.ts';
import { addPerson } from '../../../src/identity/add-person.ts';
import { bootstrapAdministrator } from '../../../src/identity/bootstrap-administrator.ts';
import { disablePerson } from '../../../src/identity/disable-person.ts';
import { enablePerson } from '../../../src/identity/enable-person.ts';
import { endSignIns } from '../../../src/identity/end-sign-ins.ts';
import { ADMINISTRATORS } from '../../../src/identity/group.ts';
import { listPeople } from '../../../src/identity/list-people.ts';
import { readGroup } from '../../../src/identity/read-group.ts';
import { readPerson } from '../../../src/identity/read-person.ts';
import { removeEligibility } from '../../../src/identity/remove-eligibility.ts';
import { removeMember } from '../../../src/identity/remove-member.ts';
import { renewEnrolment } from '../../../src/identity/renew-enrolment.ts';
import { signInHolds } from '../../../src/identity/person.ts';
import { groupName, newId } from '../../../src/kernel/ids.ts';
import { NOW, causeAt, company, valueOf } from '../../support/company.ts';

type Company = Awaited<ReturnType<typeof company>>;
let it: Company;
beforeEach(async () => {
  it = await company();
});
const refusedWith = (code: string) => ({ ok: false, refusal: expect.objectContaining({ code }) });
const actions = () => it.directory.entries.map(({ action }) => action);
const approvers = groupName.parse('approvers');

describe('the first administrator', () => {
  const again = (email: string) => bootstrapAdministrator(it.means, causeAt(), { name: 'Eve', email });

  test('comes once: a second one is refused, and nothing is stored', async () => {
    expect(await again('eve@example.com')).toEqual(refusedWith('already_bootstrapped'));
    expect(await it.directory.membersOf(ADMINISTRATORS)).toEqual([it.ada.id]);
    expect(actions()).toEqual(['administrator.bootstrap']);
  });

  test('gets a new code as long as the first one was not used, as the same person, with an entry', async () => {
    const { person, enrolment } = valueOf(await again('ADA@example.com'));
    expect(person).toEqual(it.ada);
    expect(enrolment.validUntil).toBeGreaterThan(NOW);
    expect(it.directory.enrolments).toHaveLength(2);
    expect(actions()).toEqual(['administrator.bootstrap', 'administrator.bootstrap']);
  });

  test('gets no new code once anything has happened to them', async () => {
    valueOf(await endSignIns(it.means, causeAt(), it.ada.id));
    expect(await again('ada@example.com')).toEqual(refusedWith('already_bootstrapped'));
  });

  test('does not make administrators of people who were added', async () => {
    await it.hire('eve');
    expect(await again('eve@example.com')).toEqual(refusedWith('already_bootstrapped'));
  });
});

describe('adding people', () => {
  test('stores who and under which policy, but no name and no code, in the entry', async () => {
    const { person, enrolment } = valueOf(
      await addPerson(it.means, causeAt(), { name: 'Alice Example', email: 'alice@example.com' }),
    );
    const entry = it.directory.entries.at(-1);
    expect(entry).toMatchObject({ action: 'people.add', subject: person.id, reasons: ['some.policy'], at: NOW });
    expect(JSON.stringify(entry)).not.toMatch(/alice/i);
    expect(JSON.stringify([entry, it.directory.enrolments])).not.toContain(enrolment.code);
  });

  test('refuses an e-mail address that is taken', async () => {
    await it.hire('alice');
    expect(await addPerson(it.means, causeAt(), { name: 'B', email: 'alice@example.com' })).toEqual(
      refusedWith('already_exists'),
    );
  });

  test('does nothing when it is not written', async () => {
    it.directory.failNext('not-written');
    await expect(addPerson(it.means, causeAt(), { name: 'B', email: 'b@example.com' })).rejects.toThrow();
    expect(await it.directory.personByEmail('b@example.com')).toBeNull();
    expect(actions()).toEqual(['administrator.bootstrap']);
  });

  test('repeated after an answer that was lost says that the person is there', async () => {
    it.directory.failNext('written-but-reported-failed');
    const bob = { name: 'B', email: 'b@example.com' };
    await expect(addPerson(it.means, causeAt(), bob)).rejects.toThrow();
    expect(await addPerson(it.means, causeAt(), bob)).toEqual(refusedWith('already_exists'));
    expect(actions()).toEqual(['administrator.bootstrap', 'people.add']);
  });
});

describe('disabling', () => {
  test('ends sign-ins, tells the rest of Sallyport once, and can be repeated', async () => {
    const bob = await it.hire('bob', 'approvers');
    const disabled = valueOf(await disablePerson(it.means, causeAt(NOW + 5), bob.id));
    expect(disabled).toMatchObject({ status: 'disabled', disabledAt: NOW + 5, notBefore: NOW + 5 });
    expect(valueOf(await disablePerson(it.means, causeAt(NOW + 9), bob.id))).toEqual(disabled);
    expect(it.directory.events).toEqual([
      expect.objectContaining({ kind: 'person-disabled', personId: bob.id, at: NOW + 5 }),
    ]);
    expect(actions().filter((action) => action === 'people.disable')).toHaveLength(1);
  });

  test('refuses the last active administrator, also when another one is disabled', async () => {
    expect(await disablePerson(it.means, causeAt(), it.ada.id)).toEqual(refusedWith('last_administrator'));
    const eve = await it.hire('eve', 'administrators');
    valueOf(await disablePerson(it.means, causeAt(), eve.id));
    expect(await disablePerson(it.means, causeAt(), it.ada.id)).toEqual(refusedWith('last_administrator'));
  });

  test('of two administrators who disable each other at once, one stays', async () => {
    const eve = await it.hire('eve', 'administrators');
    const outcomes = await Promise.all([it.ada.id, eve.id].map((id) => disablePerson(it.means, causeAt(), id)));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(outcomes).toContainEqual(refusedWith('last_administrator'));
  });

  test('refuses someone who is not there', async () => {
    expect(await disablePerson(it.means, causeAt(), newId('usr'))).toEqual(refusedWith('not_found'));
  });

  test('is undone by enabling, but sign-ins from before stay ended', async () => {
    const bob = await it.hire('bob');
    valueOf(await disablePerson(it.means, causeAt(NOW + 5), bob.id));
    const enabled = valueOf(await enablePerson(it.means, causeAt(NOW + 9), bob.id));
    expect(enabled).toMatchObject({ status: 'active', notBefore: NOW + 5 });
    expect(enabled).not.toHaveProperty('disabledAt');
  });
});

describe('groups', () => {
  test('membership counts at once and is written once', async () => {
    const bob = await it.hire('bob', 'approvers', 'approvers');
    expect((await it.standing(bob.id)).groups).toEqual(['approvers']);
    expect(actions().filter((action) => action === 'groups.add-member')).toHaveLength(1);
    expect(valueOf(await readGroup(it.means, causeAt(), approvers)).members.map(({ id }) => id)).toEqual([bob.id]);
  });

  test('nobody joins a group that is not there, and nobody who is not there joins', async () => {
    const nowhere = groupName.parse('nowhere');
    expect(await addMember(it.means, causeAt(), { personId: it.ada.id, group: nowhere })).toEqual(
      refusedWith('not_found'),
    );
    expect(await addMember(it.means, causeAt(), { personId: newId('usr'), group: approvers })).toEqual(
      refusedWith('not_found'),
    );
    expect(await removeMember(it.means, causeAt(), { personId: it.ada.id, group: nowhere })).toEqual(
      refusedWith('not_found'),
    );
  });

  test('removal tells the rest of Sallyport, once', async () => {
    const bob = await it.hire('bob', 'approvers');
    for (let count = 0; count < 2; count += 1)
      valueOf(await removeMember(it.means, causeAt(), { personId: bob.id, group: approvers }));
    expect(it.directory.events).toEqual([
      expect.objectContaining({ kind: 'membership-removed', personId: bob.id, group: 'approvers' }),
    ]);
  });

  test('the last active administrator stays; one of two may go', async () => {
    const leave = (id: typeof it.ada.id) => removeMember(it.means, causeAt(), { personId: id, group: ADMINISTRATORS });
    expect(await leave(it.ada.id)).toEqual(refusedWith('last_administrator'));
    const eve = await it.hire('eve', 'administrators');
    const outcomes = await Promise.all([leave(it.ada.id), leave(eve.id)]);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(outcomes).toContainEqual(refusedWith('last_administrator'));
  });

  test('a person is in at most fifty', async () => {
    const bob = await it.hire('bob');
    for (let count = 0; count < 50; count += 1) {
      const { name } = await it.found(`group-${count}`);
      valueOf(await addMember(it.means, causeAt(), { personId: bob.id, group: name }));
    }
    expect(await addMember(it.means, causeAt(), { personId: bob.id, group: approvers })).toEqual(
      refusedWith('too_many'),
    );
  });
});

describe('eligibility', () => {
  test('comes, goes and tells the rest of Sallyport, each once', async () => {
    const bob = await it.hire('bob');
    const change = { personId: bob.id, targetId: newId('tgt') };
    for (let count = 0; count < 2; count += 1) valueOf(await addEligibility(it.means, causeAt(), change));
    expect((await it.standing(bob.id)).eligible).toEqual([change.targetId]);
    for (let count = 0; count < 2; count += 1) valueOf(await removeEligibility(it.means, causeAt(), change));
    expect((await it.standing(bob.id)).eligible).toEqual([]);
    expect(it.directory.events).toEqual([expect.objectContaining({ kind: 'eligibility-removed', ...change })]);
    expect(actions().slice(-2)).toEqual(['eligibility.add', 'eligibility.remove']);
  });

  test('is for at most a hundred targets, and for people who are there', async () => {
    const bob = await it.hire('bob');
    for (let count = 0; count < 100; count += 1)
      valueOf(await addEligibility(it.means, causeAt(), { personId: bob.id, targetId: newId('tgt') }));
    const more = (personId: typeof bob.id) => addEligibility(it.means, causeAt(), { personId, targetId: newId('tgt') });
    expect(await more(bob.id)).toEqual(refusedWith('too_many'));
    expect(await more(newId('usr'))).toEqual(refusedWith('not_found'));
  });
});

describe('ending all sign-ins', () => {
  test('covers the same second, and never moves back', async () => {
    const holds = async (authenticatedAt: number) =>
      signInHolds(await it.standing(it.ada.id), { id: newId('sid'), authenticatedAt });
    expect(await holds(NOW)).toBe(true);
    expect(valueOf(await endSignIns(it.means, causeAt(NOW), it.ada.id))).toEqual({ notBefore: NOW });
    expect(await holds(NOW)).toBe(false);
    expect(await holds(NOW + 1)).toBe(true);
    expect(valueOf(await endSignIns(it.means, causeAt(NOW - 100), it.ada.id))).toEqual({ notBefore: NOW });
  });
});

describe('a new enrolment', () => {
  test('ends all sign-ins', async () => {
    const bob = await it.hire('bob');
    const { code } = valueOf(await renewEnrolment(it.means, causeAt(NOW + 5), bob.id)).enrolment;
    expect((await it.standing(bob.id)).person.notBefore).toBe(NOW + 5);
    expect(JSON.stringify([it.directory.enrolments, it.directory.entries])).not.toContain(code);
  });

  test('is not for the disabled', async () => {
    const bob = await it.hire('bob');
    valueOf(await disablePerson(it.means, causeAt(), bob.id));
    expect(await renewEnrolment(it.means, causeAt(), bob.id)).toEqual(refusedWith('person_disabled'));
  });
});

describe('what is shown is recorded first', () => {
  test('a person, a list, a group', async () => {
    await readPerson(it.means, causeAt(), it.ada.id);
    await listPeople(it.means, causeAt(), { after: null, limit: 10 });
    await readGroup(it.means, causeAt(), ADMINISTRATORS);
    expect(actions().slice(-3)).toEqual(['people.read', 'people.list', 'groups.read']);
    expect(it.directory.entries.at(-2)?.facts).toEqual({ disclosed: 1, first: it.ada.id, last: it.ada.id });
  });

  test('what cannot be recorded is not shown', async () => {
    for (const read of [
      () => readPerson(it.means, causeAt(), it.ada.id),
      () => listPeople(it.means, causeAt(), { after: null, limit: 10 }),
      () => readGroup(it.means, causeAt(), ADMINISTRATORS),
    ]) {
      it.directory.failNext('not-written');
      await expect(read()).rejects.toThrow('not written');
    }
  });
});

test('someone who changes a thing all the time makes others look again, not overwrite', async () => {
  const bob = await it.hire('bob');
  const directory = {
    ...it.directory,
    standing: async (id: typeof bob.id) => {
      const before = await it.directory.standing(id);
      await endSignIns(it.means, causeAt(), id);
      return before;
    },
  };
  expect(await addMember({ ...it.means, directory }, causeAt(), { personId: bob.id, group: approvers })).toEqual(
    refusedWith('conflict'),
  );
});
