import { ADMINISTRATORS, shippedGroups } from '../identity/group.ts';
import type { NamedRule } from './operation.ts';
import type { KnownPerson, Snapshot } from './snapshot.ts';

/** Something that a person may do, as the policies and rules of a configuration give it. */
export type Right =
  | { readonly may: 'sign-in' | 'administer' | 'audit' }
  | { readonly may: 'ask'; readonly target: string; readonly rule: string }
  | { readonly may: 'decide'; readonly target: string; readonly rule: string };

/** The shipped rules go by being eligible, and by the group of approvers (policies/rules.cedar). */
export const BY_HAND = 'by hand';
const [, APPROVERS, AUDITORS] = shippedGroups.map(({ name }) => name);

/** Whether the rule lets this person ask: what the rule's policy says, in the words of a configuration. */
export const asksUnder = ({ groups, people }: NamedRule, person: KnownPerson): boolean =>
  person.active && (people.includes(person.email) || groups.some((group) => person.groups.has(group)));

/** Whether they are among those who must agree. For their own requests nobody is. */
export const decidesUnder = ({ approval }: NamedRule, person: KnownPerson): boolean =>
  person.active && approval.some(({ group }) => person.groups.has(group));

/** All rights of everybody, each under a text that names it; the same text before and after is the same right. */
export function rightsOf({ people, rules, targets }: Snapshot): ReadonlyMap<string, { email: string; right: Right }> {
  const rights = new Map<string, { email: string; right: Right }>();
  const give = (email: string, right: Right) => rights.set(JSON.stringify([email, right]), { email, right });
  for (const person of people.values()) {
    if (!person.active) continue;
    const { email, groups } = person;
    give(email, { may: 'sign-in' });
    if (groups.has(ADMINISTRATORS)) give(email, { may: 'administer' });
    if (AUDITORS !== undefined && groups.has(AUDITORS)) give(email, { may: 'audit' });
    if (APPROVERS !== undefined && groups.has(APPROVERS)) give(email, { may: 'decide', target: '*', rule: BY_HAND });
    for (const target of person.eligible) if (targets.has(target)) give(email, { may: 'ask', target, rule: BY_HAND });
    for (const rule of rules) {
      const live = rule.targets.filter((name) => targets.has(name));
      if (asksUnder(rule, person)) for (const target of live) give(email, { may: 'ask', target, rule: rule.name });
      if (decidesUnder(rule, person))
        for (const target of live) give(email, { may: 'decide', target, rule: rule.name });
    }
  }
  return rights;
}
