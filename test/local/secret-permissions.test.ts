import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { CreateKeyCommand, DisableKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
  UpdateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import { allow, credentialsWith } from './caller.ts';
import { startPrivateCloud } from './private-cloud.ts';
import type { PrivateCloud } from './private-cloud.ts';

jest.setTimeout(40_000);

let cloud: PrivateCloud;
let root: SecretsManagerClient;
let key: { readonly id: string; readonly arn: string };

const viaSecrets = { StringEquals: { 'kms:ViaService': 'secretsmanager.us-east-1.amazonaws.com' } };
const anySecret = allow('secretsmanager:*', '*');
const noKms = { name: 'AccessDeniedException', message: 'Access to KMS is not allowed' };
const notAuthorized = { name: 'AccessDeniedException', message: expect.stringMatching(/not authorized/) };

async function makeKey() {
  const { KeyMetadata } = await new KMSClient(cloud.asRoot).send(new CreateKeyCommand({}));
  return { id: KeyMetadata?.KeyId ?? '', arn: KeyMetadata?.Arn ?? '' };
}

async function makeSecret(KmsKeyId?: string) {
  const made = await root.send(new CreateSecretCommand({ Name: randomUUID(), SecretString: 'one', KmsKeyId }));
  return { id: made.ARN ?? '', version: made.VersionId ?? '' };
}

const caller = async (...statements: readonly object[]) =>
  new SecretsManagerClient(cloud.as(await credentialsWith(cloud, statements)));
const read = (secrets: SecretsManagerClient, SecretId: string, more: { VersionStage?: string } = {}) =>
  secrets.send(new GetSecretValueCommand({ SecretId, ...more }));
const put = (
  secrets: SecretsManagerClient,
  SecretId: string,
  SecretString: string,
  ClientRequestToken = randomUUID(),
) => secrets.send(new PutSecretValueCommand({ SecretId, SecretString, ClientRequestToken }));

beforeAll(async () => {
  cloud = await startPrivateCloud();
  root = new SecretsManagerClient(cloud.asRoot);
  key = await makeKey();
}, 180_000);
afterAll(() => cloud.end());

describe('a secret under a key of the customer', () => {
  test('is read with kms:Decrypt, and put with kms:GenerateDataKey', async () => {
    const { id } = await makeSecret(key.arn);
    const reader = await caller(anySecret, allow('kms:Decrypt', key.arn, viaSecrets));
    await expect(read(reader, id)).resolves.toMatchObject({ SecretString: 'one' });
    await expect(put(reader, id, 'two')).rejects.toMatchObject(noKms);
    const writer = await caller(anySecret, allow('kms:GenerateDataKey', key.arn, viaSecrets));
    const token = randomUUID();
    await put(writer, id, 'two', token);
    await expect(read(writer, id)).rejects.toMatchObject(noKms);
    // The same request again is compared with what is there.
    await expect(put(writer, id, 'two', token)).rejects.toMatchObject(noKms);
    await expect(put(reader, id, 'two', token)).resolves.toMatchObject({ VersionId: token });
  });

  test('is closed to who may use the key only in other ways, or for another secret', async () => {
    const { id } = await makeSecret(key.id);
    const other = await makeSecret(key.id);
    const viaTables = { StringEquals: { 'kms:ViaService': 'dynamodb.us-east-1.amazonaws.com' } };
    await expect(read(await caller(anySecret, allow('kms:*', key.arn, viaTables)), id)).rejects.toMatchObject(noKms);
    const one = { StringEquals: { 'kms:EncryptionContext:SecretARN': id } };
    const secrets = await caller(anySecret, allow('kms:Decrypt', key.arn, one));
    await expect(read(secrets, id)).resolves.toMatchObject({ SecretString: 'one' });
    await expect(read(secrets, other.id)).rejects.toMatchObject(noKms);
  });

  test('gets its key only from who may use that fully', async () => {
    const create = (secrets: SecretsManagerClient) =>
      secrets.send(new CreateSecretCommand({ Name: randomUUID(), SecretString: 'one', KmsKeyId: key.arn }));
    const { id } = await makeSecret();
    const half = await caller(anySecret, allow('kms:GenerateDataKey', key.arn));
    await expect(create(half)).rejects.toMatchObject(noKms);
    await expect(half.send(new UpdateSecretCommand({ SecretId: id, KmsKeyId: key.arn }))).rejects.toMatchObject(noKms);
    const whole = await caller(anySecret, allow(['kms:GenerateDataKey', 'kms:Decrypt'], key.arn));
    await expect(create(whole)).resolves.toHaveProperty('ARN');
    await expect(put(await caller(anySecret), id, 'two')).resolves.toHaveProperty('VersionId');
  });

  test('cannot be read or changed while its key is disabled', async () => {
    const disabled = await makeKey();
    const { id } = await makeSecret(disabled.arn);
    await new KMSClient(cloud.asRoot).send(new DisableKeyCommand({ KeyId: disabled.id }));
    await expect(read(root, id)).rejects.toMatchObject({ name: 'DecryptionFailure' });
    await expect(put(root, id, 'two')).rejects.toMatchObject({ name: 'EncryptionFailure' });
  });
});

describe('a policy may demand', () => {
  test('a label of the version that is read', async () => {
    const { id } = await makeSecret();
    const current = { StringEquals: { 'secretsmanager:VersionStage': 'AWSCURRENT' } };
    const secrets = await caller(allow('secretsmanager:GetSecretValue', id, current));
    await put(root, id, 'two');
    await expect(read(secrets, id, { VersionStage: 'AWSCURRENT' })).resolves.toMatchObject({ SecretString: 'two' });
    await expect(read(secrets, id, { VersionStage: 'AWSPREVIOUS' })).rejects.toMatchObject(notAuthorized);
  });

  test('which function is to rotate', async () => {
    const { id } = await makeSecret();
    const functionArn = (name: string) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
    const only = { StringEquals: { 'secretsmanager:RotationLambdaARN': functionArn('keeper') } };
    const secrets = await caller(allow('secretsmanager:RotateSecret', id, only));
    const rotate = (name: string) =>
      secrets.send(new RotateSecretCommand({ SecretId: id, RotationLambdaARN: functionArn(name) }));
    await expect(rotate('other')).rejects.toMatchObject({
      message: expect.stringMatching(/secretsmanager:RotateSecret/),
    });
    await expect(rotate('keeper')).rejects.toMatchObject({ message: expect.stringMatching(/lambda:InvokeFunction/) });
  });
});
