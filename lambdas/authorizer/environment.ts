import * as z from 'zod';

export const environment = z.object({
  ISSUER: z.url(),
  SIGNING_KEY_ID: z.string(),
  DIRECTORY_TABLE: z.string(),
  ACCESS_LIFETIME_SECONDS: z.string().regex(/^\d+$/).transform(Number),
});
