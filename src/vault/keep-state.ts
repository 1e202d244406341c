import { newEntry } from '../audit/entry.ts';
import type { EntryFacts } from '../audit/entry.ts';
import type { NewId, TargetId } from '../kernel/ids.ts';
import type { Clock } from '../kernel/time.ts';
import { next, vaultCause } from './change-credential.ts';
import { untouched } from './credential.ts';
import type { CredentialState } from './credential.ts';
import type { At, Attempt, Engine } from './engine.ts';
import type { Secrets, VaultStore } from './ports.ts';
import { VaultFault } from './vault-fault.ts';

/** What a keeper works with. */
export interface Keeps {
  readonly store: Pick<VaultStore, 'credential' | 'change' | 'keep'>;
  readonly secrets: Secrets;
  readonly newId: NewId;
  /** Names one run among all others. */
  readonly newRunId: () => string;
  readonly clock: Clock;
  readonly correlationId: string;
}

/** The credential that it works on. */
export interface KeptCredential {
  readonly targetId: TargetId;
  readonly secret: string;
  readonly graceSeconds: number;
  readonly engine: Engine;
  /** The value of the administrator, if there is one, is read by then. */
  readonly at: (attempt: Attempt) => At;
}

/** A change of the state; with `what` it has an entry. */
export interface StateChange {
  readonly to: CredentialState;
  readonly what: Omit<EntryFacts, 'subject' | 'targetId'> | null;
}

const ATTEMPTS = 4;

/**
 * Reads, decides and writes, together with the entry; decides anew when somebody was quicker. `decide` answers null when
 * there is nothing to change. Throws when it could not be recorded, and then nothing was changed.
 */
export async function keepState<T extends StateChange | null>(
  { store, newId, clock, correlationId }: Pick<Keeps, 'store' | 'newId' | 'clock' | 'correlationId'>,
  targetId: TargetId,
  decide: (state: CredentialState) => T,
): Promise<T> {
  for (let count = 0; count < ATTEMPTS; count += 1) {
    const from = await store.credential(targetId);
    const at = clock();
    const decided = decide(from ?? untouched(targetId, at));
    if (decided === null) return decided;
    const to = next(from, decided.to);
    const { what } = decided;
    const written =
      what === null
        ? await store.keep({ from, to })
        : await store.change(
            { from, to },
            { entry: newEntry(newId, vaultCause({ at, correlationId }), { ...what, subject: targetId, targetId }) },
          );
    if (written.written) return decided;
    if (written.failed.some((each) => each === 'recorded')) throw new VaultFault('cannot_record');
  }
  throw new VaultFault('conflict');
}
