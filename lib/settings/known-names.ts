import * as z from 'zod';
import { settingsFields } from '../settings.ts';

interface Place {
  readonly description?: string | undefined;
  readonly examples?: readonly unknown[] | undefined;
  readonly properties?: Readonly<Record<string, Place>> | undefined;
}
const place: z.ZodType<Place> = z.looseObject({
  description: z.string().optional(),
  examples: z.array(z.unknown()).optional(),
  get properties() {
    return z.record(z.string(), place).optional();
  },
});

const root = place.parse(z.toJSONSchema(settingsFields, { io: 'input' }));

/** What the schema says of the setting at that path. */
export const settingAt = (path: readonly PropertyKey[]): Place | undefined =>
  path.reduce<Place | undefined>((at, name) => at?.properties?.[String(name)], root);

/** The names that may stand in the object at that path. */
export const namesAt = (path: readonly PropertyKey[]): readonly string[] =>
  Object.keys(settingAt(path)?.properties ?? {});

/** The known name that was probably meant: at most a third of its letters are other ones. */
export function nearest(given: string, known: readonly string[]): string | undefined {
  const [best] = known
    .map((name) => ({ name, distance: distance(given.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, distance: far }) => far <= Math.max(1, Math.floor(name.length / 3)))
    .sort((one, other) => one.distance - other.distance);
  return best?.name;
}

/** Insertions, deletions, replacements and swapped neighbours (Damerau's distance of optimal alignments). */
export function distance(one: string, other: string): number {
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number): number => rows[row]?.[column] ?? Infinity;
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    rows.push(current);
    for (let column = 1; column <= other.length; column++) {
      const same = one[row - 1] === other[column - 1];
      const swapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      current.push(
        Math.min(
          at(row - 1, column) + 1,
          at(row, column - 1) + 1,
          at(row - 1, column - 1) + (same ? 0 : 1),
          swapped ? at(row - 2, column - 2) + 1 : Infinity,
        ),
      );
    }
  }
  return at(one.length, other.length);
}
