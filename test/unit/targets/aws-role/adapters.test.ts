import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { GetRoleCommand, IAMClient, NoSuchEntityException } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { newId } from '../../../../src/kernel/ids.ts';
import { checkRole } from '../../../../src/targets/aws-role/adapters/check-role.ts';
import { lendRole } from '../../../../src/targets/aws-role/adapters/lend-role.ts';
import { probeRole } from '../../../../src/targets/aws-role/adapters/probe-role.ts';
import { aTarget, NOW } from '../../../support/access.ts';

const sts = mockClient(STSClient);
const iam = mockClient(IAMClient);
const dynamo = mockClient(DynamoDBClient);
const target = aTarget();
const holding = { grantId: newId('grt'), holder: newId('usr'), endsAt: NOW + 2000, made: false };
const given = {
  Credentials: {
    AccessKeyId: 'ASIA',
    SecretAccessKey: 'secret',
    SessionToken: 'token',
    Expiration: new Date((NOW + 2000) * 1000),
  },
};
const named = (name: string) => Object.assign(new Error(name), { name });

beforeEach(() => {
  sts.reset();
  iam.reset();
  dynamo.reset();
  sts.on(AssumeRoleCommand).resolves(given);
});

describe('lending a role', () => {
  test('asks STS for a session under the grant’s id that ends with the grant', async () => {
    const credentials = await lendRole(new STSClient({}), () => NOW).lend(target, holding);
    expect(credentials).toEqual({
      accessKeyId: 'ASIA',
      secretAccessKey: 'secret',
      sessionToken: 'token',
      expiresAt: NOW + 2000,
    });
    expect(sts.commandCalls(AssumeRoleCommand).map(({ args }) => args[0].input)).toEqual([
      {
        RoleArn: target.roleArn,
        ExternalId: target.externalId,
        RoleSessionName: holding.grantId,
        SourceIdentity: holding.grantId,
        Tags: [
          { Key: 'SallyportGrant', Value: holding.grantId },
          { Key: 'SallyportPerson', Value: holding.holder },
        ],
        Policy: expect.stringContaining('DateLessThan'),
        DurationSeconds: 2000,
      },
    ]);
  });

  test('without credentials in the answer is a fault', async () => {
    sts.on(AssumeRoleCommand).resolves({});
    await expect(lendRole(new STSClient({}), () => NOW).lend(target, holding)).rejects.toThrow('without credentials');
  });
});

describe('a probe', () => {
  const probe = () => probeRole(new STSClient({})).probe(target, holding, { moment: 'end', correlationId: 'call-1' });

  test('that succeeds is allowed', async () => {
    dynamo.on(ListTablesCommand).resolves({});
    expect(await probe()).toBe('allowed');
  });

  test.each(['AccessDenied', 'AccessDeniedException'])('that AWS answers with %s is refused', async (name) => {
    dynamo.on(ListTablesCommand).rejects(named(name));
    expect(await probe()).toBe('refused');
  });

  test.each(['ExpiredTokenException', 'ThrottlingException', 'InternalServerError', 'TimeoutError', 'Error'])(
    'that meets %s says nothing, which is not a refusal',
    async (name) => {
      dynamo.on(ListTablesCommand).rejects(named(name));
      expect(await probe()).toBe('unknown');
    },
  );

  test('that gets no session because STS refuses says so: sessions that exist may live on', async () => {
    sts.on(AssumeRoleCommand).rejects(named('AccessDenied'));
    expect(await probe()).toBe('no-session');
    expect(dynamo.calls()).toHaveLength(0);
  });

  test('that gets no session for another reason says nothing', async () => {
    sts.on(AssumeRoleCommand).rejects(named('RegionDisabledException'));
    expect(await probe()).toBe('unknown');
  });

  test('is made with the session’s credentials and no others', async () => {
    dynamo.on(ListTablesCommand).resolves({});
    await probe();
    const [call] = dynamo.commandCalls(ListTablesCommand);
    const client = call?.thisValue;
    if (!(client instanceof DynamoDBClient)) throw new Error('no client');
    expect(await client.config.credentials()).toMatchObject({ accessKeyId: 'ASIA', sessionToken: 'token' });
    expect(await client.config.region()).toBe(target.region);
  });
});

describe('whether a role could be taken back', () => {
  const check = () => checkRole(() => new IAMClient({})).check(target);
  const role = (boundary: string | undefined, arn = target.roleArn) => ({
    Role: {
      Path: '/',
      RoleName: 'x',
      RoleId: 'x',
      CreateDate: new Date(),
      Arn: arn,
      ...(boundary && { PermissionsBoundary: { PermissionsBoundaryArn: boundary } }),
    },
  });

  test('yes, while it wears the boundary that its ends are written into', async () => {
    iam.on(GetRoleCommand).resolves(role(target.boundaryArn));
    expect(await check()).toEqual({ lendable: true });
  });

  test.each([
    ['without a boundary', undefined, target.roleArn, 'role_without_boundary'],
    ['with another boundary', 'arn:aws:iam::aws:policy/AdministratorAccess', target.roleArn, 'role_without_boundary'],
    ['of another account', target.boundaryArn, 'arn:aws:iam::999999999999:role/sallyport-target-x', 'role_elsewhere'],
  ])('not %s', async (_name, boundary, arn, why) => {
    iam.on(GetRoleCommand).resolves(role(boundary, arn));
    expect(await check()).toEqual({ lendable: false, why });
  });

  test('not when there is no such role', async () => {
    iam.on(GetRoleCommand).rejects(new NoSuchEntityException({ message: 'no', $metadata: {} }));
    expect(await check()).toEqual({ lendable: false, why: 'role_missing' });
  });

  test('is a fault when IAM does not answer', async () => {
    iam.on(GetRoleCommand).rejects(named('ServiceFailure'));
    await expect(check()).rejects.toThrow('ServiceFailure');
  });
});
