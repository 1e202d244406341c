import * as z from 'zod';

const seconds = z.string().regex(/^\d+$/).transform(Number);

export const environment = z.object({
  ISSUER: z.url(),
  SIGNING_KEY_ID: z.string(),
  DATA_KEY_ID: z.string(),
  DIRECTORY_TABLE: z.string(),
  SIGN_IN_TABLE: z.string(),
  AUDIT_TABLE: z.string(),
  COUNTERS_TABLE: z.string(),
  ACCESS_LIFETIME_SECONDS: seconds,
  SIGN_IN_SECONDS: seconds,
});
