import type { EngineAddress, PasswordRules } from '../kernel/engine-address.ts';
import type { Clock, EpochSeconds } from '../kernel/time.ts';

/**
 * What an engine must be able to do so that its credentials can be lent and rotated (docs/writing-an-engine.md). All of
 * it may be repeated at any time, by a process that knows nothing of the one before, and after a crash at any point.
 * Values are the texts that Secrets Manager keeps: JSON objects whose shape the engine knows.
 */
export interface Engine {
  /** Does this value log in? Harmless: it changes nothing, and locks nobody out. */
  probe(at: At, value: string): Promise<Probed>;
  /**
   * The next value, before anything is changed. It is stored before `apply` is called, and `apply` gets the stored one.
   * Only where the service itself makes values (IAM, some HTTP services) does this reach for it.
   */
  stage(at: At, from: StagedFrom): Promise<string>;
  /** Makes the candidate good. When this returns `applied`, it was said so by the server; the current one still logs in where the engine can keep two. */
  apply(at: At, change: Change): Promise<Applied>;
  /** Logs in with the candidate, anew, and shows that it may do what the current one was for. */
  verify(at: At, candidate: string): Promise<Verified>;
  /**
   * Makes an old value bad, and proves it with a login that is refused. `at-disuse`: only if nobody is seen to use it.
   * `now`: also ends what is open under it. Where a rotation left nothing of it (one user, one password), that is the proof.
   */
  retire(at: At, change: Retirement): Promise<Retired>;
  /** What is on the target for this credential beside the labelled values, where the engine can tell. Changes nothing. */
  strays?(at: At, labelled: readonly string[]): Promise<Strays>;
  /** Takes a removable one away, after it looked again whether it still is. That it is gone already is fine. */
  removeStray?(at: At, name: string): Promise<StrayRemoved>;
}

export interface Stray {
  /** The same at every look, and no secret: an entry names it. */
  readonly name: string;
  readonly says: string;
  /** What a person does about it, where it is not removable. */
  readonly remedy: string;
  /** Made by `At.attempt`, as far as the target can tell, and of no use to anybody: its secret is known to nobody. */
  readonly removable: boolean;
}
export type Strays = { readonly strays: readonly Stray[] } | { readonly fault: Fault };
export type StrayRemoved = { readonly removed: true } | { readonly removed: false; readonly fault: Fault };

/** Where, and with what. */
export interface At {
  readonly address: EngineAddress;
  /** The value of the credential that makes the change; null where the credential changes itself. */
  readonly administrator: string | null;
  readonly rules: PasswordRules;
  readonly attempt: Attempt;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly clock: Clock;
  /** Every call that leaves for the target goes through it, and a test may let it crash before or after. */
  readonly call: Call;
}

/** Runs one statement or API call; `name` says which, never with what. */
export type Call = <T>(name: string, run: () => Promise<T>) => Promise<T>;
export const callThrough: Call = (_name, run) => run();

export interface Attempt {
  /** The version of the secret that is being made. */
  readonly token: string;
  readonly startedAt: EpochSeconds;
}

export interface StagedFrom {
  readonly current: string;
  /** Every value that Secrets Manager still has under a label, the current one among them. */
  readonly labelled: readonly string[];
}
export interface Change {
  readonly current: string;
  readonly candidate: string;
}
export interface Retirement {
  readonly current: string;
  readonly old: string;
  readonly how: 'at-disuse' | 'now';
}

/** What stood in the way, in words for whoever keeps the credential. It quotes no driver and holds no value. */
export interface Fault {
  readonly stage: 'name' | 'route' | 'tls' | 'authentication' | 'rights' | 'policy' | 'protocol' | 'value';
  /** The engine's or system's own code, such as "28P01" or "ECONNREFUSED"; null where there is none. */
  readonly code: string | null;
  readonly says: string;
}

/** `dead`: the server itself refused this value. Whatever else went wrong says nothing about the value: `unknown`. */
export type Probed =
  | { readonly login: 'alive' }
  | { readonly login: 'dead'; readonly fault: Fault }
  | { readonly login: 'unknown'; readonly fault: Fault };

export type Applied =
  | { readonly applied: true }
  /** The target's own rules refuse this value: it is not good, and never will be. A new one is needed. */
  | { readonly applied: false; readonly refused: 'by-policy'; readonly fault: Fault }
  /** It may have happened, or not. */
  | { readonly applied: false; readonly refused: 'unclear'; readonly fault: Fault };

export type Verified = { readonly verified: true } | { readonly verified: false; readonly fault: Fault };

export type Retired =
  | { readonly retired: true }
  /** Seen in use just now. */
  | { readonly retired: false; readonly why: 'in-use' }
  /** Nobody can tell whether it is used: time decides. */
  | { readonly retired: false; readonly why: 'cannot-tell' }
  | { readonly retired: false; readonly why: 'failed'; readonly fault: Fault };
