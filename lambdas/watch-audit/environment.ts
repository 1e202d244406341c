import * as z from 'zod';

export const environment = z.object({
  METRIC_NAMESPACE: z.string(),
  METRIC_NAME: z.string(),
});
