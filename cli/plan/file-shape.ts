import * as z from 'zod';
import { targetShape } from './target-shape.ts';

/** What may stand in the files of a configuration folder. Every file may hold any of it; docs/configuration.md shows it. */
const email = z
  .string()
  .transform((text) => text.trim().toLowerCase())
  .pipe(z.email({ error: 'expected an e-mail address' }));
const word = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,62}$/, { error: 'expected 2 to 63 of a-z, 0-9 and "-", beginning with a letter' });
const text = (max: number) => z.string().min(1).max(max);
const words = z.array(word).default([]);

const approval = z
  .string()
  .regex(/^[1-9]\d? of [a-z][a-z0-9-]{1,62}$/, { error: 'expected "<n> of <group>", such as "1 of approvers"' })
  .transform((said) => {
    const [count = '', group = ''] = said.split(' of ');
    return { count: Number(count), group };
  });

export const groupShape = z.strictObject({
  description: text(200),
  members: z.array(email).default([]),
  /** Members of these are members too. */
  groups: words,
});

export const ruleShape = z.strictObject({
  says: text(200),
  ask: z
    .strictObject({ groups: words, people: z.array(email).default([]) })
    .refine(({ groups, people }) => groups.length + people.length > 0, { error: 'expected a group or a person' }),
  targets: z.array(text(80)).min(1),
  for: z.string().regex(/^(\d+d)?\s*(\d+h)?\s*(\d+m)?\s*(\d+s)?$/i, { error: 'expected a duration such as 1h or 90m' }),
  approval: z.array(approval).min(1),
  peers: z.boolean().default(false),
});

export const fileShape = z.strictObject({
  people: z.record(z.string(), text(120)).optional(),
  groups: z.record(z.string(), groupShape).optional(),
  targets: z.record(z.string(), targetShape).optional(),
  rules: z.record(z.string(), ruleShape).optional(),
});

export type GroupWritten = z.infer<typeof groupShape>;
export type RuleWritten = z.infer<typeof ruleShape>;

export const emailKey = email;
export const wordKey = word;

/** Every name that may stand in a file, to say which one was meant. */
export const knownNames: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(fileShape.shape),
  groups: Object.keys(groupShape.shape),
  rules: Object.keys(ruleShape.shape),
};
