import * as z from 'zod';
import { groupName } from '../kernel/ids.ts';
import type { GroupName } from '../kernel/ids.ts';

/** So many distinct members of a group must agree. */
export interface ApprovalStage {
  readonly count: number;
  readonly group: GroupName;
}

/** What a rule asks in return for its permit. Written as annotations on the very policy that permits. */
export interface Obligations {
  /** `@factor("mfa")`: the sign-in must have used a second factor. */
  readonly factor: 'mfa' | 'not-required';
  /** `@freshSeconds("300")`: the sign-in may be at most so old; null is any age. */
  readonly freshSeconds: number | null;
  /** `@maxSeconds("3600")`: the longest grant; null where the action makes no grant. */
  readonly maxSeconds: number | null;
  /** `@approval("1 of approvers")`, joined by " and ": who must agree. */
  readonly approval: readonly ApprovalStage[];
}

const positive = z.coerce.number().int().positive();
const stage = z
  .string()
  .regex(/^[1-9]\d? of \S+$/, { error: 'expected "<n> of <group>"' })
  .transform((text): ApprovalStage => {
    const [count, group] = text.split(' of ');
    return { count: Number(count), group: groupName.parse(group) };
  });

const annotations = z.strictObject({
  id: z.string().min(1),
  factor: z.enum(['mfa', 'not-required']),
  freshSeconds: positive.optional(),
  maxSeconds: positive.optional(),
  approval: z
    .string()
    .transform((text) => text.split(' and '))
    .pipe(z.array(stage))
    .optional(),
  says: z.string().optional(),
});

/** Reads the annotations of one policy; throws on anything that is not known, so that a typo never means "no obligation". */
export function obligationsOf(policyAnnotations: unknown): {
  id: string;
  says: string | null;
  obligations: Obligations;
} {
  const { id, says, factor, freshSeconds, maxSeconds, approval } = annotations.parse(policyAnnotations);
  return {
    id,
    says: says ?? null,
    obligations: {
      factor,
      freshSeconds: freshSeconds ?? null,
      maxSeconds: maxSeconds ?? null,
      approval: approval ?? [],
    },
  };
}

/** Several policies permit: the strictest of each obligation holds, and all their approvers must agree. */
export function strictest(all: readonly Obligations[]): Obligations {
  const least = (numbers: readonly (number | null)[]): number | null => {
    const given = numbers.filter((number) => number !== null);
    return given.length === 0 ? null : Math.min(...given);
  };
  const counts = new Map<GroupName, number>();
  for (const { group, count } of all.flatMap(({ approval }) => approval))
    counts.set(group, Math.max(count, counts.get(group) ?? 0));
  return {
    factor: all.some(({ factor }) => factor === 'mfa') ? 'mfa' : 'not-required',
    freshSeconds: least(all.map(({ freshSeconds }) => freshSeconds)),
    maxSeconds: least(all.map(({ maxSeconds }) => maxSeconds)),
    approval: [...counts].map(([group, count]) => ({ group, count })).sort((a, b) => (a.group < b.group ? -1 : 1)),
  };
}
