import type { RequestView } from '../../http/contract/requests.ts';

/** Whether Slack could be told, group by group. The page works without. */
export function slackInWords(notifications: RequestView['notifications'], waits: boolean): string {
  if (notifications.length === 0) return waits ? 'nobody was told yet' : 'nobody was told';
  const untold = notifications.some(({ status }) => status !== 'sent' && status !== 'sending');
  const said = notifications.map(({ group, status }) => `${group}: ${words(status)}`).join('; ');
  return waits && untold ? `${said}. Send them the address of this page.` : said;
}

function words(status: string): string {
  if (status === 'sent') return 'told';
  if (status === 'sending') return 'being told';
  if (status === 'not-configured') return 'not told, Slack is not set up for them';
  return `could not be told (${status.replace(/^failed:/, '')})`;
}
