import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { GetPolicyCommand, GetPolicyVersionCommand, GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import * as z from 'zod';
import { newId } from '../../../../src/kernel/ids.ts';
import { iamInAccount } from '../../../../src/targets/aws-role/adapters/iam-in-account.ts';
import { examineRole } from '../../../../src/targets/aws-role/adapters/look-at-role.ts';
import { boundaryText } from '../../../../src/targets/aws-role/boundary.ts';
import { trustDocument } from '../../../../src/targets/aws-role/trust.ts';
import { aTarget, NOW } from '../../../support/access.ts';

const sts = mockClient(STSClient);
const iam = mockClient(IAMClient);
const dynamo = mockClient(DynamoDBClient);
const OTHER = '222222222222';
const target = aTarget({
  accountId: OTHER,
  roleArn: `arn:aws:iam::${OTHER}:role/sallyport-target-x`,
  boundaryArn: `arn:aws:iam::${OTHER}:policy/sallyport-boundary-x`,
});
const named = (name: string, message = name) => Object.assign(new Error(message), { name });
const given = {
  Credentials: {
    AccessKeyId: 'ASIA',
    SecretAccessKey: 'secret',
    SessionToken: 'token',
    Expiration: new Date(Date.now() + 3_600_000),
  },
  SessionTokenUtilization: 12,
};
const trust = trustDocument({ partition: 'aws', account: '000000000000', externalId: target.externalId });
const encoded = (document: string) => encodeURIComponent(document);

let rewritten: string[];
const examine = () => {
  const client = new STSClient({});
  const account = { sts: client, ownAccount: '000000000000', role: 'sallyport-read-targets', sessionName: 'test' };
  return examineRole({
    sts: client,
    iamFor: iamInAccount(account),
    sallyportAccount: '000000000000',
    clock: () => NOW,
    rewriteDenies: async (_target, correlationId) => {
      rewritten.push(correlationId);
      return { done: 'written' };
    },
  }).examine(target, { name: 'grt_check-1', by: newId('usr'), correlationId: 'call-1' });
};
const resultOf = async (check: string) => (await examine()).find((each) => each.check === check)?.result;
const sessions = () =>
  sts
    .commandCalls(AssumeRoleCommand)
    .map(({ args }) => args[0].input)
    .filter(({ RoleArn }) => RoleArn === target.roleArn);

beforeEach(() => {
  rewritten = [];
  for (const each of [sts, iam, dynamo]) each.reset();
  sts.on(AssumeRoleCommand).resolves(given);
  sts.on(AssumeRoleCommand, { RoleArn: target.roleArn, ExternalId: undefined }).rejects(named('AccessDenied'));
  sts.on(AssumeRoleCommand, { RoleArn: target.roleArn, ExternalId: target.externalId }).resolves(given);
  iam.on(GetRoleCommand).resolves({
    Role: {
      ...{ Path: '/', RoleName: 'x', RoleId: 'x', CreateDate: new Date(), Arn: target.roleArn },
      AssumeRolePolicyDocument: encoded(JSON.stringify(trust)),
      PermissionsBoundary: { PermissionsBoundaryArn: target.boundaryArn },
    },
  });
  iam.on(GetPolicyCommand).resolves({ Policy: { DefaultVersionId: 'v3' } });
  iam.on(GetPolicyVersionCommand, { VersionId: 'v3' }).resolves({
    PolicyVersion: { Document: encoded(boundaryText([newId('grt')])) },
  });
  dynamo.on(ListTablesCommand).resolves({});
});

describe('the sessions of a check', () => {
  test('are under its own name, and none may do more than the probe, for a minute', async () => {
    await examine();
    expect(sessions()).toHaveLength(3);
    for (const { SourceIdentity, RoleSessionName, DurationSeconds, Policy = '' } of sessions()) {
      expect({ SourceIdentity, RoleSessionName, DurationSeconds }).toEqual({
        SourceIdentity: 'grt_check-1',
        RoleSessionName: 'grt_check-1',
        DurationSeconds: 900,
      });
      const { Statement } = z
        .object({ Statement: z.array(z.looseObject({ Effect: z.string(), Action: z.unknown().optional() })) })
        .parse(JSON.parse(Policy));
      const soon = {
        DateLessThan: { 'aws:CurrentTime': new Date((NOW + 60) * 1000).toISOString().replace('.000Z', 'Z') },
      };
      const over = {
        DateLessThan: { 'aws:CurrentTime': new Date((NOW - 60) * 1000).toISOString().replace('.000Z', 'Z') },
      };
      for (const { Effect, Action, ...statement } of Statement)
        if (Effect === 'Allow')
          expect([
            { Action: target.probeAction, Condition: soon },
            { Action: '*', Condition: over },
          ]).toContainEqual({ Action, Condition: statement['Condition'] });
    }
  });

  test('of another account is looked at by the role that it deploys, under its external id', async () => {
    await examine();
    for (const client of iam.calls().map(({ thisValue }) => thisValue))
      if (client instanceof IAMClient) await client.config.credentials();
    expect(
      sts.commandCalls(AssumeRoleCommand, { RoleArn: `arn:aws:iam::${OTHER}:role/sallyport-read-targets` })[0]?.args[0]
        .input,
    ).toMatchObject({ ExternalId: `sallyport-account-${OTHER}` });
  });
});

describe('a boundary', () => {
  test('that is ours is written as it is, by whoever may', async () => {
    expect(await resultOf('boundary')).toBe('ok');
    expect(rewritten).toEqual(['call-1']);
  });

  test('of somebody else is not written', async () => {
    const foreign = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }],
    });
    iam.on(GetPolicyVersionCommand).resolves({ PolicyVersion: { Document: encoded(foreign) } });
    expect(await resultOf('boundary')).toBe('failed');
    expect(rewritten).toEqual([]);
  });

  test('that nobody shows is not written', async () => {
    iam.on(GetPolicyCommand).rejects(named('ServiceFailure'));
    expect(await resultOf('boundary')).toBe('unknown');
    expect(rewritten).toEqual([]);
  });
});

test('what STS names as not allowed is what the finding names', async () => {
  const message = 'User: x is not authorized to perform: sts:TagSession on resource: y';
  sts
    .on(AssumeRoleCommand, { RoleArn: target.roleArn, ExternalId: target.externalId })
    .rejects(named('AccessDenied', message));
  expect((await examine()).find(({ check }) => check === 'session')?.says).toContain('sts:TagSession');
});
