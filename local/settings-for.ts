import type * as z from 'zod';
import type { settingsSchema } from '../lib/settings.ts';
import type { Home } from './places.ts';

export type LocalAddresses = { readonly issuer: string; readonly slack: string };

/** What an operator would decide for this machine. */
export function settingsFor(home: Home, { issuer, slack }: LocalAddresses): z.input<typeof settingsSchema> {
  return {
    environment: 'local',
    issuer,
    slackApiUrl: `${slack}/api/`,
    slackChannels: { approvers: 'C0APPROVERS' },
    minimumGrantSeconds: 5,
    crashPointsFile: home.faultsFile,
  };
}
