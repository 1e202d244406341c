import type { Entry } from '../../audit/entry.ts';
import type { ConsoleSignIn } from '../console-sign-in.ts';
import type { ConsoleSignIns } from '../ports.ts';

export function memoryConsoleSignIns(): ConsoleSignIns & { readonly entries: readonly Entry[] } {
  const kept = new Map<string, ConsoleSignIn>();
  const entries: Entry[] = [];
  return {
    entries,
    read: (hash) => Promise.resolve(kept.get(hash) ?? null),
    add(signIn, replaces, entry) {
      if (replaces !== null) kept.delete(replaces);
      kept.set(signIn.hash, signIn);
      entries.push(entry);
      return Promise.resolve();
    },
    remove(hash, entry) {
      kept.delete(hash);
      entries.push(entry);
      return Promise.resolve();
    },
  };
}
