import type { EpochSeconds } from '../../../kernel/time.ts';
import type { Fault } from '../../engine.ts';

export interface KeyOfUser {
  readonly accessKeyId: string;
  readonly active: boolean;
  /** By IAM's clock. */
  readonly createdAt: EpochSeconds;
}

export interface KeyPair {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/**
 * IAM's access keys of one account, and STS for a login with one of them. Each method is one call to AWS, made once: a
 * `create` that is sent again after a lost reply makes a second key. What AWS refuses is thrown as an `IamProblem`.
 */
export interface IamKeys {
  /** Every key of the user; at most two, says AWS. */
  list(userName: string): Promise<readonly KeyOfUser[]>;
  create(userName: string): Promise<KeyPair & { readonly createdAt: EpochSeconds }>;
  setActive(userName: string, accessKeyId: string, active: boolean): Promise<void>;
  /** That it is gone already is fine. */
  remove(userName: string, accessKeyId: string): Promise<void>;
  /** Null when it was never seen in use. */
  lastUsedAt(accessKeyId: string): Promise<EpochSeconds | null>;
  /** The ARN of whoever these keys are (sts:GetCallerIdentity, which no policy can refuse). */
  whoIs(keys: KeyPair): Promise<string>;
}

/** What AWS said, by its code, in our words: its own may name what was signed. */
export class IamProblem extends Error {
  override readonly name = 'IamProblem';
  readonly fault: Fault;
  constructor(fault: Fault) {
    super(fault.code === null ? fault.says : `${fault.says} (${fault.code})`);
    this.fault = fault;
  }
}
