import * as z from 'zod';

export const environment = z.object({
  ISSUER: z.url(),
  ACCESS_TABLE: z.string(),
  AUDIT_TABLE: z.string(),
  DIRECTORY_TABLE: z.string(),
  /** The secret's name; its value is read at use. */
  SLACK_TOKEN_SECRET: z.string(),
  SLACK_API_URL: z.url(),
  /** JSON: Slack channel by approving group. */
  SLACK_CHANNELS: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(z.record(z.string(), z.string())),
});
