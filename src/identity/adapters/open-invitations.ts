import { SESv2Client } from '@aws-sdk/client-sesv2';
import { handedOver } from '../invitations.ts';
import type { Invitations } from '../invitations.ts';
import { sesInvitations } from './ses-invitations.ts';

/** As the settings have it: by e-mail from this sender, or, with none, by hand. */
export const openInvitations = (issuer: string, from: string): Invitations =>
  from === '' ? handedOver : sesInvitations(new SESv2Client({ maxAttempts: 2 }), { issuer, from });
