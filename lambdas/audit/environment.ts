import * as z from 'zod';

export const environment = z.object({
  AUDIT_TABLE: z.string(),
  COUNTERS_TABLE: z.string(),
});
