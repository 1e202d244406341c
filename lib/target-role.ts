import { Aws } from 'aws-cdk-lib';
import {
  AccountPrincipal,
  ManagedPolicy,
  PolicyDocument,
  PolicyStatement,
  PrincipalWithConditions,
  Role,
} from 'aws-cdk-lib/aws-iam';
import type { IManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { BOUNDARY_PREFIX, ROLE_PREFIX } from '../src/access/target.ts';
import { boundaryDocument } from '../src/targets/aws-role/boundary.ts';
import { trustDocument } from '../src/targets/aws-role/trust.ts';

export interface TargetRoleProps {
  /** After `sallyport-target-` and `sallyport-boundary-`. */
  readonly targetName: string;
  readonly description: string;
  /** What Sallyport must say to assume it; registered with the target. */
  readonly externalId: string;
  /** What whoever holds a grant may do: statements, managed policies, or both. */
  readonly may?: readonly PolicyStatement[];
  readonly managedPolicies?: readonly IManagedPolicy[];
  /** The account that Sallyport is deployed in; this one unless told. */
  readonly sallyportAccount?: string;
}

/**
 * A role that Sallyport lends. Only its lending functions may assume it, only under a grant's name, and it wears the
 * boundary that an early end is written into. From its creation on the boundary belongs to `take-away`: a deployment
 * that changed it here would undo denies, so what is written here must never change (a test holds it).
 */
export class TargetRole extends Construct {
  readonly roleArn: string;
  readonly boundaryArn: string;
  readonly externalId: string;

  constructor(scope: Construct, id: string, props: TargetRoleProps) {
    super(scope, id);
    const { targetName, description, externalId, may = [], managedPolicies = [], sallyportAccount } = props;
    // 64 characters of a role's name, fewer than a policy's.
    if (!/^[\w+=,.@-]{1,47}$/.test(targetName))
      throw new Error(`targetName is "${targetName}"; 1 to 47 of letters, digits and +=,.@-_ are allowed`);
    const boundary = new ManagedPolicy(this, 'Boundary', {
      managedPolicyName: `${BOUNDARY_PREFIX}${targetName}`,
      description: 'Written by Sallyport (take-away): denies ended grants what they still hold',
      document: PolicyDocument.fromJson(boundaryDocument([])),
    });
    const account = sallyportAccount ?? Aws.ACCOUNT_ID;
    const [assuming, naming] = trustDocument({ partition: Aws.PARTITION, account, externalId }).Statement;
    const role = new Role(this, 'Role', {
      roleName: `${ROLE_PREFIX}${targetName}`,
      description,
      permissionsBoundary: boundary,
      managedPolicies: [...managedPolicies],
      assumedBy: new PrincipalWithConditions(new AccountPrincipal(account), { ...assuming.Condition }),
    });
    role.assumeRolePolicy?.addStatements(PolicyStatement.fromJson(naming));
    for (const statement of may) role.addToPolicy(statement);
    this.roleArn = role.roleArn;
    this.boundaryArn = boundary.managedPolicyArn;
    this.externalId = externalId;
  }
}
