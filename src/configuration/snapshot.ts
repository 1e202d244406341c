import type { GroupName, PersonId, TargetId } from '../kernel/ids.ts';
import type { TargetKind } from '../access/target.ts';
import type { EngineName } from '../kernel/engine-address.ts';
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

/** Of a target, what a change can break: its name, and what it needs of others. */
export interface KnownTarget {
  readonly id: TargetId | null;
  readonly name: string;
  readonly kind: TargetKind;
  /** Null but of credentials. */
  readonly owner: GroupName | null;
  readonly network: string | null;
  readonly address: { readonly engine: EngineName } | null;
  /** The name of the credential that changes it, or makes its accounts. */
  readonly administrator: string | null;
}

/** The configuration at one revision, by the names that people use. Retired targets are not in it. */
export interface Snapshot {
  readonly people: ReadonlyMap<string, KnownPerson>;
  readonly groups: ReadonlyMap<GroupName, string>;
  readonly targets: ReadonlyMap<string, KnownTarget>;
  readonly rules: readonly NamedRule[];
}
