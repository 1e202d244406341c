import * as z from 'zod';
import { keeperFunctions } from '../../src/kernel/keeper-functions.ts';

export const environment = z.object({
  ACCESS_TABLE: z.string(),
  AUDIT_TABLE: z.string(),
  COUNTERS_TABLE: z.string(),
  VAULT_TABLE: z.string(),
  /** ARN of the customer key that values are encrypted under. */
  VAULT_KEY: z.string(),
  KEEPERS: keeperFunctions,
});
