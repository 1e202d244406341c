import { beforeEach, describe, expect, test } from '@jest/globals';
import type * as z from 'zod';
import { newEntry } from '../../../src/audit/entry.ts';
import type { ConfigurationOperation } from '../../../src/configuration/operation.ts';
import { addGroup } from '../../../src/identity/add-group.ts';
import { changeView } from '../../../src/http/contract/changes.ts';
import type { Person } from '../../../src/identity/person.ts';
import { groupName, newId } from '../../../src/kernel/ids.ts';
import { causeAt } from '../../support/company.ts';
import { office } from '../../support/office.ts';

type View = z.infer<typeof changeView>;

let it: Awaited<ReturnType<typeof office>>;
let ruth: Person;
beforeEach(async () => {
  it = await office();
  ruth = await it.company.hire('Ruth', 'administrators');
});

const engineers = groupName.parse('engineers');
const joiner: readonly ConfigurationOperation[] = [
  { op: 'add-group', group: engineers, description: 'build things' },
  { op: 'add-person', email: 'zoe@example.com', name: 'Zoe' },
  { op: 'add-member', group: engineers, email: 'zoe@example.com' },
  {
    op: 'set-rules',
    rules: [
      {
        name: 'orders',
        says: 'Orders for half an hour',
        groups: [engineers],
        people: [],
        targets: ['Orders'],
        maxSeconds: 1800,
        approval: [{ count: 1, group: groupName.parse('approvers') }],
        peers: false,
      },
    ],
  },
];
const revision = () => it.kept.revision().number;
const post = (path: string, as: Person, body?: object, signedInFor?: number) =>
  it.call(`POST ${path}`, { as, body: body ?? undefined, ...(signedInFor !== undefined && { signedInFor }) });
const propose = (operations = joiner, as = it.people.ada, baseRevision = revision()) =>
  post('/changes', as, { baseRevision, operations, reason: 'Zoe joins' });
const proposed = async (operations = joiner): Promise<View> => changeView.parse((await propose(operations)).body);
const apply = ({ id }: Pick<View, 'id'>, as = it.people.ada) => post(`/changes/${id}/apply`, as);
const standingOf = async (email: string) => {
  const person = await it.directory.personByEmail(email);
  return person && it.directory.standing(person.id);
};

describe('a change', () => {
  test('says who gains what before anything happens, and is carried out step by step with an entry each', async () => {
    const change = await proposed();
    expect(change.effects?.loses).toEqual([]);
    const gains = (change.effects?.gains ?? []).map(({ email, may, target }) =>
      `${email} ${may} ${target ?? ''}`.trim(),
    );
    expect(gains.sort()).toEqual([
      'bob@example.com decide Orders',
      'erin@example.com decide Orders',
      'zoe@example.com ask Orders',
      'zoe@example.com sign-in',
    ]);
    expect(await standingOf('zoe@example.com')).toBeNull();
    const applied = await apply(change);
    expect(applied.body).toMatchObject({
      done: 4,
      change: { state: 'applied' },
      enrolments: [{ email: 'zoe@example.com' }],
    });
    const zoe = await standingOf('zoe@example.com');
    expect(zoe?.groups).toEqual(['engineers']);
    const actions = it.directory.entries
      .filter(({ reasons }) => reasons.includes(change.id))
      .map(({ action }) => action);
    expect(actions).toEqual(['groups.add', 'people.add', 'groups.add-member']);
    expect(it.kept.entries.map(({ action }) => action)).toEqual(['change.propose', 'rules.set', 'change.apply']);
  });

  test('puts its rules in force: the new engineer may ask at once', async () => {
    await apply(await proposed());
    const zoe = await it.directory.personByEmail('zoe@example.com');
    if (zoe === null) throw new Error('Zoe was added');
    const asked = await it.ask(zoe, 1200);
    expect(asked.status).toBe(201);
    expect(asked.body).toMatchObject({ rule: { policies: ['company.orders'], maxSeconds: 1800 } });
    expect((await it.ask(zoe, 3600)).code).toBe('duration_not_allowed');
  });

  test('carried out again is no error and does nothing', async () => {
    const change = await proposed();
    await apply(change);
    const before = revision();
    expect((await apply(change)).body).toMatchObject({ done: 4, enrolments: [] });
    expect(revision()).toBe(before);
  });

  test.each(['alice', 'bob', 'carol', 'dave'] as const)('is nothing for %s', async (name) => {
    const as = it.people[name];
    const change = await proposed();
    expect((await propose(joiner, as)).code).toBe('not_permitted');
    expect((await post('/changes/preview', as, { baseRevision: revision(), operations: joiner })).code).toBe(
      'not_permitted',
    );
    expect((await apply(change, as)).code).toBe('not_permitted');
    expect((await post(`/changes/${change.id}/withdraw`, as)).code).toBe('not_permitted');
    expect(
      (await post(`/changes/${change.id}/decision`, as, { decision: 'approve', digest: change.digest })).code,
    ).toBe('not_permitted');
    expect(revision()).toBe(0);
  });

  test('asks an administrator for their second factor', async () => {
    const answer = await it.call('POST /changes', {
      as: it.people.ada,
      acr: 'urn:sallyport:acr:password',
      body: { baseRevision: 0, operations: joiner, reason: 'no' },
    });
    expect(answer.code).toBe('insufficient_user_authentication');
  });

  test('with rules under which nobody could agree is refused before it is stored', async () => {
    const [, , , rules] = joiner;
    if (rules?.op !== 'set-rules') throw new Error('the last one sets the rules');
    const empty = {
      ...rules,
      rules: rules.rules.map((rule) => ({ ...rule, approval: [{ count: 3, group: groupName.parse('approvers') }] })),
    };
    const answer = await propose([...joiner.slice(0, 3), empty]);
    expect(answer).toMatchObject({ status: 422, code: 'rule_unusable' });
    expect(answer.detail).toContain('approvers has 2 active members');
  });
});

describe('when others change something in between', () => {
  const byHand = async () => {
    const answer = await addGroup({ directory: it.kept.byHand.directory, newId }, causeAt(), {
      name: groupName.parse(`team-${revision()}`),
      description: 'by hand',
    });
    expect(answer.ok).toBe(true);
  };

  test('a plan of before is not taken', async () => {
    const base = revision();
    await byHand();
    expect(await propose(joiner, it.people.ada, base)).toMatchObject({ status: 409, code: 'configuration_changed' });
  });

  test('a change of before is stopped, and nothing of it happens', async () => {
    const change = await proposed();
    await byHand();
    expect((await apply(change)).code).toBe('configuration_changed');
    expect(await standingOf('zoe@example.com')).toBeNull();
    expect((await it.call(`GET /changes/${change.id}`, { as: ruth })).body).toMatchObject({
      state: 'stopped',
      ended: { code: 'configuration_changed' },
      effects: null,
    });
    expect((await apply(change)).code).toBe('change_not_open');
  });

  test('of two that apply at once, one is carried out and the other is told', async () => {
    const [one, other] = [
      await proposed(),
      await proposed([{ op: 'add-person', email: 'yan@example.com', name: 'Yan' }]),
    ];
    const answers = await Promise.all([apply(one), apply(other, ruth)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 409)?.code).toBe('configuration_changed');
  });

  test('the same change by two at once is carried out once', async () => {
    const change = await proposed();
    const answers = await Promise.all([apply(change), apply(change, ruth)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(revision()).toBe(4);
    expect(it.directory.entries.filter(({ action }) => action === 'people.add').length).toBe(7);
  });
});

describe('a crash', () => {
  test.each([0, 1, 2, 3])('after %s steps loses nothing and repeats nothing', async (steps) => {
    const change = await proposed();
    it.kept.dieAfter(steps);
    expect((await apply(change)).status).toBe(503);
    expect(revision()).toBe(steps);
    it.kept.dieAfter(Infinity);
    expect((await apply(change)).body).toMatchObject({ done: 4, change: { state: 'applied' } });
    expect(revision()).toBe(4);
    expect((await standingOf('zoe@example.com'))?.groups).toEqual(['engineers']);
  });
});

describe('where a second person must agree', () => {
  beforeEach(() => {
    it.needSecondPerson();
  });

  const decide = ({ id, digest }: View, as: Person, more: object = { decision: 'approve' }, signedInFor = 60) =>
    post(`/changes/${id}/decision`, as, { digest, ...more }, signedInFor);

  test('a change is carried out only after another administrator agreed to just this', async () => {
    const change = await proposed();
    expect((await apply(change)).code).toBe('second_person_needed');
    expect((await decide(change, it.people.ada)).code).toBe('own_request');
    expect((await decide({ ...change, digest: 'f'.repeat(64) }, ruth)).code).toBe('request_changed');
    expect((await decide(change, ruth, { decision: 'approve' }, 600)).code).toBe('insufficient_user_authentication');
    expect((await decide(change, ruth)).body).toMatchObject({
      state: 'approved',
      approver: { name: 'Ruth' },
      needsSecondPerson: false,
    });
    expect((await decide(change, ruth)).status).toBe(200);
    expect((await apply(change)).body).toMatchObject({ change: { state: 'applied', approver: { name: 'Ruth' } } });
  });

  test('a no is final', async () => {
    const change = await proposed();
    expect((await decide(change, ruth, { decision: 'deny', reason: 'not now' })).body).toMatchObject({
      state: 'denied',
    });
    expect((await apply(change)).code).toBe('change_not_open');
    expect((await decide(change, ruth)).code).toBe('change_not_open');
  });

  test('who agreed and is no administrator any more does not count', async () => {
    const change = await proposed();
    await decide(change, ruth);
    await it.directory.disablePerson(
      {
        from: { ...(await it.company.standing(ruth.id)).person, status: 'active' },
        to: { ...(await it.company.standing(ruth.id)).person, status: 'disabled', disabledAt: 1 },
        event: { id: newId('out'), kind: 'person-disabled', personId: ruth.id, at: 1 },
        shrinks: 'no-guarded-group',
      },
      newEntry(newId, causeAt(), { action: 'people.disable', outcome: 'allowed' }),
    );
    expect((await apply(change)).code).toBe('second_person_needed');
  });
});
