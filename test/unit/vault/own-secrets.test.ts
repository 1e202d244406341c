import { beforeEach, describe, expect, test } from '@jest/globals';
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  ResourceExistsException,
  RotateSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { DescribeSecretCommandOutput } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { newId } from '../../../src/kernel/ids.ts';
import { ownSecrets, secretSchedules } from '../../../src/vault/adapters/own-secrets.ts';

const mock = mockClient(SecretsManagerClient);
beforeEach(() => {
  mock.reset();
});
const client = new SecretsManagerClient({ region: 'us-east-1' });
const KEEPER = 'arn:aws:lambda:us-east-1:000000000000:function:sallyport-keep-credentials';
const INSIDE = `${KEEPER}-production`;

describe('a secret is made', () => {
  const make = (id = newId('tgt')) => ownSecrets(client, 'arn:key').make('sallyport/credential/x', id);

  test('without a value, under the customer key', async () => {
    mock.on(CreateSecretCommand).resolves({});
    await make();
    expect(mock.commandCalls(CreateSecretCommand)[0]?.args[0].input).toMatchObject({ KmsKeyId: 'arn:key' });
    expect(mock.commandCalls(CreateSecretCommand)[0]?.args[0].input).not.toHaveProperty('SecretString');
  });

  test('that is there already is fine; other faults are not', async () => {
    mock.on(CreateSecretCommand).rejects(new ResourceExistsException({ message: 'exists', $metadata: {} }));
    await make();
    mock.on(CreateSecretCommand).rejects(new Error('denied'));
    await expect(make()).rejects.toThrow('denied');
  });
});

describe('a schedule', () => {
  type Now = Partial<DescribeSecretCommandOutput>;
  const on: Now = { RotationEnabled: true, RotationLambdaARN: KEEPER };
  const cron = 'cron(0 3 ? * SUN *)';
  async function keep(
    now: Now,
    schedule: { expression: string; windowHours: number | null } | null,
    network: string | null = null,
  ) {
    mock.on(DescribeSecretCommand).resolves(now);
    mock.on(RotateSecretCommand).resolves({});
    const keepers = { internet: KEEPER, networks: { production: INSIDE } };
    const done = await secretSchedules(client, keepers).keepSchedule('s', { network, plan: { schedule } });
    return [done, mock.commandCalls(RotateSecretCommand)[0]?.args[0].input] as const;
  }

  test('is set without a rotation, for the keeper of the network', async () => {
    expect(await keep({}, { expression: cron, windowHours: 4 }, 'production')).toEqual([
      'changed',
      {
        ...{ SecretId: 's', RotationLambdaARN: INSIDE, RotateImmediately: false },
        RotationRules: { ScheduleExpression: cron, Duration: '4h' },
      },
    ]);
  });

  test('that is as the plan says is left as it is, whatever days Secrets Manager reckons', async () => {
    const now = { ...on, RotationRules: { ScheduleExpression: cron, AutomaticallyAfterDays: 7 } };
    expect(await keep(now, { expression: cron, windowHours: null })).toEqual(['unchanged', undefined]);
    expect((await keep(now, { expression: cron, windowHours: 2 }))[0]).toBe('changed');
  });

  test('that never was needs no rules: rotated when asked', async () => {
    expect(await keep({}, null)).toEqual([
      'changed',
      { SecretId: 's', RotationLambdaARN: KEEPER, RotateImmediately: false },
    ]);
    expect(await keep(on, null)).toMatchObject(['unchanged', {}]);
  });

  test('that the plan has no more becomes the longest there is', async () => {
    const [, input] = await keep({ ...on, RotationRules: { ScheduleExpression: cron } }, null);
    expect(input).toMatchObject({ RotationRules: { AutomaticallyAfterDays: 1000 } });
    mock.reset();
    expect(await keep({ ...on, RotationRules: { AutomaticallyAfterDays: 1000 } }, null)).toEqual([
      'unchanged',
      undefined,
    ]);
  });

  test('of a network that the settings do not name is a fault', async () => {
    await expect(keep({}, null, 'elsewhere')).rejects.toMatchObject({ name: 'NoSuchNetwork' });
  });
});
