import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import type { STSClient } from '@aws-sdk/client-sts';
import type { Credentials } from '../../../access/target-contract.ts';
import type { SessionOrder } from '../session.ts';

/** Asks STS for a session. What STS refuses is thrown with its name; there are no credentials in it. */
export const assumeRole = async (sts: STSClient, order: SessionOrder): Promise<Credentials> =>
  (await openSession(sts, order)).credentials;

/** The same, with how much of a token's size the session's policy and tags use up, in percent, where STS says so. */
export async function openSession(
  sts: STSClient,
  order: SessionOrder,
): Promise<{ readonly credentials: Credentials; readonly tokenPercent: number | null }> {
  const { Credentials: given, SessionTokenUtilization } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: order.roleArn,
      ...(order.externalId !== null && { ExternalId: order.externalId }),
      RoleSessionName: order.sessionName,
      SourceIdentity: order.sourceIdentity,
      Tags: Object.entries(order.tags).map(([Key, Value]) => ({ Key, Value })),
      Policy: order.policy,
      DurationSeconds: order.seconds,
    }),
  );
  if (!given?.AccessKeyId || !given.SecretAccessKey || !given.SessionToken || !given.Expiration)
    throw new Error('STS answered without credentials');
  return {
    credentials: {
      accessKeyId: given.AccessKeyId,
      secretAccessKey: given.SecretAccessKey,
      sessionToken: given.SessionToken,
      expiresAt: Math.floor(given.Expiration.getTime() / 1000),
    },
    tokenPercent: SessionTokenUtilization ?? null,
  };
}
