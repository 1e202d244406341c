import * as z from 'zod';

const seconds = z.string().regex(/^\d+$/).transform(Number);

export const environment = z.object({
  ISSUER: z.url(),
  ACCESS_TABLE: z.string(),
  AUDIT_TABLE: z.string(),
  COUNTERS_TABLE: z.string(),
  DIRECTORY_TABLE: z.string(),
  SIGN_IN_TABLE: z.string(),
  MINIMUM_GRANT_SECONDS: seconds,
  REQUEST_EXPIRY_SECONDS: seconds,
  SIGN_IN_SECONDS: seconds,
});
