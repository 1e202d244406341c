import { firstIdAt, madeAt } from '../kernel/ids.ts';
import type { EntryId, NewId } from '../kernel/ids.ts';
import type { Cause } from '../kernel/principal.ts';
import { refusal } from '../kernel/refusal.ts';
import { ok, refused } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { EpochSeconds } from '../kernel/time.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import type { Cursor, Search } from './cursor.ts';
import { newEntry } from './entry.ts';
import type { Entry } from './entry.ts';
import { bucketOf, partitionsOf } from './partition.ts';
import type { EntryRange, EntryStore, FoundEntry } from './ports.ts';

export const MAX_SPAN_SECONDS = 31 * 86_400;
/** One call looks into so many hours at most, however empty they are; then `next` says where to go on. */
export const HOURS_PER_CALL = 48;

export interface EntriesPage {
  readonly entries: readonly Entry[];
  /** Ids under which something lies that is not an entry as it was written: a reason for alarm. */
  readonly unreadable: readonly EntryId[];
  /** Where the next page begins; null after the last one. A page may be empty and yet have a next one. */
  readonly next: string | null;
}

export interface ListEntries {
  readonly search: Search;
  readonly cursor: string | null;
  readonly limit: number;
}

/**
 * Reads one page of the record, in id order. Reading it discloses it, so the reading is an entry of its own,
 * put before anything is answered: what cannot be recorded is not shown.
 */
export async function listEntries(
  store: EntryStore,
  newId: NewId,
  cause: Cause,
  { search, cursor, limit }: ListEntries,
): Promise<Result<EntriesPage>> {
  const fault = faultOf(search, cause.at);
  if (fault) return refused(refusal('invalid_request', fault.message, { errors: [fault] }));
  const start = cursor === null ? ok(firstPage(search, newId('ent'))) : decodeCursor(cursor, search);
  if (!start.ok) return start;
  const { found, next } = await (search.grantId === null ? pageByTime : pageByGrant)(store, start.value, limit);
  const entries = found.flatMap(({ entry }) => entry ?? []);
  const unreadable = found.filter(({ entry }) => entry === null).map(({ id }) => id);
  try {
    await store.put(
      newEntry(newId, cause, {
        action: 'audit.read',
        outcome: 'allowed',
        facts: {
          ...search,
          disclosed: entries.length,
          unreadable: unreadable.length,
          first: found[0]?.id ?? null,
          last: found.at(-1)?.id ?? null,
        },
      }),
    );
  } catch (error) {
    return refused(cannotRecord(error));
  }
  return ok({ entries, unreadable, next: next && encodeCursor(next) });
}

function faultOf({ grantId, from, to }: Search, now: EpochSeconds): { path: string; message: string } | null {
  if (from !== null && to !== null && from > to)
    return { path: 'query.from', message: `The time must not end (${to}) before it begins (${from}).` };
  if (grantId !== null) return null;
  if (from === null) return { path: 'query.from', message: 'Name a grant, or from when to search.' };
  if ((to ?? now) - from > MAX_SPAN_SECONDS)
    return {
      path: 'query.from',
      message: `One search spans at most ${MAX_SPAN_SECONDS} seconds (31 days); ask for less at a time.`,
    };
  return null;
}

function firstPage(search: Search, now: EntryId): Cursor {
  const end = search.to === null ? now : firstIdAt('ent', search.to + 1);
  return { version: 1, search, before: end < now ? end : now, after: null, hour: bucketOf(search.from ?? 0) };
}

interface Found {
  readonly found: readonly FoundEntry[];
  readonly next: Cursor | null;
}

async function pageByGrant(store: EntryStore, cursor: Cursor, limit: number): Promise<Found> {
  const { grantId } = cursor.search;
  if (grantId === null) throw new Error('a search by grant names one');
  const all = await store.ofGrant(grantId, rangeOf(cursor), limit + 1);
  const found = all.slice(0, limit);
  return { found, next: all.length > limit ? { ...cursor, after: found.at(-1)?.id ?? null } : null };
}

/** Hour by hour; the hour's partitions are read side by side and merged. One more than asked tells if any follow. */
async function pageByTime(store: EntryStore, cursor: Cursor, limit: number): Promise<Found> {
  const range = rangeOf(cursor);
  const lastHour = bucketOf(madeAt(cursor.before));
  const found: FoundEntry[] = [];
  const after = () => found.at(-1)?.id ?? cursor.after;
  const stop = Math.min(lastHour + 1, cursor.hour + HOURS_PER_CALL);
  for (let hour = cursor.hour; hour < stop; hour++) {
    const room = limit - found.length;
    const shards = await Promise.all(partitionsOf(hour).map((each) => store.inPartition(each, range, room + 1)));
    const inOrder = shards.flat().sort((one, other) => (one.id < other.id ? -1 : 1));
    found.push(...inOrder.slice(0, room));
    if (inOrder.length > room) return { found, next: { ...cursor, hour, after: after() } };
  }
  return { found, next: stop > lastHour ? null : { ...cursor, hour: stop, after: after() } };
}

/** The bounds hold whatever the cursor says: it is the client's text. */
function rangeOf({ search, before, after }: Cursor): EntryRange {
  const end = search.to === null ? before : firstIdAt('ent', search.to + 1);
  return { first: firstIdAt('ent', search.from ?? 0), after, before: end < before ? end : before };
}

/** The cause is the store's and may quote what it was given: only its kind is kept. */
const cannotRecord = (error: unknown) =>
  refusal(
    'cannot_record',
    `Reading the record is itself recorded, and that could not be done (${error instanceof Error ? error.name : 'fault'}). Nothing is shown; try again.`,
  );
