import type * as z from 'zod';
import type { settingsSchema } from '../lib/settings.ts';
import { adoptedRole, otherAccount } from './cloud/start-cloud.ts';
import type { Home } from './places.ts';

/** What a run may decide differently. */
export type LocalChoices = Partial<Pick<z.input<typeof settingsSchema>, 'requestExpirySeconds'>>;

export type LocalAddresses = { readonly issuer: string; readonly slack: string };

/** What an operator would decide for this machine. */
export function settingsFor(
  home: Home,
  { issuer, slack }: LocalAddresses,
  choices: LocalChoices = {},
): z.input<typeof settingsSchema> {
  return {
    ...choices,
    environment: 'local',
    issuer,
    slackApiUrl: `${slack}/api/`,
    slackChannels: { approvers: 'C0APPROVERS' },
    minimumGrantSeconds: 5,
    alarmEmail: 'operator@example.com',
    crashPointsFile: home.faultsFile,
    accounts: [otherAccount],
    adoptedRoles: [adoptedRole],
    email: { from: 'access@example.com' },
  };
}
