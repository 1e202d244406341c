import { describe, expect, jest, test } from '@jest/globals';
import { SendEmailCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { mockClient } from 'aws-sdk-client-mock';
import { sesInvitations } from '../../../src/identity/adapters/ses-invitations.ts';
import { handedOver, invitationLetter } from '../../../src/identity/invitations.ts';

const issuer = 'https://access.example.com';
const enrolment = { code: 'KX3M-9QPT-77RD', validUntil: 1_800_000_000 };
const zoe = { name: 'Zoe', email: 'zoe@example.com' };

test('the letter has the code beside the address, not in it', () => {
  const { subject, text } = invitationLetter(issuer, zoe, enrolment);
  expect(text).toContain(`\n  ${issuer}/enrol\n`);
  expect(text).toContain(`\n  ${enrolment.code}\n`);
  expect(text).toContain('until 2027-01-15 08:00 UTC');
  expect(subject).not.toContain(enrolment.code);
});

test('without a sender in the settings it is handed over', async () => {
  expect(await handedOver.send(zoe, enrolment)).toBe('not-configured');
});

describe('by Amazon SES', () => {
  const ses = mockClient(SESv2Client);
  const invitations = sesInvitations(new SESv2Client({ region: 'eu-central-1' }), {
    issuer,
    from: 'access@example.com',
  });

  test('goes to that person, from the address of the settings', async () => {
    ses.reset();
    ses.on(SendEmailCommand).resolves({ MessageId: '1' });
    expect(await invitations.send(zoe, enrolment)).toBe('sent');
    expect(ses.commandCalls(SendEmailCommand)[0]?.args[0].input).toMatchObject({
      FromEmailAddress: 'access@example.com',
      Destination: { ToAddresses: ['zoe@example.com'] },
    });
  });

  test('that fails is said, and no log has the code', async () => {
    ses.reset();
    ses.on(SendEmailCommand).rejects(new Error(`cannot send ${enrolment.code} to ${zoe.email}`));
    const written: string[] = [];
    const quiet = [jest.spyOn(console, 'error'), jest.spyOn(console, 'log'), jest.spyOn(console, 'info')].map((spy) =>
      spy.mockImplementation((...given: unknown[]) => {
        written.push(JSON.stringify(given));
      }),
    );
    expect(await invitations.send(zoe, enrolment)).toBe('failed');
    for (const each of quiet) each.mockRestore();
    expect(written.join()).not.toContain(enrolment.code);
    expect(written.join()).not.toContain(zoe.email);
  });
});
