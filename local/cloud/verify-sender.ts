import { AlreadyExistsException, CreateEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { region } from './start-cloud.ts';
import type { Cloud } from './start-cloud.ts';

/** What an operator does once for a domain that e-mail is sent from; SES refuses to send from any other. */
export async function verifySender({ endpoint }: Cloud, domain: string): Promise<void> {
  const ses = new SESv2Client({ endpoint, region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
  try {
    await ses.send(new CreateEmailIdentityCommand({ EmailIdentity: domain }));
  } catch (error) {
    if (!(error instanceof AlreadyExistsException)) throw error;
  }
}
