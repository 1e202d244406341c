import type { Schemas } from '../http/api.ts';
import type { Current } from './current.ts';
import type { Desired, DesiredRule } from './desired.ts';
import { targetOperations } from './target-operations.ts';

export type Operation = Schemas['ConfigurationOperation'];

/** Groups that the shipped policies name: their members are kept by files, they themselves stay. */
const shipped = ['administrators', 'approvers', 'auditors'];

/**
 * What leads from the configuration that is there to the one that the files want, in an order in which each step can be
 * taken: what is new first, then rules, then what goes. A kind that no file speaks of is left alone; of a kind that
 * files speak of, what they do not name goes.
 */
export function operationsFor(current: Current, desired: Desired): readonly Operation[] {
  const targets = targetOperations(current, desired);
  const { first, last } = groupOperations(current, desired);
  const { joiners, leavers } = peopleOperations(current, desired);
  return [
    ...joiners,
    ...first,
    ...targets.first,
    ...ruleOperations(current, desired),
    ...last,
    ...targets.last,
    ...leavers,
  ];
}

function peopleOperations({ people }: Current, { people: wanted }: Desired) {
  if (wanted === null) return { joiners: [], leavers: [] };
  const known = new Map(people.map((person) => [person.email, person]));
  const joiners = [...wanted].flatMap(([email, name]): Operation[] => {
    const person = known.get(email);
    if (person === undefined) return [{ op: 'add-person', email, name }];
    return [
      ...(person.name === name ? [] : [{ op: 'rename-person' as const, email, name }]),
      ...(person.active ? [] : [{ op: 'enable-person' as const, email }]),
    ];
  });
  const leavers = people
    .filter(({ email, active }) => active && !wanted.has(email))
    .map(({ email }): Operation => ({ op: 'disable-person', email }));
  return { joiners, leavers };
}

function groupOperations({ groups }: Current, { groups: wanted }: Desired) {
  if (wanted === null) return { first: [], last: [] };
  const known = new Map(groups.map((group) => [group.name, group]));
  const first = [...wanted].flatMap(([group, { description, members }]): Operation[] => {
    const before = known.get(group);
    const there = new Set(before?.members ?? []);
    return [
      ...(before === undefined ? [{ op: 'add-group' as const, group, description }] : []),
      ...(before !== undefined && before.description !== description
        ? [{ op: 'describe-group' as const, group, description }]
        : []),
      ...[...members.keys()]
        .filter((email) => !there.has(email))
        .map((email) => ({ op: 'add-member' as const, group, email })),
    ];
  });
  const last = groups.flatMap(({ name: group, members }): Operation[] => {
    const kept = wanted.get(group)?.members;
    if (kept === undefined && shipped.includes(group)) return [];
    return [
      ...members
        .filter((email) => kept?.has(email) !== true)
        .map((email) => ({ op: 'remove-member' as const, group, email })),
      ...(kept === undefined ? [{ op: 'remove-group' as const, group }] : []),
    ];
  });
  return { first, last };
}

type Rule = Current['rules'][number];

function ruleOperations(current: Current, desired: Desired): Operation[] {
  if (desired.rules === null) return [];
  const rules = [...desired.rules].map(([name, rule]) => named(name, rule, desired));
  const same = sortedText(rules) === sortedText(current.rules);
  return same ? [] : [{ op: 'set-rules', rules }];
}

/** Rules speak of targets by the word that the files have for them; where the files have no targets, by their names. */
const named = (
  name: string,
  { says, ask, targets, maxSeconds, approval, peers }: DesiredRule,
  desired: Desired,
): Rule => ({
  name,
  says,
  groups: [...ask.groups].sort(),
  people: [...ask.people].sort(),
  targets: targets.map((word) => desired.targets?.get(word)?.name ?? word).sort(),
  maxSeconds,
  approval: [...approval],
  peers,
});

const sortedText = (rules: readonly Rule[]): string =>
  JSON.stringify(
    [...rules]
      .sort((one, other) => (one.name < other.name ? -1 : 1))
      .map(({ name, says, groups, people, targets, maxSeconds, approval, peers }) => [
        ...[name, says, [...groups].sort(), [...people].sort(), [...targets].sort(), maxSeconds, peers],
        approval.map(({ count, group }) => [count, group]),
      ]),
  );
