import type { Entry } from '../entry.ts';
import type { DenialStore } from '../record-denial.ts';

export interface MemoryDenials extends DenialStore {
  readonly entries: readonly Entry[];
  readonly refuseToCount: (refuse: boolean) => void;
}

/** Denials in memory, for tests. */
export function memoryDenials(): MemoryDenials {
  const counters = new Map<string, { minute: number; count: number }>();
  const entries: Entry[] = [];
  let refusing = false;
  return {
    entries,
    refuseToCount: (refuse) => {
      refusing = refuse;
    },
    count(key, minute) {
      if (refusing) return Promise.reject(new Error('the store did not answer'));
      const counted = counters.get(key);
      if (counted && counted.minute >= minute) {
        counted.count++;
        return Promise.resolve({ count: counted.count, before: 0 });
      }
      counters.set(key, { minute, count: 1 });
      return Promise.resolve({ count: 1, before: counted?.count ?? 0 });
    },
    put(entry) {
      entries.push(entry);
      return Promise.resolve();
    },
  };
}
