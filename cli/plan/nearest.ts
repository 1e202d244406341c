/** The known name that was most likely meant; undefined when none is near. */
export function nearest(given: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((name) => ({ name, far: distance(given.toLowerCase(), name.toLowerCase()) }))
    .sort((one, other) => one.far - other.far);
  const [first] = ranked;
  return first !== undefined && first.far <= Math.max(1, Math.floor(given.length / 3)) ? first.name : undefined;
}

/** How many letters must be put in, taken out, or replaced (Levenshtein). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (const [at, letter] of [...one].entries())
    row = [...other].reduce<number[]>(
      (next, wanted, index) => [
        ...next,
        Math.min((next[index] ?? 0) + 1, (row[index + 1] ?? 0) + 1, (row[index] ?? 0) + (letter === wanted ? 0 : 1)),
      ],
      [at + 1],
    );
  return row.at(-1) ?? 0;
}
