import type { Entry } from '../audit/entry.ts';
import type { Result } from '../kernel/result.ts';
import type { ConsoleSignIn, IssuedSignIn } from './console-sign-in.ts';
import type { SignInAttempt } from './sign-in-attempt.ts';

/** Reads see every write that was reported as done before. Expired ones may still be there: compare `expiresAt`. */
export interface ConsoleSignIns {
  read(hash: string): Promise<ConsoleSignIn | null>;
  /** The new one, its entry, and the end of the one it replaces: all or nothing. */
  add(signIn: ConsoleSignIn, replaces: string | null, entry: Entry): Promise<void>;
  remove(hash: string, entry: Entry): Promise<void>;
}

/** Our own issuer, seen as any client sees it. */
export interface IssuerClient {
  /** With `fresh`, the person shows both factors again even if they are signed in. */
  begin(how: {
    readonly fresh: boolean;
    readonly returnTo: string;
  }): Promise<{ readonly url: string; readonly attempt: SignInAttempt }>;
  /** Takes what the issuer sent back for this attempt; a code works once. */
  finish(query: string, attempt: SignInAttempt): Promise<Result<IssuedSignIn>>;
}
