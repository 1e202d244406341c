import type { Entry } from '../audit/entry.ts';
import type { ConsoleSignIn } from './console-sign-in.ts';

/** Reads see every write that was reported as done before. Expired ones may still be there: compare `expiresAt`. */
export interface ConsoleSignIns {
  read(hash: string): Promise<ConsoleSignIn | null>;
  /** The new one, its entry, and the end of the one it replaces: all or nothing. */
  add(signIn: ConsoleSignIn, replaces: string | null, entry: Entry): Promise<void>;
  remove(hash: string, entry: Entry): Promise<void>;
}
