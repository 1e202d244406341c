import * as z from 'zod';
import type { Entity } from '../authorization/decision.ts';
import { engineAddress, leaseTerms, passwordRules, rotationPlan } from '../kernel/engine-address.ts';
import { groupName, idOf } from '../kernel/ids.ts';
import type { TargetId } from '../kernel/ids.ts';
import { epochSeconds } from '../kernel/time.ts';

/** What a probe may try: one read that reveals little and that IAM can refuse (`sts:GetCallerIdentity` it cannot). */
export const probeActions = ['dynamodb:ListTables', 'iam:ListAccountAliases', 'lambda:ListFunctions'] as const;
export type ProbeAction = (typeof probeActions)[number];

/** Only roles and boundaries of these names: the functions' own permissions are narrowed to them (lib/elevation.ts). */
export const ROLE_PREFIX = 'sallyport-target-';
export const BOUNDARY_PREFIX = 'sallyport-boundary-';

export const sensitivity = z.enum(['production', 'standard']);

/** An AWS role that Sallyport lends through STS. */
export const awsRoleTarget = z.strictObject({
  kind: z.literal('aws-role'),
  id: idOf('tgt'),
  /** Counts changes; what was asked for one version is not granted for another. */
  version: z.int().positive(),
  name: z.string(),
  /** The role's permissions in words, by the administrator who registered it. */
  description: z.string(),
  sensitivity,
  roleArn: z.string(),
  /** Read from the role's ARN, never typed. */
  accountId: z.string(),
  externalId: z.string(),
  /** The permissions boundary of the role, which the early end of a grant is written into. */
  boundaryArn: z.string(),
  probeAction: z.enum(probeActions),
  /** Where the probe is made. */
  region: z.string(),
  createdAt: epochSeconds,
  /** From then on nobody can ask for it; null while it is lent. What is held of it goes to its end. */
  retiredAt: epochSeconds.nullable().default(null),
});

const kept = {
  id: idOf('tgt'),
  version: z.int().positive(),
  name: z.string(),
  description: z.string(),
  sensitivity,
  createdAt: epochSeconds,
  retiredAt: epochSeconds.nullable().default(null),
};

/** A credential in the vault. Its value lies in Secrets Manager alone, its state (leases, rotation) in the Vault table. */
export const credentialTarget = z.strictObject({
  ...kept,
  kind: z.literal('credential'),
  /** The group that answers for it. */
  owner: groupName,
  /** Which network of the settings reaches it; null: the internet, or nothing but AWS. */
  network: z.string().nullable(),
  address: engineAddress,
  rules: passwordRules,
  plan: rotationPlan,
  lease: leaseTerms,
  /** Whether a person may see the value. Workloads and Sallyport's own adapters use it without being people. */
  revealable: z.boolean(),
  /** A secret that was there before, which the settings name; null: Sallyport's own. */
  importedSecret: z.string().nullable(),
});

/** An account of a database that is made for one grant and gone after it. */
export const databaseAccountTarget = z.strictObject({
  ...kept,
  kind: z.literal('database-account'),
  /** The vaulted credential whose rights make the accounts; it says where, too. */
  administrator: idOf('tgt'),
  database: z.string(),
  /** Roles that give an account its rights. */
  memberOf: z.array(z.string()),
  /** Who gets what an account made. */
  reassignTo: z.string(),
});
export type CredentialTarget = z.infer<typeof credentialTarget>;
export type DatabaseAccountTarget = z.infer<typeof databaseAccountTarget>;

/** Something privileged that can be asked for. */
export const targetSchema = z.discriminatedUnion('kind', [awsRoleTarget, credentialTarget, databaseAccountTarget]);

export type AwsRoleTarget = z.infer<typeof awsRoleTarget>;
export type Target = z.infer<typeof targetSchema>;
export type TargetKind = Target['kind'];
export type TargetOf<Kind extends TargetKind> = Extract<Target, { kind: Kind }>;

export const isOfKind = <Kind extends TargetKind>(target: Target, kind: Kind): target is TargetOf<Kind> =>
  target.kind === kind;

/** What changes a credential, or makes accounts, on somebody else's behalf; null where nothing does. */
export function administratorOf(target: Target): TargetId | null {
  switch (target.kind) {
    case 'aws-role':
      return null;
    case 'credential':
      return 'administrator' in target.address ? target.address.administrator : null;
    case 'database-account':
      return target.administrator;
  }
}

/** The target as the policies see it. */
export const targetEntity = ({ id, kind, sensitivity }: Target): Entity => ({
  type: 'Target',
  id,
  attributes: { kind, sensitivity },
  parents: [],
});
