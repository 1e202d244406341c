import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { CreateEmailIdentityCommand, SendEmailCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { startPrivateCloud } from './private-cloud.ts';
import type { PrivateCloud } from './private-cloud.ts';

let cloud: PrivateCloud;
let ses: SESv2Client;

beforeAll(async () => {
  cloud = await startPrivateCloud();
  await new SESv2Client(cloud.asRoot).send(new CreateEmailIdentityCommand({ EmailIdentity: 'example.com' }));
  const iam = new IAMClient(cloud.asRoot);
  await iam.send(new CreateUserCommand({ UserName: 'sender' }));
  const statement = {
    Effect: 'Allow',
    Action: 'ses:SendEmail',
    Resource: 'arn:aws:ses:us-east-1:000000000000:identity/example.com',
    Condition: { StringEquals: { 'ses:FromAddress': 'access@example.com' } },
  };
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  await iam.send(new PutUserPolicyCommand({ UserName: 'sender', PolicyName: 'p', PolicyDocument }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'sender' }));
  ses = new SESv2Client(
    cloud.as({ accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' }),
  );
}, 120_000);

afterAll(() => cloud.end());

describe('a policy that names a sender', () => {
  const send = (FromEmailAddress: string) =>
    ses.send(
      new SendEmailCommand({
        FromEmailAddress,
        Destination: { ToAddresses: ['zoe@example.com'] },
        Content: { Simple: { Subject: { Data: 'Hello' }, Body: { Text: { Data: 'Hello' } } } },
      }),
    );

  test('permits that one', async () => {
    await expect(send('access@example.com')).resolves.toHaveProperty('MessageId');
  });

  test.each(['boss@example.com', 'access@other.example'])('refuses %s', async (from) => {
    await expect(send(from)).rejects.toThrow(/not authorized|AccessDenied/);
  });
});
