import * as z from 'zod';

export const environment = z.object({
  ACCESS_TABLE: z.string(),
  AUDIT_TABLE: z.string(),
  VAULT_TABLE: z.string(),
  /** The network of the settings that it stands in; empty for none. */
  NETWORK: z.string(),
});
