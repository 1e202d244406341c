import type { Entry } from '../audit/entry.ts';
import type { RuleSet } from '../authorization/company-rule.ts';
import type { TargetStore } from '../access/ports.ts';
import type { EventOf } from '../identity/directory-event.ts';
import type { Directory } from '../identity/ports.ts';
import type { ChangeId } from '../kernel/ids.ts';
import type { ChangeStep, Revision } from '../kernel/revision.ts';
import type { Change, ChangeIn, OpenChange } from './change.ts';
import type { ConfigurationOperation } from './operation.ts';

export type ChangeWritten =
  { readonly written: true } | { readonly written: false; readonly failed: 'change-unchanged' };

/** Changes of the configuration. Every write has its audit entry in the same transaction. */
export interface ChangeStore {
  change(id: ChangeId): Promise<Change | null>;
  /** Newest first; `next` is null on the last page. */
  changes(page: { readonly after: ChangeId | null; readonly limit: number }): Promise<{
    readonly items: readonly Change[];
    readonly next: ChangeId | null;
  }>;
  /** From the `from`th on, at most `limit`. */
  operations(id: ChangeId, from: number, limit: number): Promise<readonly ConfigurationOperation[]>;
  /** The operations are stored before the change is: a change that can be found is whole. */
  addChange(change: ChangeIn<'proposed'>, operations: readonly ConfigurationOperation[], entry: Entry): Promise<void>;
  replaceChange(move: { readonly from: OpenChange; readonly to: Change }, entry: Entry): Promise<ChangeWritten>;
}

export interface RuleWrites {
  /** Puts a set in force. The set, the pointer, the event, the entry and the count are one write. */
  setRules(set: RuleSet, event: EventOf<'rights-changed'>, entry: Entry): Promise<void>;
}

/** The stores, such that what is written through them is this step of a change, or nothing (`ConfigurationMoved`). */
export interface StepStores {
  readonly directory: Directory;
  readonly targets: TargetStore;
  readonly rules: RuleWrites;
  /** Whether anything was written. */
  readonly taken: () => boolean;
}

export interface ConfigurationStores {
  revision(): Promise<Revision>;
  /** The step that leaves from this revision. */
  step(from: number, step: ChangeStep): StepStores;
}
