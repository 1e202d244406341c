import type { Decision, Entity } from '../authorization/decision.ts';
import type { PersonId } from '../kernel/ids.ts';
import type { Actor } from '../kernel/principal.ts';
import type { Result } from '../kernel/result.ts';
import type { EpochSeconds } from '../kernel/time.ts';
import type { ApproversNow } from './quorum.ts';
import { ruleInWords } from './rule.ts';
import type { Rule } from './rule.ts';

/**
 * What the gate would answer the person who looks, now: the policies, and what they demand of the sign-in.
 * Handed in by the delivery, because the gate is (src/http/ask-as.ts).
 */
export type AskGate = (action: string, resource: Entity) => Result<Extract<Decision, { allowed: true }>>;

/** Parts of what people are shown. All of it derived here from the tables; nothing comes from whoever asks. */
export type Names = ReadonlyMap<PersonId, string>;

/** Someone who is not in the directory any more is still told apart, by their id. */
export const nameOf = (names: Names, id: PersonId): string => names.get(id) ?? id;

export const personRefOf = (names: Names, id: PersonId) => ({ id, name: nameOf(names, id) });

export type ActorView =
  | { readonly kind: 'person'; readonly id: PersonId; readonly name: string }
  | { readonly kind: 'system'; readonly name: string };

export const actorViewOf = (names: Names, actor: Actor): ActorView => {
  if (actor.kind === 'person') return { kind: 'person', id: actor.id, name: nameOf(names, actor.id) };
  return { kind: 'system', name: actor.kind === 'system' ? actor.name : actor.kind };
};

export const transitionsOf = <State extends string>(
  names: Names,
  transitions: readonly { readonly state: State; readonly at: EpochSeconds; readonly by: Actor }[],
) => transitions.map(({ state, at, by }) => ({ state, at, by: actorViewOf(names, by) }));

export const peopleIn = (actors: readonly Actor[]): PersonId[] =>
  actors.flatMap((actor) => (actor.kind === 'person' ? actor.id : []));

const NAMES_SHOWN = 20;

/** Of each group, the people who could agree: everybody active but the requester. */
export function candidatesOf(rule: Rule, approvers: ApproversNow, requester: PersonId) {
  return rule.approval.map(({ count, group }) => {
    const people = [...(approvers.get(group) ?? [])].filter((id) => id !== requester).sort();
    return { count, group, people, shown: people.slice(0, NAMES_SHOWN) };
  });
}

export const ruleViewOf = (
  rule: Rule,
  candidates: ReturnType<typeof candidatesOf>,
  names: Names,
  minimumSeconds: number,
) => ({
  policies: rule.policies,
  inWords: ruleInWords(rule),
  minimumSeconds,
  maxSeconds: rule.maxSeconds,
  factor: rule.factor,
  approval: candidates.map(({ count, group, people, shown }) => ({
    count,
    group,
    people: people.length,
    names: shown.map((id) => nameOf(names, id)),
  })),
});
