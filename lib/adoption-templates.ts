import { App, Aws, CfnCondition, CfnOutput, CfnParameter, Fn, Stack, Token, Validations } from 'aws-cdk-lib';
import { CfnManagedPolicy, CfnPolicy, CfnRole, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { stringify } from 'yaml';
import * as z from 'zod';
import { BOUNDARY_PREFIX, ROLE_PREFIX } from '../src/access/target.ts';
import { boundaryDocument } from '../src/targets/aws-role/boundary.ts';
import { trustDocument } from '../src/targets/aws-role/trust.ts';
import { accountAccess } from './account-access.ts';
import type { AccessRole } from './account-access.ts';

/**
 * The constructs as plain CloudFormation, for accounts that are not deployed with the CDK: what they say of trust and
 * boundaries is said by the same functions. `npm run templates` writes the files of templates/, and a test holds that
 * they are what these functions make.
 */
export const adoptionTemplates = {
  'lendable-role.yaml': () => written('LendableRole', lendableRole),
  'account-access.yaml': () => written('AccountAccess', accountAccessStack),
} as const;

const account = { type: 'String', allowedPattern: '^[0-9]{12}$', constraintDescription: 'twelve digits' };

function lendableRole(stack: Stack): void {
  stack.templateOptions.description = 'A role that Sallyport lends for a while (the construct TargetRole)';
  const targetName = new CfnParameter(stack, 'TargetName', {
    type: 'String',
    description: `Comes after ${ROLE_PREFIX} and ${BOUNDARY_PREFIX}, the names of the role and of its boundary`,
    allowedPattern: '^[\\w+=,.@-]{1,47}$',
  }).valueAsString;
  const externalId = new CfnParameter(stack, 'ExternalId', {
    type: 'String',
    description: 'What Sallyport must say to assume the role; registered with the target. Made up for this role alone',
    allowedPattern: '^[\\w+=,.@:/-]{2,128}$',
  }).valueAsString;
  const sallyport = new CfnParameter(stack, 'SallyportAccount', {
    ...account,
    description: 'The account that Sallyport is deployed in',
  }).valueAsString;
  const managed = new CfnParameter(stack, 'ManagedPolicyArns', {
    type: 'CommaDelimitedList',
    default: '',
    description: 'What whoever holds a grant may do: ARNs of managed policies. Or add policies to the role below',
  });
  const hasPolicies = new CfnCondition(stack, 'HasManagedPolicies', {
    expression: Fn.conditionNot(Fn.conditionEquals(Fn.join('', managed.valueAsList), '')),
  });
  const boundary = new CfnManagedPolicy(stack, 'Boundary', {
    managedPolicyName: `${BOUNDARY_PREFIX}${targetName}`,
    description: 'Written by Sallyport (take-away): denies ended grants what they still hold',
    policyDocument: boundaryDocument([]),
  });
  const role = new CfnRole(stack, 'Role', {
    roleName: `${ROLE_PREFIX}${targetName}`,
    description: 'Lent by Sallyport: only its lending functions assume it, under the name of a grant',
    permissionsBoundary: boundary.ref,
    managedPolicyArns: Token.asList(Fn.conditionIf(hasPolicies.logicalId, managed.valueAsList, Aws.NO_VALUE)),
    assumeRolePolicyDocument: trustDocument({ partition: Aws.PARTITION, account: sallyport, externalId }),
  });
  new CfnOutput(stack, 'RoleArn', { value: role.attrArn, description: 'roleArn of the target' });
  new CfnOutput(stack, 'BoundaryArn', { value: boundary.ref, description: 'boundaryArn of the target' });
}

function accountAccessStack(stack: Stack): void {
  stack.templateOptions.description = 'Lets a Sallyport of another account lend roles of this one (AccountAccess)';
  const sallyport = new CfnParameter(stack, 'SallyportAccount', {
    ...account,
    description: 'The account that Sallyport is deployed in',
  }).valueAsString;
  const adopted = new CfnParameter(stack, 'AdoptedRoleArns', {
    type: 'CommaDelimitedList',
    default: '',
    description: `Roles of this account that are lent although they are not named ${ROLE_PREFIX}…`,
  });
  const hasAdopted = new CfnCondition(stack, 'HasAdoptedRoles', {
    expression: Fn.conditionNot(Fn.conditionEquals(Fn.join('', adopted.valueAsList), '')),
  });
  const { reader, writer } = accountAccess(sallyport);
  const role = (id: string, { roleName, description, assumedBy, may }: AccessRole) =>
    new CfnRole(stack, id, {
      roleName,
      description,
      assumeRolePolicyDocument: new PolicyDocument({
        statements: [new PolicyStatement({ actions: [assumedBy.assumeRoleAction], principals: [assumedBy] })],
      }),
      policies: [{ policyName: 'Sallyport', policyDocument: new PolicyDocument({ statements: [...may] }) }],
    });
  role('Writer', writer);
  const more = new CfnPolicy(stack, 'SeeAdoptedRoles', {
    policyName: 'SallyportAdopted',
    roles: [role('Reader', reader).ref],
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Sid: 'SeeAdopted', Effect: 'Allow', Action: 'iam:GetRole', Resource: adopted.valueAsList }],
    },
  });
  more.cfnOptions.condition = hasAdopted;
}

function written(name: string, fill: (stack: Stack) => void): string {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, name);
  Validations.of(stack).acknowledge({
    id: 'CloudFormation-Validate::F3031',
    reason: 'An empty list of managed policies is the default; the condition leaves it out.',
  });
  fill(stack);
  // Only what the CDK itself deploys needs its bootstrap stack: neither that parameter nor its rule.
  const {
    Rules: _rules,
    Description,
    Parameters,
    ...rest
  } = synthesized.parse(app.synth().getStackByName(name).template);
  const { BootstrapVersion: _version, ...parameters } = Parameters;
  const template = { Description, Parameters: parameters, ...rest };
  const head =
    '# Made by `npm run templates` from lib/adoption-templates.ts. Not edited by hand: a test compares them.\n';
  return head + stringify(plain(template), { version: '1.1', lineWidth: 120, aliasDuplicateObjects: false });
}

const synthesized = z.looseObject({ Description: z.string(), Parameters: z.record(z.string(), z.unknown()) });

const joined = z.strictObject({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.unknown())]) });
const reference = z.strictObject({ Ref: z.string() });

/** `Fn::Join` of texts and references as the `Fn::Sub` that a person would write. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const join = joined.safeParse(value);
  if (join.success) {
    const parts = join.data['Fn::Join'][1].map((part) => {
      const ref = reference.safeParse(part);
      return ref.success ? `\${${ref.data.Ref}}` : part;
    });
    if (parts.every((part) => typeof part === 'string')) return { 'Fn::Sub': parts.join('') };
  }
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
}
