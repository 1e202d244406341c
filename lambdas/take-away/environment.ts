import * as z from 'zod';

export const environment = z.object({ ACCESS_TABLE: z.string(), AUDIT_TABLE: z.string(), OWN_ACCOUNT: z.string() });
