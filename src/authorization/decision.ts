import type { Obligations } from './obligations.ts';

/** An entity as the policies see it (Cedar schema: policies/schema.cedarschema). */
export interface Entity {
  readonly type: 'User' | 'Group' | 'Target' | 'Credential' | 'Request' | 'Grant' | 'Person' | 'Change' | 'Deployment';
  readonly id: string;
  readonly attributes: Readonly<Record<string, EntityValue>>;
  readonly parents: readonly EntityReference[];
}
export interface EntityReference {
  readonly type: Entity['type'];
  readonly id: string;
}
export type EntityValue = string | number | boolean | EntityReference | readonly EntityValue[];

export interface Question {
  readonly principal: Entity;
  readonly action: string;
  readonly resource: Entity;
  /** What principal and resource refer to, where a policy looks into it. */
  readonly others?: readonly Entity[];
}

/** A decision says which policies made it. */
export type Decision =
  | { readonly allowed: true; readonly policies: readonly string[]; readonly obligations: Obligations }
  | { readonly allowed: false; readonly policies: readonly string[]; readonly says: readonly string[] };

export interface Authorization {
  /** Identifies the policies and the schema: a SHA-256 over both. */
  readonly policyHash: string;
  /** Identifies what those policies say: moves when one of them does, and when the shipped ones do. */
  versionOf(policies: readonly string[]): string;
  decide(question: Question): Decision;
}
