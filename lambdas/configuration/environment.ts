import * as z from 'zod';

const list = z.string().transform((text) => text.split(',').filter((each) => each !== ''));

export const environment = z.object({
  ISSUER: z.url(),
  ACCESS_TABLE: z.string(),
  AUDIT_TABLE: z.string(),
  COUNTERS_TABLE: z.string(),
  DIRECTORY_TABLE: z.string(),
  SIGN_IN_TABLE: z.string(),
  /** Those that roles are lent in, our own first; and roles that are lent whatever their name. */
  ACCOUNTS: list,
  ADOPTED_ROLES: list,
  /** What credentials may name: networks, secrets that were there before, IAM users. */
  NETWORKS: list,
  IMPORTED_SECRETS: list,
  IAM_USERS: z.string().transform((text) => text.split(' ').filter((each) => each !== '')),
  MINIMUM_GRANT_SECONDS: z
    .string()
    .regex(/^[1-9]\d*$/)
    .transform(Number),
  /** The sender of invitations; empty where they are handed over. */
  EMAIL_FROM: z.string(),
  /** Whether another administrator must agree to what gives power. */
  SECOND_PERSON: z.enum(['yes', 'no']),
});

/** What the settings let this deployment reach. */
export const withinOf = (settings: z.output<typeof environment>) => ({
  accounts: settings.ACCOUNTS,
  adoptedRoles: settings.ADOPTED_ROLES,
  networks: settings.NETWORKS,
  importedSecrets: settings.IMPORTED_SECRETS,
  iamUsers: settings.IAM_USERS,
});
