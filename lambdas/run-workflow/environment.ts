import * as z from 'zod';

export const environment = z.object({ ACCESS_TABLE: z.string(), STATE_MACHINE_ARN: z.string() });
