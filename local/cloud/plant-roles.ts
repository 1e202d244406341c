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
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DetachRolePolicyCommand,
  IAMClient,
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

  return {
    account,
    deployTemplate,
    async plantRole(name, { externalId, may }) {
      const document = policy({ Effect: 'Allow', Action: may, Resource: '*' });
      const { Policy } = await iam.send(
        new CreatePolicyCommand({ PolicyName: `may-${name}`, PolicyDocument: JSON.stringify(document) }),
      );
      const policyArn = Policy?.Arn ?? '';
      const { RoleArn = '', BoundaryArn = '' } = await deployTemplate(`Role-${name}`, 'lendable-role.yaml', {
        TargetName: name,
        ExternalId: externalId,
        SallyportAccount: ownAccount,
        ManagedPolicyArns: policyArn,
      });
      return { name, roleArn: RoleArn, boundaryArn: BoundaryArn, policyArn };
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
