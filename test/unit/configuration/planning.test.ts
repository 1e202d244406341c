import { describe, expect, test } from '@jest/globals';
import { effectsOf } from '../../../src/configuration/effects.ts';
import type { ConfigurationOperation, NamedRule } from '../../../src/configuration/operation.ts';
import { ruleProblems } from '../../../src/configuration/rule-problems.ts';
import { simulate } from '../../../src/configuration/simulate.ts';
import type { KnownPerson, KnownTarget, Snapshot } from '../../../src/configuration/snapshot.ts';
import { groupName, newId } from '../../../src/kernel/ids.ts';

const group = (name: string) => groupName.parse(name);
const person = (name: string, ...groups: string[]): KnownPerson => ({
  id: newId('usr'),
  email: `${name}@example.com`,
  name,
  active: true,
  groups: new Set(groups.map(group)),
  eligible: new Set(),
});
const rule = (more: Partial<NamedRule> = {}): NamedRule => ({
  name: 'orders-admin',
  says: 'Orders for an hour',
  groups: [group('engineers')],
  people: [],
  targets: ['Orders'],
  maxSeconds: 3600,
  approval: [{ count: 1, group: group('approvers') }],
  peers: false,
  ...more,
});
const lent = (name: string): KnownTarget => ({
  ...{ id: newId('tgt'), name, kind: 'aws-role', owner: null, network: null, address: null, administrator: null },
});

function company(
  people: readonly KnownPerson[],
  rules: readonly NamedRule[] = [rule()],
  targets = ['Orders'],
): Snapshot {
  return {
    people: new Map(people.map((each) => [each.email, each])),
    groups: new Map(
      ['administrators', 'approvers', 'auditors', 'engineers', 'leads'].map((name) => [group(name), name]),
    ),
    targets: new Map(targets.map((name) => [name, lent(name)])),
    rules,
  };
}
const usual = () => company([person('alice', 'engineers'), person('bob', 'approvers'), person('erin', 'approvers')]);

function after(before: Snapshot, ...operations: ConfigurationOperation[]): Snapshot {
  const result = simulate(before, operations);
  if (!result.ok) throw new Error(result.refusal.detail);
  return result.value;
}
const refusedWith = (before: Snapshot, ...operations: ConfigurationOperation[]) => {
  const result = simulate(before, operations);
  return result.ok ? 'not refused' : result.refusal.detail;
};

describe('who gains and who loses', () => {
  test('somebody who is put into the group of a rule may ask for its targets', () => {
    const before = company([person('alice'), person('bob', 'approvers')]);
    const effects = effectsOf(
      before,
      after(before, { op: 'add-member', group: group('engineers'), email: 'alice@example.com' }),
    );
    expect(effects).toEqual({
      gains: [{ email: 'alice@example.com', right: { may: 'ask', target: 'Orders', rule: 'orders-admin' } }],
      loses: [],
      terms: [],
    });
  });

  test('a leaver loses all of it, an administrator administration too', () => {
    const before = company([person('alice', 'engineers', 'administrators'), person('bob', 'approvers')]);
    const { gains, loses } = effectsOf(before, after(before, { op: 'disable-person', email: 'alice@example.com' }));
    expect(gains).toEqual([]);
    expect(loses.map(({ right }) => right.may)).toEqual(['sign-in', 'administer', 'ask']);
  });

  test('a rule whose terms move is named with both', () => {
    const before = usual();
    const { gains, loses, terms } = effectsOf(
      before,
      after(before, { op: 'set-rules', rules: [rule({ maxSeconds: 60 })] }),
    );
    expect([gains, loses]).toEqual([[], []]);
    expect(terms).toMatchObject(
      [{ rule: 'orders-admin', before: /3600 seconds/, after: /60 seconds/ }].map(({ rule: name }) => ({ rule: name })),
    );
    expect(terms[0]?.before).toContain('3600 seconds');
    expect(terms[0]?.after).toContain('60 seconds');
  });

  test('a renamed target is the same right under a new name, and a retired one is lost', () => {
    const before = usual();
    const renamed = after(before, { op: 'change-target', target: 'Orders', change: { name: 'Orders (EU)' } });
    expect(ruleProblems(renamed)).toEqual([]);
    const retired = simulate(before, [
      { op: 'retire-target', target: 'Orders' },
      { op: 'set-rules', rules: [] },
    ]);
    expect(
      retired.ok &&
        effectsOf(before, retired.value)
          .loses.map(({ right }) => right.may)
          .sort(),
    ).toEqual(['ask', 'decide', 'decide']);
  });
});

describe('what cannot be carried out is refused with the operation', () => {
  test.each<[string, ConfigurationOperation]>([
    ['is there already', { op: 'add-person', email: 'alice@example.com', name: 'Alice' }],
    ['nobody has the e-mail address zoe@example.com', { op: 'disable-person', email: 'zoe@example.com' }],
    ['there is no group nowhere', { op: 'add-member', group: group('nowhere'), email: 'alice@example.com' }],
    ['people are still in it', { op: 'remove-group', group: group('engineers') }],
    ['the shipped policies name it', { op: 'remove-group', group: group('auditors') }],
    ['no target is named "Nothing"', { op: 'retire-target', target: 'Nothing' }],
    ['is there already', { op: 'add-group', group: group('leads'), description: 'again' }],
  ])('%s', (says, operation) => {
    expect(refusedWith(usual(), operation)).toContain(says);
  });
});

describe('rules that are refused', () => {
  const codes = (snapshot: Snapshot) => ruleProblems(snapshot).map(({ code }) => code);

  test('a sound company has none', () => expect(codes(usual())).toEqual([]));

  test('an approving group that is empty never means anyone', () => {
    const nobody = company([person('alice', 'engineers')]);
    expect(codes(nobody)).toContain('nobody-decides');
    expect(ruleProblems(nobody)[0]?.detail).toContain('approvers has 0 active members');
  });

  test('the only approver asks under the rule: nobody could agree for them', () => {
    const alone = company(
      [person('alice', 'engineers'), person('bob', 'approvers', 'engineers')],
      [rule({ peers: true })],
    );
    expect(ruleProblems(alone)[0]?.detail).toContain('nobody could agree for bob@example.com');
  });

  test('who asks may not decide for others unless the rule says so aloud', () => {
    const peers = [person('alice', 'engineers', 'approvers'), person('bob', 'approvers'), person('erin', 'approvers')];
    expect(codes(company(peers))).toEqual(['peers-decide']);
    expect(codes(company(peers, [rule({ peers: true })]))).toEqual([]);
  });

  test('two stages need different people', () => {
    const both = rule({
      approval: [
        { count: 1, group: group('approvers') },
        { count: 1, group: group('leads') },
      ],
    });
    expect(codes(company([person('alice', 'engineers'), person('bob', 'approvers', 'leads')], [both]))).toEqual([
      'nobody-decides',
    ]);
  });

  test('names that are not there', () => {
    const wrong = rule({ groups: [group('nobody')], people: ['zoe@example.com'], targets: ['Nothing'] });
    expect(codes(company([person('bob', 'approvers')], [wrong]))).toEqual([
      'unknown-group',
      'unknown-person',
      'unknown-target',
    ]);
  });

  test('a name twice', () => {
    expect(codes(company([person('alice', 'engineers'), person('bob', 'approvers')], [rule(), rule()]))).toContain(
      'repeated-rule',
    );
  });

  test('somebody disabled is nobody', () => {
    const gone = { ...person('bob', 'approvers'), active: false };
    expect(codes(company([person('alice', 'engineers'), gone]))).toContain('nobody-decides');
  });
});
