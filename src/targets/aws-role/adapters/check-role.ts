import { GetRoleCommand, NoSuchEntityException } from '@aws-sdk/client-iam';
import type { Checks } from '../../../access/target-contract.ts';
import type { AwsRoleTarget } from '../../../access/target.ts';
import { AccountAccessRefused } from './iam-in-account.ts';
import type { IamFor } from './iam-in-account.ts';

/** A role is lent only while it wears the boundary that its early end would be written into. */
export const checkRole = (iamFor: IamFor): Checks<AwsRoleTarget> => ({
  async check({ roleArn, boundaryArn }) {
    try {
      const { Role } = await iamFor(roleArn).send(new GetRoleCommand({ RoleName: roleNameOf(roleArn) }));
      if (Role?.Arn !== roleArn) return { lendable: false, why: 'role_elsewhere' };
      return Role.PermissionsBoundary?.PermissionsBoundaryArn === boundaryArn
        ? { lendable: true }
        : { lendable: false, why: 'role_without_boundary' };
    } catch (error) {
      if (error instanceof NoSuchEntityException) return { lendable: false, why: 'role_missing' };
      if (error instanceof AccountAccessRefused) return { lendable: false, why: 'account_access_missing' };
      throw error;
    }
  },
});

/** IAM takes the name without its path. */
export const roleNameOf = (roleArn: string): string => roleArn.slice(roleArn.lastIndexOf('/') + 1);
