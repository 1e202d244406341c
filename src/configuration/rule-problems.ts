import { asksUnder, decidesUnder } from './rights.ts';
import type { NamedRule } from './operation.ts';
import type { KnownPerson, Snapshot } from './snapshot.ts';

export interface Problem {
  readonly code:
    'unknown-group' | 'unknown-person' | 'unknown-target' | 'repeated-rule' | 'nobody-decides' | 'peers-decide';
  readonly rule: string;
  readonly detail: string;
}

const NAMED = 10;

/**
 * What is wrong with the rules of a configuration: they name something that is not there, nobody could agree, or those
 * who ask could agree for each other without the rule's saying so. An empty group never means "anyone".
 */
export function ruleProblems(snapshot: Snapshot): readonly Problem[] {
  const names = snapshot.rules.map(({ name }) => name);
  return snapshot.rules.flatMap((rule, index) => [
    ...(names.indexOf(rule.name) === index ? [] : [problem('repeated-rule', rule, `two rules are named ${rule.name}`)]),
    ...unknown(snapshot, rule),
    ...deciders([...snapshot.people.values()], rule),
  ]);
}

const problem = (code: Problem['code'], { name }: NamedRule, detail: string): Problem => ({
  code,
  rule: name,
  detail: `Rule ${name}: ${detail}.`,
});

function unknown({ groups, people, targets }: Snapshot, rule: NamedRule): Problem[] {
  const named = [...new Set([...rule.groups, ...rule.approval.map(({ group }) => group)])];
  return [
    ...named
      .filter((group) => !groups.has(group))
      .map((group) => problem('unknown-group', rule, `there is no group ${group}`)),
    ...rule.people
      .filter((email) => !people.has(email))
      .map((email) => problem('unknown-person', rule, `nobody has the e-mail address ${email}`)),
    ...rule.targets
      .filter((target) => !targets.has(target))
      .map((target) => problem('unknown-target', rule, `no target is named "${target}"`)),
  ];
}

function deciders(everybody: readonly KnownPerson[], rule: NamedRule): Problem[] {
  const inGroup = (group: string) =>
    everybody.filter((person) => person.active && [...person.groups].some((each) => each === group));
  const found: Problem[] = [];
  for (const { count, group } of rule.approval) {
    const members = inGroup(group);
    const askers = everybody.filter((person) => asksUnder(rule, person));
    // Whoever asks does not count for their own request.
    const stuck =
      members.length < count
        ? 'nobody could be granted anything'
        : members.length === count && askers.some((asker) => members.includes(asker))
          ? `nobody could agree for ${named(askers.filter((asker) => members.includes(asker)))}`
          : null;
    if (stuck !== null)
      found.push(
        problem(
          'nobody-decides',
          rule,
          `${count} of ${group} must agree, and ${group} has ${members.length} active ${members.length === 1 ? 'member' : 'members'}: ${stuck}`,
        ),
      );
  }
  const needed = rule.approval.reduce((sum, { count }) => sum + count, 0);
  const all = everybody.filter((person) => decidesUnder(rule, person));
  if (found.length === 0 && all.length < needed)
    found.push(
      problem(
        'nobody-decides',
        rule,
        `${needed} different people must agree, and only ${all.length} may: nobody counts twice`,
      ),
    );
  const both = everybody.filter((person) => asksUnder(rule, person) && decidesUnder(rule, person));
  if (both.length > 0 && !rule.peers)
    found.push(
      problem(
        'peers-decide',
        rule,
        `${named(both)} may ask and may decide on each other’s requests (never on their own). Separate the groups, or say \`peers: true\` in the rule`,
      ),
    );
  return found;
}

const named = (people: readonly KnownPerson[]): string =>
  people.length > NAMED
    ? `${people
        .slice(0, NAMED)
        .map(({ email }) => email)
        .join(', ')} and ${people.length - NAMED} more`
    : people.map(({ email }) => email).join(', ');
