import { GetRoleCommand, NoSuchEntityException } from '@aws-sdk/client-iam';
import type { IAMClient } from '@aws-sdk/client-iam';
import type { Checks } from '../../../access/target-contract.ts';

/** A role is lent only while it wears the boundary that its early end would be written into. */
export const checkRole = (iam: IAMClient): Checks => ({
  async check({ roleArn, boundaryArn }) {
    try {
      const { Role } = await iam.send(new GetRoleCommand({ RoleName: roleArn.slice(roleArn.lastIndexOf('/') + 1) }));
      if (Role?.Arn !== roleArn) return { lendable: false, why: 'role_elsewhere' };
      return Role.PermissionsBoundary?.PermissionsBoundaryArn === boundaryArn
        ? { lendable: true }
        : { lendable: false, why: 'role_without_boundary' };
    } catch (error) {
      if (error instanceof NoSuchEntityException) return { lendable: false, why: 'role_missing' };
      throw error;
    }
  },
});
