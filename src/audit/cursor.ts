import * as z from 'zod';
import { idOf } from '../kernel/ids.ts';
import { refusal } from '../kernel/refusal.ts';
import { ok, refused } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { epochSeconds } from '../kernel/time.ts';

/** What is searched: the entries of a grant, of a time, or both. */
export const searchSchema = z.strictObject({
  grantId: idOf('grt').nullable(),
  from: epochSeconds.nullable(),
  to: epochSeconds.nullable(),
});
export type Search = z.infer<typeof searchSchema>;

const cursorSchema = z.strictObject({
  version: z.literal(1),
  search: searchSchema,
  /** The search's end, fixed by its first page: each page is an entry of its own and must not prolong the search. */
  before: idOf('ent'),
  /** The last entry that was disclosed. */
  after: idOf('ent').nullable(),
  /** The hour in which to go on. */
  hour: z.int().nonnegative(),
});
export type Cursor = z.infer<typeof cursorSchema>;

export const encodeCursor = (cursor: Cursor): string =>
  Buffer.from(JSON.stringify(cursor), 'utf8').toString('base64url');

/** A cursor is a client's text like any other: parsed, and refused when it belongs to another search. */
export function decodeCursor(text: string, search: Search): Result<Cursor> {
  const wrong = (message: string) =>
    refused(refusal('invalid_request', message, { errors: [{ path: 'query.cursor', message }] }));
  let given: unknown;
  try {
    given = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return wrong('The cursor is not one that Sallyport gave out.');
  }
  const parsed = cursorSchema.safeParse(given);
  if (!parsed.success) return wrong('The cursor is not one that Sallyport gave out.');
  const { grantId, from, to } = parsed.data.search;
  if (grantId !== search.grantId || from !== search.from || to !== search.to)
    return wrong('The cursor belongs to another search: give the same grant, from and to with it.');
  return ok(parsed.data);
}
