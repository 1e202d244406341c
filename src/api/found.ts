import type { Entity } from '../authorization/decision.ts';
import { refusal } from '../kernel/refusal.ts';
import { ok, refused } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';

/** What an operation acts on, or that it is not there. */
export const found = <T>(thing: T | null, name: string): Result<T> =>
  thing === null ? refused(refusal('not_found', `There is no such ${name}.`)) : ok(thing);

export async function foundEntity<T>(
  read: Promise<T | null>,
  name: string,
  entityOf: (thing: T) => Entity,
): Promise<Result<Entity>> {
  const thing = found(await read, name);
  return thing.ok ? ok(entityOf(thing.value)) : thing;
}
