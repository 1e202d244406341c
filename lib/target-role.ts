import { Aws } from 'aws-cdk-lib';
import {
  AccountPrincipal,
  ManagedPolicy,
  PolicyDocument,
  PolicyStatement,
  PrincipalWithConditions,
  Role,
} from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { BOUNDARY_PREFIX, ROLE_PREFIX } from '../src/access/target.ts';
import { boundaryDocument } from '../src/targets/aws-role/boundary.ts';

/** The functions that make sessions of a target role; each has a role of its own name (lib/function.ts). */
const lendingFunctions = ['sallyport-lend-credentials', 'sallyport-activate-grant', 'sallyport-verify-gone'];

export interface TargetRoleProps {
  /** After `sallyport-target-` and `sallyport-boundary-`. */
  readonly targetName: string;
  readonly description: string;
  /** What Sallyport must say to assume it; registered with the target. */
  readonly externalId: string;
  /** What whoever holds a grant may do. */
  readonly may: readonly PolicyStatement[];
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

  constructor(scope: Construct, id: string, { targetName, description, externalId, may }: TargetRoleProps) {
    super(scope, id);
    const boundary = new ManagedPolicy(this, 'Boundary', {
      managedPolicyName: `${BOUNDARY_PREFIX}${targetName}`,
      description: 'Written by Sallyport (take-away): denies ended grants what they still hold',
      document: PolicyDocument.fromJson(boundaryDocument([])),
    });
    // By name, not as principals: IAM would keep the ids of roles that a redeployment replaces.
    const lender = {
      ArnEquals: {
        'aws:PrincipalArn': lendingFunctions.map((name) => `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/${name}`),
      },
    };
    const account = new AccountPrincipal(Aws.ACCOUNT_ID);
    const role = new Role(this, 'Role', {
      roleName: `${ROLE_PREFIX}${targetName}`,
      description,
      permissionsBoundary: boundary,
      assumedBy: new PrincipalWithConditions(account, {
        ...lender,
        StringEquals: { 'sts:ExternalId': externalId },
        // Without it a session could not be denied by itself.
        StringLike: { 'sts:SourceIdentity': 'grt_*' },
      }),
    });
    role.assumeRolePolicy?.addStatements(
      new PolicyStatement({
        actions: ['sts:SetSourceIdentity', 'sts:TagSession'],
        principals: [account],
        conditions: lender,
      }),
    );
    for (const statement of may) role.addToPolicy(statement);
    this.roleArn = role.roleArn;
    this.boundaryArn = boundary.managedPolicyArn;
    this.externalId = externalId;
  }
}
