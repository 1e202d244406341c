import {
  CreatePolicyVersionCommand,
  DeletePolicyVersionCommand,
  LimitExceededException,
  ListPolicyVersionsCommand,
  NoSuchEntityException,
} from '@aws-sdk/client-iam';
import type { IAMClient } from '@aws-sdk/client-iam';
import type { Denies } from '../../../access/target-contract.ts';
import type { AwsRoleTarget } from '../../../access/target.ts';
import type { GrantId } from '../../../kernel/ids.ts';
import { boundaryText } from '../boundary.ts';
import type { IamFor } from './iam-in-account.ts';

/** IAM keeps five versions of a managed policy. */
const VERSIONS_KEPT = 5;
const ROUNDS = 6;

/**
 * Writes the boundary's content anew, always: what IAM would show of the present version may be older than what a
 * writer a moment ago put there. Then the reading is repeated; if it has changed, another writer marked a grant
 * meanwhile and may have been overwritten, so this one writes again.
 */
export const denyInBoundary = (iamFor: IamFor): Denies<AwsRoleTarget> => ({
  async deny({ boundaryArn }, denied) {
    const iam = iamFor(boundaryArn);
    let now = await denied();
    for (let round = 0; round < ROUNDS; round += 1) {
      try {
        await write(iam, boundaryArn, boundaryText(now));
      } catch (error) {
        if (error instanceof NoSuchEntityException) return 'missing';
        // Someone else took the place that was made.
        if (error instanceof LimitExceededException) continue;
        throw error;
      }
      const then = await denied();
      if (sameGrants(now, then)) return 'written';
      now = then;
    }
    throw new BoundaryUnsettled();
  },
});

/** Too many wrote at once; the next attempt finds the table as it is then. */
class BoundaryUnsettled extends Error {
  override readonly name = 'BoundaryUnsettled';
}

async function write(iam: IAMClient, arn: string, document: string): Promise<void> {
  const { Versions = [] } = await iam.send(new ListPolicyVersionsCommand({ PolicyArn: arn }));
  if (Versions.length >= VERSIONS_KEPT) {
    const oldest = Versions.filter(({ IsDefaultVersion }) => IsDefaultVersion !== true)
      .map(({ VersionId = '' }) => VersionId)
      .sort((one, other) => numberOf(one) - numberOf(other))[0];
    if (oldest !== undefined) await remove(iam, arn, oldest);
  }
  await iam.send(new CreatePolicyVersionCommand({ PolicyArn: arn, PolicyDocument: document, SetAsDefault: true }));
}

async function remove(iam: IAMClient, arn: string, version: string): Promise<void> {
  try {
    await iam.send(new DeletePolicyVersionCommand({ PolicyArn: arn, VersionId: version }));
  } catch (error) {
    // Another writer made the same place. If it is the policy that is gone, writing the new version says so.
    if (!(error instanceof NoSuchEntityException)) throw error;
  }
}

/** "v12" → 12: the versions' names do not sort as text. */
const numberOf = (version: string): number => Number(version.slice(1));

const sameGrants = (one: readonly GrantId[], other: readonly GrantId[]): boolean =>
  [...one].sort().join() === [...other].sort().join();
