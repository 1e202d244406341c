import * as z from 'zod';

export const environment = z.object({
  ACCESS_TABLE: z.string(),
  DIRECTORY_TABLE: z.string(),
  EXPIRE_REQUEST_FUNCTION: z.string(),
  TAKE_AWAY_FUNCTION: z.string(),
  VERIFY_GONE_FUNCTION: z.string(),
  MARK_REVOKE_FAILED_FUNCTION: z.string(),
  RUN_WORKFLOW_FUNCTION: z.string(),
  NOTIFY_SLACK_FUNCTION: z.string(),
  END_LEAVER_FUNCTION: z.string(),
  METRIC_NAMESPACE: z.string(),
  METRIC_NAME: z.string(),
});
