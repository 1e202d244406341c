import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  AttachRolePolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { AssumeRoleCommandInput } from '@aws-sdk/client-sts';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { account, startPrivateCloud } from './private-cloud.ts';
import type { Credentials, PrivateCloud } from './private-cloud.ts';

let cloud: PrivateCloud;
let iam: IAMClient;
let caller: Credentials;

const policy = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const allow = (action: string | string[], more: object = {}) => ({
  Effect: 'Allow',
  Action: action,
  Resource: '*',
  ...more,
});
const trust = (action: string | string[], more: object = {}) =>
  policy({ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: action, ...more });

async function user(name: string, ...statements: object[]): Promise<Credentials> {
  await iam.send(new CreateUserCommand({ UserName: name }));
  await iam.send(new PutUserPolicyCommand({ UserName: name, PolicyName: 'p', PolicyDocument: policy(...statements) }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: name }));
  return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
}

type RoleOptions = { readonly trusts: string; readonly may?: object[]; readonly boundary?: string };

async function role(name: string, { trusts, may = [allow('*')], boundary }: RoleOptions): Promise<string> {
  const made = await iam.send(
    new CreateRoleCommand({
      RoleName: name,
      AssumeRolePolicyDocument: trusts,
      ...(boundary && { PermissionsBoundary: boundary }),
    }),
  );
  await iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: 'p', PolicyDocument: policy(...may) }));
  return made.Role?.Arn ?? '';
}

async function assume(as: Credentials, input: Omit<AssumeRoleCommandInput, 'RoleSessionName'>) {
  const answer = await new STSClient(cloud.as(as)).send(new AssumeRoleCommand({ RoleSessionName: 's', ...input }));
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = answer.Credentials ?? {};
  return {
    identity: answer.SourceIdentity,
    credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken },
  };
}

const listTables = (as: Credentials) =>
  new DynamoDBClient(cloud.as(as)).send(new ListTablesCommand({})).then(
    () => 'allowed',
    (error: Error) => error.name,
  );

const open = trust(['sts:AssumeRole', 'sts:SetSourceIdentity']);

beforeAll(async () => {
  cloud = await startPrivateCloud();
  iam = new IAMClient(cloud.asRoot);
  caller = await user('caller', allow(['sts:AssumeRole', 'sts:SetSourceIdentity']));
}, 180_000);

afterAll(() => cloud.end());

describe('a source identity', () => {
  test('is not accepted by a role whose trust policy does not allow sts:SetSourceIdentity', async () => {
    const RoleArn = await role('no-identity', { trusts: trust('sts:AssumeRole') });
    await expect(assume(caller, { RoleArn })).resolves.toMatchObject({ identity: undefined });
    await expect(assume(caller, { RoleArn, SourceIdentity: 'grt_1' })).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('sts:SetSourceIdentity'),
    });
  });

  test('cannot be set by a caller whose own policy does not allow it', async () => {
    const RoleArn = await role('open', { trusts: open });
    const weak = await user('weak', allow('sts:AssumeRole'));
    await expect(assume(weak, { RoleArn, SourceIdentity: 'grt_1' })).rejects.toThrow(/sts:SetSourceIdentity/);
  });

  test('must fit the pattern of AWS', async () => {
    const RoleArn = await role('pattern', { trusts: open });
    for (const SourceIdentity of ['x', 'aws:me', 'with space', 'a'.repeat(65)]) {
      await expect(assume(caller, { RoleArn, SourceIdentity })).rejects.toMatchObject({ name: 'ValidationError' });
    }
  });

  test('can be required by the trust policy', async () => {
    const trusts = trust(['sts:AssumeRole', 'sts:SetSourceIdentity'], {
      Condition: { StringLike: { 'sts:SourceIdentity': 'grt_*' } },
    });
    const RoleArn = await role('required', { trusts });
    await expect(assume(caller, { RoleArn, SourceIdentity: 'bob' })).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(assume(caller, { RoleArn })).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(assume(caller, { RoleArn, SourceIdentity: 'grt_1' })).resolves.toMatchObject({ identity: 'grt_1' });
  });

  test('ends one session by the boundary and leaves the other alone', async () => {
    const { Policy } = await iam.send(
      new CreatePolicyCommand({
        PolicyName: 'boundary',
        PolicyDocument: policy(allow('*'), {
          Effect: 'Deny',
          Action: '*',
          Resource: '*',
          Condition: { StringEquals: { 'aws:SourceIdentity': ['grt_ended'] } },
        }),
      }),
    );
    const RoleArn = await role('bounded', { trusts: open, boundary: Policy?.Arn ?? '' });
    const ended = await assume(caller, { RoleArn, SourceIdentity: 'grt_ended' });
    const live = await assume(caller, { RoleArn, SourceIdentity: 'grt_live' });
    await expect(listTables(ended.credentials)).resolves.toMatch(/AccessDenied/);
    await expect(listTables(live.credentials)).resolves.toBe('allowed');
  });

  test('is seen by identity policies, managed policies and session policies', async () => {
    const only = { Condition: { StringEquals: { 'aws:SourceIdentity': 'grt_1' } } };
    const RoleArn = await role('inline', { trusts: open, may: [allow('dynamodb:ListTables', only)] });
    const { Policy } = await iam.send(
      new CreatePolicyCommand({ PolicyName: 'managed', PolicyDocument: policy(allow('dynamodb:*', only)) }),
    );
    const managed = await role('managed', { trusts: open, may: [allow('sqs:ListQueues')] });
    await iam.send(new AttachRolePolicyCommand({ RoleName: 'managed', PolicyArn: Policy?.Arn ?? '' }));
    const wide = await role('wide', { trusts: open });
    const sessionPolicy = { RoleArn: wide, Policy: policy(allow('dynamodb:*', only)) };
    for (const input of [{ RoleArn }, { RoleArn: managed }, sessionPolicy]) {
      const one = await assume(caller, { ...input, SourceIdentity: 'grt_1' });
      const two = await assume(caller, { ...input, SourceIdentity: 'grt_2' });
      const none = await assume(caller, input);
      await expect(listTables(one.credentials)).resolves.toBe('allowed');
      await expect(listTables(two.credentials)).resolves.toMatch(/AccessDenied/);
      await expect(listTables(none.credentials)).resolves.toMatch(/AccessDenied/);
    }
  });

  test('follows the session into the next role, and cannot be changed on the way', async () => {
    const first = await role('first', { trusts: open });
    const next = await role('next', { trusts: open });
    const closed = await role('closed', { trusts: trust('sts:AssumeRole') });
    const { credentials } = await assume(caller, { RoleArn: first, SourceIdentity: 'grt_1' });
    await expect(assume(credentials, { RoleArn: next })).resolves.toMatchObject({ identity: 'grt_1' });
    await expect(assume(credentials, { RoleArn: next, SourceIdentity: 'grt_2' })).rejects.toThrow(/not authorized/);
    await expect(assume(credentials, { RoleArn: closed })).rejects.toThrow(/sts:SetSourceIdentity/);
  });
});

describe('a session of a role', () => {
  test('has the ARN of its role as aws:PrincipalArn', async () => {
    const name = 'principal';
    const RoleArn = await role(name, {
      trusts: open,
      may: [
        allow('dynamodb:ListTables', {
          Condition: { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${account}:role/${name}` } },
        }),
      ],
    });
    const { credentials } = await assume(caller, { RoleArn });
    await expect(listTables(credentials)).resolves.toBe('allowed');
  });

  test('lasts 15 minutes at least, and an hour at most when roles are chained', async () => {
    const RoleArn = await role('lasting', { trusts: open });
    await expect(assume(caller, { RoleArn, DurationSeconds: 899 })).rejects.toMatchObject({ name: 'ValidationError' });
    const { credentials } = await assume(caller, { RoleArn, DurationSeconds: 900 });
    await expect(assume(credentials, { RoleArn, DurationSeconds: 3601 })).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringContaining('role chaining'),
    });
    await expect(assume(credentials, { RoleArn, DurationSeconds: 3600 })).resolves.toBeDefined();
  });
});
