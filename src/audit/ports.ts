import type { EntryId, GrantId } from '../kernel/ids.ts';
import type { Entry } from './entry.ts';

/** Ids sort by the moment they were made, so a span of ids is a span of time. */
export interface EntryRange {
  /** The first id that may be returned. */
  readonly first: EntryId;
  /** What was returned already: only later ids follow; null at the beginning. */
  readonly after: EntryId | null;
  /** This id and all later ones stay out. */
  readonly before: EntryId;
}

/** An entry as it was found; null when what lies there is not an entry (anymore): it is named, never passed over. */
export interface FoundEntry {
  readonly id: EntryId;
  readonly entry: Entry | null;
}

/** Where entries lie. Both readings return up to `limit` entries in id order; fewer means that there are no more. */
export interface EntryStore {
  /** Sees every entry whose put was confirmed before the call. */
  inPartition(partition: string, range: EntryRange, limit: number): Promise<readonly FoundEntry[]>;
  /** Reads an index that follows the table: an entry put a moment ago may be missing, none is returned twice. */
  ofGrant(grantId: GrantId, range: EntryRange, limit: number): Promise<readonly FoundEntry[]>;
  /** When this returns, the entry is stored. When it throws, it may be stored or not. */
  put(entry: Entry): Promise<void>;
}
