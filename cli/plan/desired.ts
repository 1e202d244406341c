import { parseDuration } from '../duration.ts';
import { UsageError } from '../failure.ts';
import type { RuleWritten } from './file-shape.ts';
import type { Written } from './read-folder.ts';
import { administratorOf } from './target-shape.ts';
import type { TargetWritten } from './target-shape.ts';

/** What the files want, with nested groups resolved. Null: the files do not speak of it. */
export interface Desired {
  readonly people: ReadonlyMap<string, string> | null;
  readonly groups: ReadonlyMap<string, DesiredGroup> | null;
  readonly targets: ReadonlyMap<string, TargetWritten> | null;
  readonly rules: ReadonlyMap<string, DesiredRule> | null;
}
export interface DesiredGroup {
  readonly description: string;
  /** Everybody who is in it, or in a group of it; each with the way that leads there, such as "leads ← engineers". */
  readonly members: ReadonlyMap<string, string>;
}
export interface DesiredRule extends Omit<RuleWritten, 'for'> {
  readonly maxSeconds: number;
}

/** Resolves the files in themselves; a group that contains itself, or names one that no file has, is refused. */
export function desiredOf({ people, groups, targets, rules, places }: Written): Desired {
  const faults: string[] = [];
  const resolved = groups && new Map<string, DesiredGroup>();
  for (const [name, { description }] of groups ?? [])
    resolved?.set(name, { description, members: membersOf(name, groups ?? new Map(), places, faults) });
  if (people !== null)
    for (const [name, { members }] of resolved ?? [])
      for (const email of members.keys())
        if (!people.has(email))
          faults.push(`${places.get(`groups ${name}`)}: ${name}: ${email} is not among the people of these files`);
  faults.push(...administratorFaults(targets ?? new Map(), places));
  const wanted = rules && new Map<string, DesiredRule>();
  for (const [name, { for: duration, ...rule }] of rules ?? []) {
    wanted?.set(name, { ...rule, maxSeconds: parseDuration(duration) });
    for (const target of rule.targets)
      if (targets !== null && !targets.has(target))
        faults.push(`${places.get(`rules ${name}`)}: ${name}: no target is called ${target}`);
  }
  const unique = [...new Set(faults)];
  if (unique.length > 0)
    throw new UsageError(
      [
        'The configuration does not fit together; nothing was changed:',
        ...unique.slice(0, 20).map((each) => `  ${each}`),
      ].join('\n'),
    );
  return { people, groups: resolved, targets, rules: wanted };
}

/** An administrator is another target of these files, and no circle leads back to it. */
function administratorFaults(targets: ReadonlyMap<string, TargetWritten>, places: Written['places']): string[] {
  return [...targets].flatMap(([word, target]) => {
    const way: string[] = [word];
    let next = administratorOf(target);
    while (next !== null && !way.includes(next)) {
      const above = targets.get(next);
      if (above === undefined)
        return next === administratorOf(target)
          ? [`${places.get(`targets ${word}`)}: ${word}: no target is called ${next}, which should administer it`]
          : [];
      way.push(next);
      next = administratorOf(above);
    }
    if (next === null) return [];
    const circle = [...way.slice(way.indexOf(next)), next];
    return [...circle].sort()[0] === word
      ? [`${places.get(`targets ${word}`)}: administrators name each other in a circle: ${circle.join(' → ')}`]
      : [];
  });
}

type Groups = NonNullable<Written['groups']>;

function membersOf(
  name: string,
  groups: Groups,
  places: Written['places'],
  faults: string[],
  way: readonly string[] = [],
): ReadonlyMap<string, string> {
  const group = groups.get(name);
  const members = new Map<string, string>();
  if (group === undefined) {
    faults.push(`${places.get(`groups ${way.at(-1)}`)}: ${way.at(-1)}: no group is called ${name} in these files`);
    return members;
  }
  if (way.includes(name)) {
    const circle = [...way.slice(way.indexOf(name)), name];
    // Told once, by the group that comes first.
    const first = [...circle.slice(0, -1)].sort()[0];
    if (first === circle[0])
      faults.push(`${places.get(`groups ${name}`)}: groups contain each other in a circle: ${circle.join(' → ')}`);
    return members;
  }
  const here = [...way, name];
  for (const email of group.members) members.set(email, here.join(' ← '));
  for (const inner of group.groups)
    for (const [email, path] of membersOf(inner, groups, places, faults, here))
      if (!members.has(email)) members.set(email, path);
  return members;
}

/** Who asks under a rule and may decide in it too, with the ways that lead there; the rule may say that it is meant. */
export function peersIn({ groups, rules }: Desired): readonly string[] {
  if (groups === null) return [];
  return [...(rules ?? [])].flatMap(([name, rule]) => {
    if (rule.peers) return [];
    const asking = new Map<string, string>();
    for (const group of rule.ask.groups)
      for (const [email, way] of groups.get(group)?.members ?? []) asking.set(email, way);
    for (const email of rule.ask.people) asking.set(email, 'named');
    return rule.approval.flatMap(({ group }) =>
      [...(groups.get(group)?.members ?? [])].flatMap(([email, way]) =>
        asking.has(email)
          ? [`rule ${name}: ${email} asks (${asking.get(email)}) and decides (${way}) on what others ask under it`]
          : [],
      ),
    );
  });
}
