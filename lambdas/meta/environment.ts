import * as z from 'zod';

export const environment = z.object({
  ISSUER: z.url(),
  VERSION: z.string(),
  COMMIT: z.string(),
});
