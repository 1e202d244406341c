import { describe, expect, test } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { AccountAccess } from '../../lib/account-access.ts';
import { TargetRole } from '../../lib/target-role.ts';
import { lintPolicies } from './lint-policies.ts';
import type { Finding } from './lint-policies.ts';
import { policyDocuments } from './policy-documents.ts';
import type { PolicyDocument } from './policy-documents.ts';
import { settingsSets } from './settings-sets.ts';
import { readTemplate, templates } from './synthesis.ts';
import type { Template } from './synthesis.ts';

/** What other accounts deploy for Sallyport, as the constructs make it. */
function elsewhere(make: (scope: Construct) => void): Template {
  const app = new App({ analyticsReporting: false });
  make(new Stack(app, 'Elsewhere', { env: { account: '222222222222', region: 'eu-central-1' } }));
  return readTemplate(app.synth().getStackByName('Elsewhere').template);
}
const nothing = readTemplate({ Resources: {} });
const target = elsewhere(
  (scope) =>
    new TargetRole(scope, 'Target', {
      targetName: 'operator',
      description: 'operates',
      externalId: 'external-1',
      may: [new PolicyStatement({ actions: ['dynamodb:ListTables'], resources: ['*'] })],
    }),
);
const access = elsewhere((scope) => new AccountAccess(scope, 'Access', { sallyportAccount: '111122223333' }));

/** What the linters say and we know: each with its reason, and each must still be said. */
const known: readonly {
  readonly policy: RegExp;
  readonly kind: string;
  readonly what?: RegExp;
  readonly why: string;
}[] = [
  {
    policy: / AssumeRolePolicyDocument/,
    kind: 'RESOURCE_STAR',
    why: 'trust names no resource; the test puts the star there',
  },
  { policy: / AssumeRolePolicyDocument/, kind: 'CREDENTIALS_EXPOSURE', why: 'to be assumed is what trust is for' },
  { policy: / KeyPolicy/, kind: 'RESOURCE_STAR', why: 'in a key’s policy the star is the key' },
  {
    policy: / KeyPolicy/,
    kind: 'PERMISSIONS_MANAGEMENT_ACTIONS',
    why: 'the account owns its key, or nobody could ever repair it',
  },
  {
    policy: /^Elevation(TakeAway|LendCredentials|ActivateGrant|VerifyGone|\w*Check\w*)RoleDefaultPolicy /,
    kind: 'CREDENTIALS_EXPOSURE',
    what: /^sts:assumerole$/,
    why: 'lending is the product: target roles by name, and the two access roles of other accounts',
  },
  {
    policy: /^(ElevationTakeAwayRoleDefaultPolicy|AccessWriter\w*) /,
    kind: 'PERMISSIONS_MANAGEMENT_ACTIONS',
    what: /^iam:(deletepolicyversion,iam:createpolicyversion|createpolicyversion,iam:deletepolicyversion)$/,
    why: 'writes boundaries alone, by their names: a boundary takes power away and gives none',
  },
  {
    policy: /^(ElevationTakeAwayRoleDefaultPolicy|AccessWriter\w*) /,
    kind: 'PRIVILEGE_ESCALATION',
    what: /iam:createpolicyversion$/,
    why: 'the same: a new version of a boundary, never of a policy that allows',
  },
  {
    policy: /^ElevationWorkflowMachineRoleDefaultPolicy /,
    kind: 'PERMISSIONS_MANAGEMENT_ACTIONS',
    what: /^logs:putresourcepolicy$/,
    why: 'what Step Functions needs to write its log; CloudWatch knows nothing narrower',
  },
  {
    policy: /^\w+RoleDefaultPolicy /,
    kind: 'RESOURCE_MISMATCH',
    what: /^\[\{"action": "states:SendTaskSuccess", "required_format": "\*"\}\]$/,
    why: 'AWS’s reference lists no resource, but the machine is checked: grantTaskResponse of the CDK writes the same',
  },
  {
    policy: /^VaultKeeperRoleDefaultPolicy /,
    kind: 'CREDENTIALS_EXPOSURE',
    what: /^iam:(create|update)accesskey,iam:(create|update)accesskey$/,
    why: 'keys of exactly the users that the settings name are what it rotates',
  },
  {
    policy: /^VaultKeeperRoleDefaultPolicy /,
    kind: 'PERMISSIONS_MANAGEMENT_ACTIONS',
    what: /^(,?iam:(create|delete|update)accesskey){3}$/,
    why: 'the same',
  },
  {
    policy: /^VaultKeeperRoleDefaultPolicy /,
    kind: 'PRIVILEGE_ESCALATION',
    what: /^iam:createaccesskey$/,
    why: 'the same: a user that is named there can do no more than it could, and no other has a key made',
  },
  {
    policy: /^VaultKeeperproductionRoleDefaultPolicy /,
    kind: 'RESOURCE_STAR',
    what: /^\["ec2:AssignPrivateIpAddresses", "ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface", "ec2:UnassignPrivateIpAddresses"\]$/,
    why: 'what Lambda needs to stand in a network, as AWS writes it; the function’s own code is denied it',
  },
  {
    policy: /^VaultKeeperproductionRoleDefaultPolicy /,
    kind: 'UNKNOWN_CONDITION_FOR_ACTION',
    what: /^Unknown condition lambda:SourceFunctionArn for action ec2:/,
    why: 'that denial, as AWS’s page on functions in a VPC writes it: the key comes with the credentials of the function',
  },
  {
    policy: /^TargetBoundary/,
    kind: 'PERMISSIONS_MANAGEMENT_ACTIONS',
    why: 'a boundary must allow what the role may, whatever that is; it grants nothing',
  },
  { policy: /^TargetBoundary/, kind: 'CREDENTIALS_EXPOSURE', why: 'the same' },
  { policy: /^TargetBoundary/, kind: 'PRIVILEGE_ESCALATION', why: 'the same' },
];
const isKnown = ([policy, kind, what]: Finding) =>
  known.some((one) => one.policy.test(policy) && one.kind === kind && (one.what?.test(what) ?? true));

describe('two public linters of IAM policies', () => {
  const everything = (): Readonly<Record<string, PolicyDocument>> => ({
    ...Object.fromEntries(
      Object.values(settingsSets).flatMap((decided) => Object.entries(policyDocuments(templates(decided)))),
    ),
    ...policyDocuments({ data: nothing, service: target }),
    ...policyDocuments({ data: nothing, service: access }),
  });

  test('find no unknown action, no condition or resource that does not fit, no way to more power', async () => {
    const documents = everything();
    // Each function has a role with a trust and a policy.
    expect(Object.keys(documents).length).toBeGreaterThan(45);
    const said = await lintPolicies(documents);
    expect(said.filter((finding) => !isKnown(finding))).toEqual([]);
    const idle = known.filter(
      (one) =>
        !said.some(
          ([policy, kind, what]) => one.policy.test(policy) && one.kind === kind && (one.what?.test(what) ?? true),
        ),
    );
    expect(idle).toEqual([]);
  }, 300_000);

  test('would find a misspelt action, a misspelt condition, a wrong resource, and ways to more power', async () => {
    const allow = (...statements: object[]): PolicyDocument => ({
      Version: '2012-10-17',
      Statement: statements.map((one) => ({ Effect: 'Allow', Resource: '*', ...one })),
    });
    const table = 'arn:aws:dynamodb:eu-central-1:111122223333:table/t';
    const said = await lintPolicies({
      'misspelt action': allow({ Action: 'dynamodb:PutItm', Resource: table }),
      'misspelt condition': allow({
        Action: 'dynamodb:PutItem',
        Resource: table,
        Condition: { StringEquals: { 'dynamodb:LedingKeys': 'x' } },
      }),
      'wrong resource': allow({ Action: 'dynamodb:PutItem', Resource: 'arn:aws:s3:::bucket' }),
      'own policy': allow({ Action: ['iam:PutRolePolicy', 'sts:AssumeRole'] }),
      'passed role': allow({ Action: ['iam:PassRole', 'lambda:CreateFunction', 'lambda:InvokeFunction'] }),
      harmless: allow({ Action: 'dynamodb:PutItem', Resource: table }),
    });
    const kinds = (name: string) => [...new Set(said.filter(([policy]) => policy === name).map(([, kind]) => kind))];
    expect(kinds('misspelt action')).toEqual(['UNKNOWN_ACTION']);
    expect(kinds('misspelt condition')).toEqual(['UNKNOWN_CONDITION_FOR_ACTION']);
    expect(kinds('wrong resource')).toEqual(['RESOURCE_MISMATCH']);
    expect(kinds('own policy')).toContain('PRIVILEGE_ESCALATION');
    expect(kinds('passed role')).toContain('PRIVILEGE_ESCALATION');
    expect(kinds('harmless')).toEqual([]);
    expect(said.filter(([policy]) => policy !== 'harmless').every((finding) => !isKnown(finding))).toBe(true);
  }, 180_000);
});
