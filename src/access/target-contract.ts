import type { GrantId, PersonId } from '../kernel/ids.ts';
import type { EpochSeconds } from '../kernel/time.ts';
import type { Actor } from '../kernel/principal.ts';
import type { DatabaseAccountTarget, Target } from './target.ts';

/** Under whose name, and until when, a target is used. */
export interface Holding {
  readonly grantId: GrantId;
  readonly holder: PersonId;
  /** The end that every session carries in itself. */
  readonly endsAt: EpochSeconds;
  /** Whether giving it was begun, where that makes something: what was never made need not be taken away. */
  readonly made: boolean;
}

/** What lets a tool use the target. Never stored, never logged; it leaves Sallyport once, in the reply to its holder. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiresAt: EpochSeconds;
}

/**
 * What a kind of target must be able to do. Properties, not methods: what is made for one kind does not pass for all.
 * One interface per right: whoever lends cannot take away, and whoever takes
 * away can lend nothing. A fault is thrown; what a target answers is returned.
 */
export interface Checks<Of extends Target = Target> {
  /** Could it be taken back? Asked before it is lent. */
  readonly check: (
    target: Of,
  ) => Promise<{ readonly lendable: true } | { readonly lendable: false; readonly why: string }>;
}

export interface Lends<Of extends Target = Target> {
  /** How long what `lend` gives would live, for a holding that ends then. Known before, so that it can be promised. */
  lifetimeSeconds(endsAt: EpochSeconds, now: EpochSeconds): number;
  readonly lend: (target: Of, holding: Holding) => Promise<Credentials>;
}

/** Where giving makes something on the target that outlives the call, so that it must be taken away again. */
export interface Gives<Of extends Target = Target> {
  readonly makes: (target: Of) => boolean;
  /**
   * Null when it is there; else why it never will be. Throws when nobody knows. May be repeated. Asked after the intent
   * is stored and before the confirmation.
   */
  readonly give: (target: Of, holding: Holding, correlationId: string) => Promise<string | null>;
}

/** Who takes it back, for the entries of it. */
export interface Taking {
  readonly by: Actor;
  readonly at: EpochSeconds;
  readonly correlationId: string;
}

/**
 * Takes back what no boundary denies, at every end, the natural one too. Throws when it is not known to be done. May be
 * repeated at any time.
 */
export interface TakesBack<Of extends Target = Target> {
  readonly takeBack: (target: Of, holding: Holding, taking: Taking) => Promise<void>;
}

/** Opens a session of an account. Handed out once, kept nowhere. */
export interface AccountLogin {
  readonly engine: 'postgresql' | 'mysql';
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly ca: string | null;
  readonly username: string;
  readonly password: string;
}

export interface GivesLogins {
  /** A password that nobody knew before, each time; the one before is bad from then on. `failed` says why not. */
  readonly login: (
    target: DatabaseAccountTarget,
    holding: Holding,
    correlationId: string,
  ) => Promise<{ readonly login: AccountLogin } | { readonly failed: string }>;
}

/**
 * At activation, what the grant gives must be there; at the end, gone. Roles are asked the same thing twice.
 *
 * `allowed`, `refused`: what the target said to a fresh session of the same holding. `no-session`: there could not be
 * one, which says nothing about those that exist. `unknown`: no answer. Only `refused` shows that something is gone.
 */
export interface Probing {
  readonly moment: 'activation' | 'end';
  readonly correlationId: string;
}
export type Probed = 'allowed' | 'refused' | 'no-session' | 'unknown';
export interface Probes<Of extends Target = Target> {
  readonly probe: (target: Of, holding: Holding, probing: Probing) => Promise<Probed>;
}

export interface Denies<Of extends Target = Target> {
  /**
   * Denies exactly those grants what they still hold of the target. `denied` reads them anew at each call: when this
   * returns, what is written was still so after it was written, so that of two writers the last has the whole truth.
   * `missing`: there is nothing to write it to.
   */
  readonly deny: (target: Of, denied: () => Promise<readonly GrantId[]>) => Promise<'written' | 'missing'>;
}

/** What was tried of a target, in words for whoever keeps it. */
export interface Finding {
  /** Which of the checks; stable. */
  readonly check: string;
  /** `warning`: it works, and somebody should know. `unknown`: it could not be tried, or nobody answered. */
  readonly result: 'ok' | 'warning' | 'failed' | 'unknown';
  readonly says: string;
  /** What to do about it; null where nothing is to be done. */
  readonly remedy: string | null;
}

/** Under whose name a check makes sessions: never a grant's. */
export interface CheckIdentity {
  readonly name: string;
  readonly by: PersonId;
  readonly correlationId: string;
}

export interface Examines<Of extends Target = Target> {
  /** Tries everything that can be tried without harm. No session that it makes may do more than the probe. */
  readonly examine: (target: Of, as: CheckIdentity) => Promise<readonly Finding[]>;
}

/** Has the boundary written as it is, by the one function that may. */
export interface RewritesDenies {
  rewriteDenies(
    target: Target,
    correlationId: string,
  ): Promise<{ readonly done: 'written' | 'missing' } | { readonly failed: string }>;
}
