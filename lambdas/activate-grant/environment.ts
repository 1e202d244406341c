import * as z from 'zod';
import { keeperFunctions } from '../../src/kernel/keeper-functions.ts';

export const environment = z.object({
  ACCESS_TABLE: z.string(),
  AUDIT_TABLE: z.string(),
  DIRECTORY_TABLE: z.string(),
  VAULT_TABLE: z.string(),
  OWN_ACCOUNT: z.string(),
  KEEPERS: keeperFunctions,
});
