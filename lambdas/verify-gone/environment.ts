import * as z from 'zod';
import { keeperFunctions } from '../../src/kernel/keeper-functions.ts';

export const environment = z.object({
  ACCESS_TABLE: z.string(),
  AUDIT_TABLE: z.string(),
  VAULT_TABLE: z.string(),
  KEEPERS: keeperFunctions,
  TEND_VAULT_FUNCTION: z.string(),
});
