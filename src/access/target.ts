import * as z from 'zod';
import type { Entity } from '../authorization/decision.ts';
import { idOf } from '../kernel/ids.ts';
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

/** Something privileged that can be asked for. One kind so far. */
export const targetSchema = z.discriminatedUnion('kind', [awsRoleTarget]);

export type AwsRoleTarget = z.infer<typeof awsRoleTarget>;
export type Target = z.infer<typeof targetSchema>;

/** The target as the policies see it. */
export const targetEntity = ({ id, kind, sensitivity }: Target): Entity => ({
  type: 'Target',
  id,
  attributes: { kind, sensitivity },
  parents: [],
});
