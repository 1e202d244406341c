import type * as z from 'zod';
import { namesAt, nearest, settingAt } from './known-names.ts';

/** What was wrong, the value, and what is allowed: one line for each name or value that is at fault. */
export function explainFault(issue: z.core.$ZodIssue, given: unknown): readonly string[] {
  const { path, message } = issue;
  if (issue.code === 'unrecognized_keys') return issue.keys.map((name) => unknownName(path, name, given));
  // The name of a group, say: what is wrong with it stands in the issues within.
  if (issue.code === 'invalid_key')
    return [`${dotted(path)}: ${issue.issues.map((each) => each.message).join('; ')}; it is ${shown(path.at(-1))}`];
  const value = valueAt(given, path);
  if (value !== undefined) return [`${dotted(path)}: ${message}; it is ${shown(value)}${example(path)}`];
  return [`${dotted(path)}: is missing: ${settingAt(path)?.description ?? message}${example(path)}`];
}

function unknownName(path: readonly PropertyKey[], name: string, given: unknown): string {
  const known = namesAt(path);
  const meant = nearest(name, known);
  const help =
    meant === undefined ? `what may stand here: ${known.join(', ')}` : `did you mean ${dotted([...path, meant])}?`;
  return `${dotted([...path, name])}: is no setting; ${help} (it is ${shown(valueAt(given, [...path, name]))})`;
}

const dotted = (path: readonly PropertyKey[]): string => path.map(String).join('.') || '(file)';

/** Long values are cut: they are looked up in the file. */
function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
}

function example(path: readonly PropertyKey[]): string {
  const [first] = settingAt(path)?.examples ?? [];
  return first === undefined ? '' : `; for example ${JSON.stringify(first)}`;
}

/** What stands in the file at that place: a rule over several settings reports the place, not the value. */
const valueAt = (given: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, name) => (typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined),
    given,
  );
