import * as z from 'zod';

export const environment = z.object({
  ISSUER: z.url(),
  DIRECTORY_TABLE: z.string(),
  SIGN_IN_TABLE: z.string(),
  AUDIT_TABLE: z.string(),
  COUNTERS_TABLE: z.string(),
  /** The sender of invitations; empty where they are handed over. */
  EMAIL_FROM: z.string(),
  /** Whether another administrator must agree to what gives power. */
  SECOND_PERSON: z.enum(['yes', 'no']),
  /** Looks there whether a target exists, and no further. */
  ACCESS_TABLE: z.string(),
});
