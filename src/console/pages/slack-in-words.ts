import type { RequestView } from '../../http/contract/requests.ts';

/** Whether Slack could be told, group by group. The page works without. */
export function slackInWords(notifications: RequestView['notifications']): string {
  if (notifications.length === 0) return 'not told yet';
  return notifications.map(({ group, status }) => `${group}: ${words(status)}`).join('; ');
}

function words(status: string): string {
  if (status === 'sent') return 'told';
  if (status === 'sending') return 'being told';
  if (status === 'not-configured') return 'could not be told, Slack is not set up; send them the address of this page';
  return `could not be told (${status.replace(/^failed:/, '')}); send them the address of this page`;
}
