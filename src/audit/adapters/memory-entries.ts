import type { Entry } from '../entry.ts';
import { partitionOf } from '../partition.ts';
import type { EntryRange, EntryStore, FoundEntry } from '../ports.ts';

/** How the next put goes wrong: `lost` was not written, `unconfirmed` was written and reported as failed. */
export type PutFault = 'lost' | 'unconfirmed';

export interface MemoryEntries extends EntryStore {
  readonly all: () => readonly Entry[];
  readonly failNextPut: (fault: PutFault) => void;
}

/** Entries in memory, for tests. */
export function memoryEntries(given: readonly Entry[] = []): MemoryEntries {
  const entries = new Map(given.map((entry) => [entry.id, entry]));
  let fault: PutFault | null = null;
  const select = (
    wanted: (entry: Entry) => boolean,
    { first, after, before }: EntryRange,
    limit: number,
  ): FoundEntry[] =>
    [...entries.values()]
      .filter(
        (entry) => wanted(entry) && entry.id >= first && entry.id < before && (after === null || entry.id > after),
      )
      .sort((one, other) => (one.id < other.id ? -1 : 1))
      .slice(0, limit)
      .map((entry) => ({ id: entry.id, entry }));
  return {
    inPartition: (partition, range, limit) =>
      Promise.resolve(select((entry) => partitionOf(entry.id) === partition, range, limit)),
    ofGrant: (grantId, range, limit) => Promise.resolve(select((entry) => entry.grantId === grantId, range, limit)),
    put(entry) {
      const now = fault;
      fault = null;
      if (now === 'lost') return Promise.reject(new Error('the store did not answer'));
      if (entries.has(entry.id)) return Promise.reject(new Error('an entry is put once'));
      entries.set(entry.id, entry);
      return now === null ? Promise.resolve() : Promise.reject(new Error('the store did not answer'));
    },
    all: () => [...entries.values()],
    failNextPut: (next) => {
      fault = next;
    },
  };
}
