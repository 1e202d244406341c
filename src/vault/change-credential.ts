import { untilWritten } from '../access/until-written.ts';
import type { CredentialTarget } from '../access/target.ts';
import { newEntry } from '../audit/entry.ts';
import type { Entry, EntryFacts } from '../audit/entry.ts';
import type { GrantId, NewId } from '../kernel/ids.ts';
import type { Cause } from '../kernel/principal.ts';
import { ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { untouched } from './credential.ts';
import type { CredentialState } from './credential.ts';
import { dueByTime } from './lease-transitions.ts';
import type { ByTime } from './lease-transitions.ts';
import type { VaultStore, VaultWritten } from './ports.ts';

export interface ChangesCredentials {
  readonly store: Pick<VaultStore, 'credential' | 'change' | 'keep'>;
  readonly newId: NewId;
}

/** What was decided: an answer without a change, or a change with its entry and the answer once both are stored. */
export type Decided<T> =
  | { readonly answer: Result<T> }
  | {
      readonly to: CredentialState;
      readonly what: Omit<EntryFacts, 'subject' | 'targetId' | 'outcome'>;
      /** Only if this grant is active at that very moment. */
      readonly whileActive?: GrantId;
      readonly then: T;
    };

/**
 * Changes the state of a credential together with its entry. What time alone does to it happens first, each with an
 * entry of its own; `decide` sees what is true after that, and decides anew when somebody was quicker.
 */
export const changeCredential = <T>(
  { store, newId }: ChangesCredentials,
  target: CredentialTarget,
  cause: Cause,
  decide: (state: CredentialState) => Promise<Decided<T>> | Decided<T>,
): Promise<Result<T>> =>
  untilWritten<T>(async () => {
    const acted = await letTimeAct({ store, newId }, target, cause);
    if (!acted.ok) return { answer: acted };
    const { stored, state } = acted.value;
    const decided = await decide(state);
    if ('answer' in decided) return decided;
    const entry = entryOn(newId, cause, target, decided.what);
    const change = { from: stored, to: next(stored, decided.to) };
    const condition = decided.whileActive === undefined ? {} : { whileActive: decided.whileActive };
    return { write: () => store.change({ ...change, ...condition }, { entry }), then: decided.then };
  });

export interface Acted {
  /** What lies in the table; null before anything happened to the credential. */
  readonly stored: CredentialState | null;
  readonly state: CredentialState;
}

/** Leases that ran out, turns that begin or pass, grants that are over: all that is due is written. */
export const letTimeAct = (
  { store, newId }: ChangesCredentials,
  target: CredentialTarget,
  { at, correlationId }: Pick<Cause, 'at' | 'correlationId'>,
): Promise<Result<Acted>> =>
  untilWritten<Acted>(async () => {
    let stored = await store.credential(target.id);
    const cause = vaultCause({ at, correlationId });
    for (;;) {
      const state = stored ?? untouched(target.id, at);
      const due = dueByTime(state, target, at);
      if (due === null) return { answer: ok({ stored, state }) };
      const to = next(stored, due.to);
      const written = await writeDue(store, { from: stored, to }, due, (what) => entryOn(newId, cause, target, what));
      // Read and decided again, or refused for want of an entry.
      if (!written.written) return { write: () => Promise.resolve(written), then: { stored, state } };
      stored = to;
    }
  });

/** Whose turn it is is seen, but nothing is decided by its beginning; all else has its entry. */
function writeDue(
  store: ChangesCredentials['store'],
  change: { readonly from: CredentialState | null; readonly to: CredentialState },
  due: ByTime,
  entry: (what: Omit<EntryFacts, 'subject' | 'targetId' | 'outcome'>) => Entry,
): Promise<VaultWritten<string>> {
  switch (due.is) {
    case 'turn-begun':
    case 'turn-interrupted':
      return store.keep(change);
    case 'ran-out': {
      const { grantId, holder, fence, until, disclosed } = due.lease;
      const facts = { why: 'ran-out', holder, fence, until, disclosed: disclosed.length };
      return store.change(change, { entry: entry({ action: 'credential.check-in', grantId, facts }) });
    }
    case 'grant-over':
    case 'turn-passed': {
      const { grantId, holder, since } = due.waiting;
      const facts = { why: due.is, holder, since };
      return store.change(change, { entry: entry({ action: 'credential.leave-queue', grantId, facts }) });
    }
  }
}

const entryOn = (
  newId: NewId,
  cause: Cause,
  { id }: CredentialTarget,
  what: Omit<EntryFacts, 'subject' | 'targetId' | 'outcome'>,
): Entry => newEntry(newId, cause, { ...what, outcome: 'allowed', subject: id, targetId: id });

/** Each write raises the version by one. */
export const next = (stored: CredentialState | null, to: CredentialState): CredentialState => ({
  ...to,
  version: (stored?.version ?? 0) + 1,
});

/** What the vault does on its own. */
export const vaultCause = ({ at, correlationId }: Pick<Cause, 'at' | 'correlationId'>): Cause => ({
  actor: { kind: 'system', name: 'vault' },
  signInId: null,
  correlationId,
  address: null,
  reasons: [],
  at,
});
