import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { CreateKeyCommand, EncryptCommand, KMSClient } from '@aws-sdk/client-kms';
import { startPrivateCloud } from './private-cloud.ts';
import type { PrivateCloud } from './private-cloud.ts';

let cloud: PrivateCloud;
let kms: KMSClient;
let keyId: string;

beforeAll(async () => {
  cloud = await startPrivateCloud();
  const made = await new KMSClient(cloud.asRoot).send(new CreateKeyCommand({}));
  keyId = made.KeyMetadata?.KeyId ?? '';
  const iam = new IAMClient(cloud.asRoot);
  await iam.send(new CreateUserCommand({ UserName: 'sealer' }));
  const statement = {
    Effect: 'Allow',
    Action: 'kms:Encrypt',
    Resource: '*',
    Condition: { StringEquals: { 'kms:EncryptionContext:purpose': 'second-factor' } },
  };
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  await iam.send(new PutUserPolicyCommand({ UserName: 'sealer', PolicyName: 'p', PolicyDocument }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'sealer' }));
  kms = new KMSClient(
    cloud.as({ accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' }),
  );
}, 120_000);

afterAll(() => cloud.end());

describe('a policy with a condition on the encryption context', () => {
  const seal = (EncryptionContext?: Record<string, string>) =>
    kms.send(
      new EncryptCommand({
        KeyId: keyId,
        Plaintext: Buffer.from('x'),
        ...(EncryptionContext && { EncryptionContext }),
      }),
    );

  test('permits a request that has the pair, among others', async () => {
    await expect(seal({ purpose: 'second-factor', personId: 'usr_1' })).resolves.toHaveProperty('CiphertextBlob');
  });

  test.each([[{ purpose: 'something-else' }], [{ Purpose: 'other' }], [undefined]])('refuses %j', async (context) => {
    await expect(seal(context)).rejects.toThrow(/not authorized|AccessDenied/);
  });
});
