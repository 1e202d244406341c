/** The one of a list that holds one. */
export function only<T>([one, ...more]: readonly T[]): T {
  if (one === undefined || more.length > 0) throw new Error('expected exactly one');
  return one;
}
