/**
 * What stands for a part of a credential in the calls of a generic HTTP credential, such as `{{candidate.value}}`.
 * `value` and `basic` (RFC 7617: the base64 of id and value) are secret, `id` is not.
 */
export type Whose = 'candidate' | 'current' | 'old' | 'administrator';
export type Part = 'value' | 'id' | 'basic';
export interface Placeholder {
  readonly whose: Whose;
  readonly part: Part;
}

const known = /\{\{(candidate|current|old|administrator)\.(value|id|basic)\}\}/g;

/** Every `{{…}}` of a text, in its order; null for one that stands for nothing, or is not closed. */
export function placeholdersIn(text: string): readonly (Placeholder | null)[] {
  const rest = text.replace(known, '');
  const found = [...text.matchAll(known)].map(([, whose = '', part = '']) => read(whose, part));
  return /\{\{|\}\}/.test(rest) ? [...found, null] : found;
}

/** The text with each placeholder replaced by what `fill` says. */
export const withFilled = (text: string, fill: (placeholder: Placeholder) => string): string =>
  text.replace(known, (whole, whose: string, part: string) => {
    const placeholder = read(whose, part);
    return placeholder === null ? whole : fill(placeholder);
  });

/** Every text of a JSON document, its names not among them. */
export function textsIn(document: unknown): readonly string[] {
  if (typeof document === 'string') return [document];
  if (typeof document !== 'object' || document === null) return [];
  return Object.values(document).flatMap(textsIn);
}

/** Every name of a member in a JSON document. */
export function namesIn(document: unknown): readonly string[] {
  if (typeof document !== 'object' || document === null) return [];
  const own = Array.isArray(document) ? [] : Object.keys(document);
  return [...own, ...Object.values(document).flatMap(namesIn)];
}

const whoses: readonly Whose[] = ['candidate', 'current', 'old', 'administrator'];
const parts: readonly Part[] = ['value', 'id', 'basic'];

function read(whose: string, part: string): Placeholder | null {
  const [w, p] = [whoses.find((each) => each === whose), parts.find((each) => each === part)];
  return w === undefined || p === undefined ? null : { whose: w, part: p };
}
