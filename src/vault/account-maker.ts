import type { EpochSeconds } from '../kernel/time.ts';
import type { At, Fault } from './engine.ts';

/** An account of a database that is made for one grant and gone after it. */
export interface GrantAccount {
  /** Derived from the grant's id, fit for the engine. */
  readonly name: string;
  /** The grant's id: the application name of every session of the account where the engine has one. */
  readonly grantId: string;
  readonly until: EpochSeconds;
  readonly database: string;
  /** Roles that give it its rights; nothing else does. */
  readonly memberOf: readonly string[];
  /** Who gets what the account made. */
  readonly reassignTo: string;
}

/** What somebody needs to open a session. Handed out once, kept nowhere. */
export interface AccountLogin {
  readonly username: string;
  readonly password: string;
}

/**
 * Makes accounts with the administrator's credential (`At.administrator`). All of it may be repeated at any time. The
 * account can never outlive `until` by itself where the engine knows an end (`VALID UNTIL`).
 */
export interface AccountMaker {
  /** Without a password that anybody knows. */
  create(at: At, account: GrantAccount): Promise<Made>;
  /** A new password, good until the account's end; the one before is bad from then on. */
  login(at: At, account: GrantAccount): Promise<{ readonly login: AccountLogin } | { readonly fault: Fault }>;
  /** `present`: it is there and could log in. `absent`: it is not there, nor anything open under it. */
  probe(at: At, account: GrantAccount): Promise<{ readonly is: 'present' | 'absent' } | { readonly fault: Fault }>;
  /** Ends its sessions, gives what it owns to `reassignTo`, drops it. That it is gone already is fine. */
  remove(at: At, account: GrantAccount): Promise<Made>;
  /** Accounts of this kind that are there, by their names: what an earlier crash left shows here. */
  list(at: At): Promise<{ readonly names: readonly string[] } | { readonly fault: Fault }>;
}

export type Made = { readonly done: true } | { readonly done: false; readonly fault: Fault };
