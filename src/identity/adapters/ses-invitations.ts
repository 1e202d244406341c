import { SendEmailCommand } from '@aws-sdk/client-sesv2';
import type { SESv2Client } from '@aws-sdk/client-sesv2';
import { reportFault } from '../../http/report-fault.ts';
import { invitationLetter } from '../invitations.ts';
import type { Invitations } from '../invitations.ts';

/** Sends the letter through Amazon SES. What goes wrong is logged by its name alone: the letter holds a code. */
export const sesInvitations = (
  ses: Pick<SESv2Client, 'send'>,
  { issuer, from }: { readonly issuer: string; readonly from: string },
): Invitations => ({
  async send(to, enrolment) {
    const { subject, text } = invitationLetter(issuer, to, enrolment);
    try {
      await ses.send(
        new SendEmailCommand({
          FromEmailAddress: from,
          Destination: { ToAddresses: [to.email] },
          Content: {
            Simple: {
              Subject: { Data: subject, Charset: 'UTF-8' },
              Body: { Text: { Data: text, Charset: 'UTF-8' } },
            },
          },
        }),
      );
      return 'sent';
    } catch (error) {
      reportFault(error, 'invitation');
      return 'failed';
    }
  },
});
