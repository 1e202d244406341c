import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import {
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DetachRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { root } from '../places.ts';
import { account as ownAccount, region } from './start-cloud.ts';

/** What the owner of an account does there, as its root: the local cloud takes an account's number for its key. */
export interface Owner {
  readonly account: string;
  readonly deployTemplate: (stack: string, template: string, parameters: object) => Promise<Record<string, string>>;
  /** A lendable role by the plain template, with what it may do. */
  readonly plantRole: (name: string, role: { readonly externalId: string; readonly may: string }) => Promise<Planted>;
  /** A role as companies have it: whoever may assume it, under a path, with a boundary or none. */
  readonly makeRole: (role: {
    path: string;
    name: string;
    trust: object;
    may: string;
    boundary?: string;
  }) => Promise<string>;
  readonly makePolicy: (name: string, document: object) => Promise<string>;
  readonly setTrust: (name: string, document: object) => Promise<void>;
  readonly takeBoundaryOff: (name: string) => Promise<void>;
  readonly replaceBoundary: (boundaryArn: string, document: object) => Promise<void>;
  readonly deleteRole: (planted: Planted) => Promise<void>;
}

export interface Planted {
  readonly name: string;
  readonly roleArn: string;
  readonly boundaryArn: string;
  readonly policyArn: string;
}

const roleName = (name: string) => `sallyport-target-${name}`;
export const policy = (...statements: readonly object[]) => ({ Version: '2012-10-17', Statement: statements });

export function ownerOf(endpoint: string, account: string): Owner {
  const credentials = { accessKeyId: account === ownAccount ? 'test' : account, secretAccessKey: 'test' };
  const options = { endpoint, region, credentials, maxAttempts: 2 };
  const iam = new IAMClient(options);
  const cloudFormation = new CloudFormationClient(options);

  async function deployTemplate(stack: string, template: string, parameters: object) {
    await cloudFormation.send(
      new CreateStackCommand({
        StackName: stack,
        TemplateBody: await readFile(join(root, 'templates', template), 'utf8'),
        Parameters: Object.entries(parameters).map(([ParameterKey, value]) => ({
          ParameterKey,
          ParameterValue: String(value),
        })),
        Capabilities: ['CAPABILITY_NAMED_IAM'],
      }),
    );
    await waitUntilStackCreateComplete(
      { client: cloudFormation, maxWaitTime: 60, minDelay: 1, maxDelay: 1 },
      { StackName: stack },
    );
    const { Stacks: [made] = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stack }));
    return Object.fromEntries(
      (made?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
    );
  }

  async function makePolicy(PolicyName: string, document: object): Promise<string> {
    const PolicyDocument = JSON.stringify(document);
    return (await iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument }))).Policy?.Arn ?? '';
  }

  return {
    account,
    makePolicy,
    deployTemplate,
    async plantRole(name, { externalId, may }) {
      const policyArn = await makePolicy(`may-${name}`, policy({ Effect: 'Allow', Action: may, Resource: '*' }));
      const { RoleArn = '', BoundaryArn = '' } = await deployTemplate(`Role-${name}`, 'lendable-role.yaml', {
        TargetName: name,
        ExternalId: externalId,
        SallyportAccount: ownAccount,
        ManagedPolicyArns: policyArn,
      });
      return { name, roleArn: RoleArn, boundaryArn: BoundaryArn, policyArn };
    },
    async makeRole({ path, name, trust, may, boundary }) {
      const { Role } = await iam.send(
        new CreateRoleCommand({
          Path: path,
          RoleName: name,
          AssumeRolePolicyDocument: JSON.stringify(trust),
          ...(boundary !== undefined && { PermissionsBoundary: boundary }),
        }),
      );
      const document = policy({ Effect: 'Allow', Action: may, Resource: '*' });
      await iam.send(
        new PutRolePolicyCommand({ RoleName: name, PolicyName: 'may', PolicyDocument: JSON.stringify(document) }),
      );
      return Role?.Arn ?? '';
    },
    async setTrust(name, document) {
      const PolicyDocument = JSON.stringify(document);
      await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: roleName(name), PolicyDocument }));
    },
    async takeBoundaryOff(name) {
      await iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName: roleName(name) }));
    },
    async replaceBoundary(boundaryArn, document) {
      const PolicyDocument = JSON.stringify(document);
      await iam.send(new CreatePolicyVersionCommand({ PolicyArn: boundaryArn, PolicyDocument, SetAsDefault: true }));
    },
    async deleteRole({ name, policyArn }) {
      await iam.send(new DetachRolePolicyCommand({ RoleName: roleName(name), PolicyArn: policyArn }));
      await iam.send(new DeleteRoleCommand({ RoleName: roleName(name) }));
    },
  };
}
