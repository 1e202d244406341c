import type { Entry } from '../audit/entry.ts';
import type { RotationPlan } from '../kernel/engine-address.ts';
import type { GrantId, TargetId } from '../kernel/ids.ts';
import type { EpochSeconds } from '../kernel/time.ts';
import type { CredentialState } from './credential.ts';

export type VaultWritten<Condition extends string> =
  { readonly written: true } | { readonly written: false; readonly failed: readonly (Condition | 'recorded')[] };

/** The state of vaulted credentials. Every read sees every write that was reported as done before it began. */
export interface VaultReads {
  /** Null before anything happened to it. */
  credential(id: TargetId): Promise<CredentialState | null>;
  credentials(ids: readonly TargetId[]): Promise<readonly CredentialState[]>;
  /** Up to `limit` whose `credentialDueAt` has come, the longest due of each shard first: read the thing itself. */
  dueBy(now: EpochSeconds, limit: number): Promise<readonly TargetId[]>;
}

/**
 * Either the change and its entry are stored, or nothing is. `state-unchanged`: what is stored still has the version of
 * `from` (null: there is nothing). `grant-active`: the grant named is in the state `active` at that very moment.
 */
export interface VaultStore extends VaultReads {
  change(
    change: {
      readonly from: CredentialState | null;
      readonly to: CredentialState;
      readonly whileActive?: GrantId;
    },
    along: { readonly entry: Entry },
  ): Promise<VaultWritten<'state-unchanged' | 'grant-active'>>;
  /** Run locks and dates that change nothing a person could ask about need no entry. */
  keep(change: {
    readonly from: CredentialState | null;
    readonly to: CredentialState;
  }): Promise<VaultWritten<'state-unchanged'>>;
}

export interface SecretVersion {
  readonly id: string;
  readonly stages: readonly string[];
}

export interface SecretDescription {
  readonly arn: string;
  readonly versions: readonly SecretVersion[];
  readonly rotates: boolean;
  readonly lastRotatedAt: EpochSeconds | null;
  readonly nextRotationAt: EpochSeconds | null;
}

/** Secrets Manager, for whoever makes and moves versions. `secret` is a name or ARN. */
export interface Secrets {
  /** Null when there is no such secret. */
  describe(secret: string): Promise<SecretDescription | null>;
  /** By the id of the version, which is visible at once, unlike a label. Null: it has no value, or is not there. */
  read(secret: string, versionId: string): Promise<string | null>;
  /** One value per token: `other` when the version has another one, and then nothing was changed. */
  put(
    secret: string,
    version: { readonly token: string; readonly value: string; readonly stages: readonly string[] },
  ): Promise<'stored' | 'other'>;
  /** AWSCURRENT: the one it is taken from becomes AWSPREVIOUS. `moved: false` when the label was not where it was thought to be. */
  moveLabel(
    secret: string,
    label: { readonly stage: string; readonly from: string | null; readonly to: string | null },
  ): Promise<{ readonly moved: boolean }>;
}

/** Secrets Manager, for whoever may only have a rotation begun. */
export interface StartsRotations {
  describe(secret: string): Promise<SecretDescription | null>;
  /** When this returns, a rotation under the token runs or has run. `busy`: another has not ended. */
  rotateNow(secret: string, token: string): Promise<'started' | 'busy'>;
}

/** Secrets Manager, for whoever makes the secrets of credentials. */
export interface MakesSecrets {
  /** Without a value, under the customer key, tagged with the target. That it is there already is fine. */
  make(name: string, targetId: TargetId): Promise<void>;
}

/** Secrets Manager, for whoever sees to it that it rotates by the plan. */
export interface KeepsSchedules {
  /**
   * Has Secrets Manager rotate the secret with the keeper of the network, by the plan's schedule; begins no rotation.
   * Without a schedule it rotates when asked. When this returns, it is so; that it was before is fine.
   */
  keepSchedule(
    secret: string,
    by: { readonly network: string | null; readonly plan: Pick<RotationPlan, 'schedule'> },
  ): Promise<'changed' | 'unchanged'>;
}
