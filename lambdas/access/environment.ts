import * as z from 'zod';

const seconds = z
  .string()
  .regex(/^[1-9]\d*$/)
  .transform(Number);

const list = z.string().transform((text) => text.split(',').filter((each) => each !== ''));

export const environment = z.object({
  ACCESS_TABLE: z.string(),
  AUDIT_TABLE: z.string(),
  COUNTERS_TABLE: z.string(),
  DIRECTORY_TABLE: z.string(),
  /** Those that roles are lent in, our own first; and roles that are lent whatever their name. */
  ACCOUNTS: list,
  ADOPTED_ROLES: list,
  MINIMUM_GRANT_SECONDS: seconds,
  REQUEST_EXPIRY_SECONDS: seconds,
});
