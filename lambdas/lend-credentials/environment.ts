import * as z from 'zod';

export const environment = z.object({
  ACCESS_TABLE: z.string(),
  AUDIT_TABLE: z.string(),
  COUNTERS_TABLE: z.string(),
  OWN_ACCOUNT: z.string(),
  TAKE_AWAY_FUNCTION: z.string(),
});
