import { misfitOf } from '../access/target-change.ts';
import { shippedGroups } from '../identity/group.ts';
import type { GroupName } from '../kernel/ids.ts';
import { refusal } from '../kernel/refusal.ts';
import { ok, refused } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { inWords } from './operation.ts';
import type { ConfigurationOperation } from './operation.ts';
import { knownFrom, unfit } from './known-target.ts';
import type { KnownPerson, Snapshot } from './snapshot.ts';

/**
 * What the configuration would be after these operations, in their order. Refuses what could not be carried out, and
 * names the operation: somebody or something that is not there, or is there already.
 */
export function simulate(before: Snapshot, operations: readonly ConfigurationOperation[]): Result<Snapshot> {
  const people = new Map(before.people);
  const groups = new Map(before.groups);
  const targets = new Map(before.targets);
  let rules = before.rules;

  const change = (email: string, how: (person: KnownPerson) => KnownPerson | string): string | null => {
    const person = people.get(email);
    if (person === undefined) return `nobody has the e-mail address ${email}`;
    const changed = how(person);
    if (typeof changed === 'string') return changed;
    people.set(email, changed);
    return null;
  };
  const noGroup = ({ group }: { readonly group: GroupName }) =>
    groups.has(group) ? null : `there is no group ${group}`;
  const noTarget = (target: string) => (targets.has(target) ? null : `no target is named "${target}"`);

  /** What stands in the way, or null once it is done. */
  function take(operation: ConfigurationOperation): string | null {
    switch (operation.op) {
      case 'add-person':
        if (people.has(operation.email)) return `${operation.email} is there already`;
        people.set(operation.email, {
          ...{ id: null, email: operation.email, name: operation.name, active: true },
          ...{ groups: new Set(), eligible: new Set() },
        });
        return null;
      case 'rename-person':
        return change(operation.email, (person) => ({ ...person, name: operation.name }));
      case 'disable-person':
        return change(operation.email, (person) => ({ ...person, active: false }));
      case 'enable-person':
        return change(operation.email, (person) => ({ ...person, active: true }));
      case 'renew-enrolment':
        return change(operation.email, (person) => (person.active ? person : `${person.email} is disabled`));
      case 'add-group':
        if (groups.has(operation.group)) return `the group ${operation.group} is there already`;
        groups.set(operation.group, operation.description);
        return null;
      case 'describe-group': {
        const missing = noGroup(operation);
        if (missing === null) groups.set(operation.group, operation.description);
        return missing;
      }
      case 'remove-group': {
        const missing = noGroup(operation);
        if (missing !== null) return missing;
        if (shippedGroups.some(({ name }) => name === operation.group)) return 'the shipped policies name it';
        const inside = [...people.values()].filter((person) => person.groups.has(operation.group));
        if (inside.length > 0) return `${inside.length} people are still in it`;
        const owned = [...targets.values()].filter(({ owner }) => owner === operation.group);
        if (owned.length > 0) return `it answers for ${owned.map(({ name }) => `"${name}"`).join(', ')}`;
        groups.delete(operation.group);
        return null;
      }
      case 'add-member':
        return (
          noGroup(operation) ??
          change(operation.email, (person) => ({ ...person, groups: new Set([...person.groups, operation.group]) }))
        );
      case 'remove-member':
        return (
          noGroup(operation) ??
          change(operation.email, (person) => ({ ...person, groups: without(person.groups, operation.group) }))
        );
      case 'add-eligibility':
        return (
          noTarget(operation.target) ??
          change(operation.email, (person) => ({
            ...person,
            eligible: new Set([...person.eligible, operation.target]),
          }))
        );
      case 'remove-eligibility':
        return (
          noTarget(operation.target) ??
          change(operation.email, (person) => ({ ...person, eligible: without(person.eligible, operation.target) }))
        );
      case 'register-target': {
        const known = knownFrom(operation.registration);
        if (targets.has(known.name)) return `another target is named "${known.name}"`;
        const wrong = unfit(known, { targets, groups });
        if (wrong === null) targets.set(known.name, known);
        return wrong;
      }
      case 'change-target': {
        const target = targets.get(operation.target);
        if (target === undefined) return noTarget(operation.target);
        const misfit = misfitOf(
          { kind: target.kind, ...(target.address && { address: target.address }) },
          operation.change,
        );
        if (misfit !== null) return misfit.detail;
        const { name = target.name, owner = target.owner } = operation.change;
        if (owner !== null && !groups.has(owner)) return `there is no group ${owner}`;
        const changed = { ...target, name, owner };
        if (changed.name !== target.name && targets.has(changed.name))
          return `another target is named "${changed.name}"`;
        targets.delete(target.name);
        targets.set(changed.name, changed);
        if (changed.name !== target.name) {
          rules = rules.map((rule) => renamed(rule, target.name, changed.name));
          for (const each of targets.values())
            if (each.administrator === target.name) targets.set(each.name, { ...each, administrator: changed.name });
        }
        return null;
      }
      case 'retire-target': {
        const missing = noTarget(operation.target);
        if (missing !== null) return missing;
        const needing = [...targets.values()].filter(({ administrator }) => administrator === operation.target);
        if (needing.length > 0)
          return `it is the administrator of ${needing.map(({ name }) => `"${name}"`).join(', ')}`;
        targets.delete(operation.target);
        return null;
      }
      case 'set-rules':
        rules = operation.rules;
        return null;
    }
  }

  for (const [index, operation] of operations.entries()) {
    const obstacle = take(operation);
    if (obstacle !== null)
      return refused(
        refusal('invalid_request', `Cannot ${inWords(operation)}: ${obstacle}.`, {
          errors: [{ path: `body.operations.${index}`, message: obstacle }],
        }),
      );
  }
  return ok({ people, groups, targets, rules });
}

const without = <T>(set: ReadonlySet<T>, gone: T): ReadonlySet<T> => new Set([...set].filter((each) => each !== gone));

const renamed = <Rule extends { readonly targets: readonly string[] }>(rule: Rule, from: string, to: string): Rule => ({
  ...rule,
  targets: rule.targets.map((name) => (name === from ? to : name)),
});
