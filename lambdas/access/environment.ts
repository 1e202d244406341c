import * as z from 'zod';

const seconds = z
  .string()
  .regex(/^[1-9]\d*$/)
  .transform(Number);

export const environment = z.object({
  ACCESS_TABLE: z.string(),
  AUDIT_TABLE: z.string(),
  COUNTERS_TABLE: z.string(),
  DIRECTORY_TABLE: z.string(),
  MINIMUM_GRANT_SECONDS: seconds,
  REQUEST_EXPIRY_SECONDS: seconds,
});
