import { Aws } from 'aws-cdk-lib';
import { AccountPrincipal, PolicyStatement, PrincipalWithConditions, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { BOUNDARY_PREFIX, ROLE_PREFIX } from '../src/access/target.ts';
import {
  accountExternalId,
  READER_ROLE,
  READERS,
  WRITER_ROLE,
  WRITERS,
} from '../src/targets/aws-role/account-access.ts';

export interface AccountAccessProps {
  /** The account that Sallyport is deployed in. */
  readonly sallyportAccount: string;
  /** Adopted roles of this account, which are not named as lendable roles are. */
  readonly adoptedRoleArns?: readonly string[];
}

export interface AccessRole {
  readonly roleName: string;
  readonly description: string;
  readonly assumedBy: PrincipalWithConditions;
  readonly may: readonly PolicyStatement[];
}

/** What each of the two roles may do, and whom it trusts. The template and the construct are both made of it. */
export function accountAccess(
  sallyportAccount: string,
  adoptedRoleArns: readonly string[] = [],
): { readonly reader: AccessRole; readonly writer: AccessRole } {
  const here = (resource: string) => `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:${resource}`;
  const trust = (functions: readonly string[]) =>
    new PrincipalWithConditions(new AccountPrincipal(sallyportAccount), {
      ArnEquals: {
        'aws:PrincipalArn': functions.map((name) => `arn:${Aws.PARTITION}:iam::${sallyportAccount}:role/${name}`),
      },
      StringEquals: { 'sts:ExternalId': accountExternalId(Aws.ACCOUNT_ID) },
    });
  return {
    reader: {
      roleName: READER_ROLE,
      description: 'Sallyport looks here whether a role can be lent: it reads lendable roles and their boundaries',
      assumedBy: trust(READERS),
      may: [
        new PolicyStatement({
          sid: 'SeeRoles',
          actions: ['iam:GetRole'],
          resources: [here(`role/${ROLE_PREFIX}*`), ...adoptedRoleArns],
        }),
        new PolicyStatement({
          sid: 'SeeBoundaries',
          actions: ['iam:GetPolicy', 'iam:GetPolicyVersion'],
          resources: [here(`policy/${BOUNDARY_PREFIX}*`)],
        }),
      ],
    },
    writer: {
      roleName: WRITER_ROLE,
      description: 'Sallyport (take-away) ends grants here: it writes the boundaries of lendable roles, nothing else',
      assumedBy: trust(WRITERS),
      may: [
        new PolicyStatement({
          sid: 'WriteBoundaries',
          actions: ['iam:ListPolicyVersions', 'iam:CreatePolicyVersion', 'iam:DeletePolicyVersion'],
          resources: [here(`policy/${BOUNDARY_PREFIX}*`)],
        }),
      ],
    },
  };
}

/**
 * Lets a Sallyport of another account lend roles of this one: one role that reads, one that takes away. Neither can
 * give anybody anything; lending itself is for each role's own trust to allow.
 */
export class AccountAccess extends Construct {
  constructor(scope: Construct, id: string, { sallyportAccount, adoptedRoleArns = [] }: AccountAccessProps) {
    super(scope, id);
    if (!/^\d{12}$/.test(sallyportAccount))
      throw new Error(`sallyportAccount is "${sallyportAccount}"; the twelve digits of an AWS account are allowed`);
    const { reader, writer } = accountAccess(sallyportAccount, adoptedRoleArns);
    for (const [name, { may, ...props }] of Object.entries({ Reader: reader, Writer: writer })) {
      const role = new Role(this, name, props);
      for (const statement of may) role.addToPolicy(statement);
    }
  }
}
