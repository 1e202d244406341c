import type { NamedRule } from './operation.ts';
import { rightsOf } from './rights.ts';
import type { Right } from './rights.ts';
import type { Snapshot } from './snapshot.ts';

export interface Effect {
  readonly email: string;
  readonly right: Right;
}

export interface TermsMoved {
  readonly rule: string;
  /** Null where the rule is new. */
  readonly before: string | null;
  /** Null where the rule is gone. */
  readonly after: string | null;
}

export interface Effects {
  readonly gains: readonly Effect[];
  readonly loses: readonly Effect[];
  readonly terms: readonly TermsMoved[];
}

/** Who gains and who loses what by going from one configuration to the other, and which rules' terms move. */
export function effectsOf(before: Snapshot, after: Snapshot): Effects {
  const [had, has] = [rightsOf(before), rightsOf(after)];
  const only = (one: typeof had, other: typeof had): Effect[] =>
    [...one].filter(([key]) => !other.has(key)).map(([, effect]) => effect);
  return { gains: only(has, had), loses: only(had, has), terms: termsMoved(before.rules, after.rules) };
}

function termsMoved(before: readonly NamedRule[], after: readonly NamedRule[]): TermsMoved[] {
  const [was, is] = [byName(before), byName(after)];
  return [...new Set([...was.keys(), ...is.keys()])].sort().flatMap((rule) => {
    const moved = { rule, before: was.get(rule) ?? null, after: is.get(rule) ?? null };
    return moved.before === moved.after ? [] : [moved];
  });
}

const byName = (rules: readonly NamedRule[]) => new Map(rules.map((rule) => [rule.name, termsInWords(rule)]));

/** "at most 3600 s, 1 of approvers and 1 of security agree; …": for people to read. */
export function termsInWords({ maxSeconds, approval, peers, says, targets }: NamedRule): string {
  const agree = approval.map(({ count, group }) => `${count} of ${group}`).join(' and ');
  return [
    `${[...targets].sort().join(', ')}: at most ${maxSeconds} seconds, ${agree} must agree`,
    ...(peers ? ['those who ask may decide for each other'] : []),
    says,
  ].join('; ');
}
