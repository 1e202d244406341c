import { describe, expect, test } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod';
import { TargetRole } from '../../lib/target-role.ts';
import { boundaryDocument } from '../../src/targets/aws-role/boundary.ts';

const stack = new Stack(new App(), 'Targets');
new TargetRole(stack, 'Operator', {
  targetName: 'operator',
  description: 'operates',
  externalId: 'external-1',
  may: [new PolicyStatement({ actions: ['dynamodb:ListTables'], resources: ['*'] })],
});
const template = Template.fromStack(stack);
const text = (value: unknown) => JSON.stringify(value).replaceAll(/\{"Ref":"AWS::(\w+)"\}/g, '"$1"');
const properties = z
  .looseObject({
    AssumeRolePolicyDocument: z.object({
      Statement: z.array(z.looseObject({ Action: z.unknown(), Condition: z.record(z.string(), z.unknown()) })),
    }),
  })
  .parse(Object.values(template.findResources('AWS::IAM::Role'))[0]?.['Properties']);

describe('a role that can be lent', () => {
  test('wears the boundary of its own name, from its first second on', () => {
    template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      ManagedPolicyName: 'sallyport-boundary-operator',
      PolicyDocument: boundaryDocument([]),
    });
    expect(properties).toMatchObject({ RoleName: 'sallyport-target-operator', PermissionsBoundary: expect.anything() });
  });

  test('is assumed by the three lending functions and nobody else', () => {
    const trust = text(properties.AssumeRolePolicyDocument);
    expect(trust.match(/:role\/[\w-]+/g)).toEqual(
      [1, 2].flatMap(() => [
        ':role/sallyport-lend-credentials',
        ':role/sallyport-activate-grant',
        ':role/sallyport-verify-gone',
      ]),
    );
    for (const { Condition } of properties.AssumeRolePolicyDocument.Statement)
      expect(Condition['ArnEquals']).toEqual({ 'aws:PrincipalArn': expect.anything() });
  });

  test('is assumed only with the external id, and only under a grant’s name', () => {
    const [assume, ...others] = properties.AssumeRolePolicyDocument.Statement;
    expect(assume).toMatchObject({
      Action: 'sts:AssumeRole',
      Condition: {
        StringEquals: { 'sts:ExternalId': 'external-1' },
        StringLike: { 'sts:SourceIdentity': 'grt_*' },
      },
    });
    // What is left does not let anybody in.
    expect(others.map(({ Action }) => Action)).toEqual([['sts:SetSourceIdentity', 'sts:TagSession']]);
  });
});
