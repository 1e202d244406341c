import { beforeEach, describe, expect, test } from '@jest/globals';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  InvalidParameterException,
  InvalidRequestException,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  RotateSecretCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import 'aws-sdk-client-mock-jest';
import { rotationStarter, secretVersions } from '../../../../src/vault/adapters/secret-versions.ts';

const answered = { $metadata: {}, message: 'no' };
const service = mockClient(SecretsManagerClient);
const pauses: number[] = [];
const secrets = secretVersions(new SecretsManagerClient({}), async (milliseconds) => pauses.push(milliseconds));
const starts = rotationStarter(new SecretsManagerClient({}));
beforeEach(() => {
  service.reset();
  pauses.length = 0;
});

describe('a version that was just made', () => {
  test('is looked for again, ever more slowly, because it may not be seen at once', async () => {
    service
      .on(GetSecretValueCommand)
      .rejectsOnce(new ResourceNotFoundException(answered))
      .rejectsOnce(new ResourceNotFoundException(answered))
      .resolves({ SecretString: '{"password":"p"}' });
    expect(await secrets.read('s', 'v1')).toBe('{"password":"p"}');
    expect(service).toHaveReceivedCommandWith(GetSecretValueCommand, { SecretId: 's', VersionId: 'v1' });
    expect(pauses).toEqual([100, 200]);
  });

  test('has no value when it is never found', async () => {
    service.on(GetSecretValueCommand).rejects(new ResourceNotFoundException(answered));
    expect(await secrets.read('s', 'v1')).toBeNull();
  });
});

describe('one value for a token', () => {
  test('is put under it, with its label', async () => {
    service.on(PutSecretValueCommand).resolves({});
    expect(await secrets.put('s', { token: 't', value: 'x', stages: ['AWSPENDING'] })).toBe('stored');
    expect(service).toHaveReceivedCommandWith(PutSecretValueCommand, {
      ClientRequestToken: 't',
      VersionStages: ['AWSPENDING'],
    });
  });

  test('is never replaced by another', async () => {
    service.on(PutSecretValueCommand).rejects(new ResourceExistsException(answered));
    expect(await secrets.put('s', { token: 't', value: 'y', stages: ['AWSPENDING'] })).toBe('other');
  });
});

describe('a label', () => {
  const label = { stage: 'AWSCURRENT', from: 'v1', to: 'v2' };
  const found = (versions: Record<string, string[]>) =>
    service.on(DescribeSecretCommand).resolves({ ARN: 'arn', VersionIdsToStages: versions });

  test('moves only from where it is thought to be', async () => {
    service.on(UpdateSecretVersionStageCommand).resolves({});
    expect(await secrets.moveLabel('s', label)).toEqual({ moved: true });
    expect(service).toHaveReceivedCommandWith(UpdateSecretVersionStageCommand, {
      RemoveFromVersionId: 'v1',
      MoveToVersionId: 'v2',
    });
  });

  test('that was moved before, by a call whose answer was lost, has moved', async () => {
    service.on(UpdateSecretVersionStageCommand).rejects(new InvalidParameterException(answered));
    found({ v2: ['AWSCURRENT'], v1: ['AWSPREVIOUS'] });
    expect(await secrets.moveLabel('s', label)).toEqual({ moved: true });
  });

  test('that lies elsewhere has not', async () => {
    service.on(UpdateSecretVersionStageCommand).rejects(new InvalidParameterException(answered));
    found({ v3: ['AWSCURRENT'] });
    expect(await secrets.moveLabel('s', label)).toEqual({ moved: false });
  });
});

describe('a rotation', () => {
  test('is begun under its token', async () => {
    service.on(RotateSecretCommand).resolves({});
    expect(await starts.rotateNow('s', 't')).toBe('started');
    expect(service).toHaveReceivedCommandWith(RotateSecretCommand, { SecretId: 's', ClientRequestToken: 't' });
  });

  test('that another one stands in the way of is busy', async () => {
    service.on(RotateSecretCommand).rejects(new InvalidRequestException(answered));
    expect(await starts.rotateNow('s', 't')).toBe('busy');
  });

  test('of a secret that is not there: there is none', async () => {
    service.on(DescribeSecretCommand).rejects(new ResourceNotFoundException(answered));
    expect(await starts.describe('s')).toBeNull();
  });
});
