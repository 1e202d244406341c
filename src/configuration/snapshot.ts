import type { GroupName, PersonId, TargetId } from '../kernel/ids.ts';
import type { Target } from '../access/target.ts';
import type { NamedRule } from './operation.ts';

export interface KnownPerson {
  /** Null for somebody who is only being added. */
  readonly id: PersonId | null;
  readonly email: string;
  readonly name: string;
  readonly active: boolean;
  readonly groups: ReadonlySet<GroupName>;
  /** Names of targets that they were made eligible for by hand, as far as this change speaks of them. */
  readonly eligible: ReadonlySet<string>;
}

export interface KnownTarget extends Omit<Target, 'id' | 'version' | 'accountId' | 'createdAt' | 'retiredAt'> {
  readonly id: TargetId | null;
}

/** The configuration at one revision, by the names that people use. Retired targets are not in it. */
export interface Snapshot {
  readonly people: ReadonlyMap<string, KnownPerson>;
  readonly groups: ReadonlyMap<GroupName, string>;
  readonly targets: ReadonlyMap<string, KnownTarget>;
  readonly rules: readonly NamedRule[];
}
