import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  InvalidParameterException,
  InvalidRequestException,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  RotateSecretCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { EpochSeconds } from '../../kernel/time.ts';
import type { SecretDescription, Secrets, StartsRotations } from '../ports.ts';

/** Waits between two looks; handed in, so that a test need not wait. */
export type Pause = (milliseconds: number) => Promise<unknown>;

/** A version that was just made may not be seen at once: it is looked for again so often, ever more slowly. */
const LOOKS = 4;
const FIRST_PAUSE = 100;

const seconds = (date: Date | undefined): EpochSeconds | null =>
  date === undefined ? null : Math.floor(date.getTime() / 1000);

async function describeSecret(client: SecretsManagerClient, secret: string): Promise<SecretDescription | null> {
  try {
    const found = await client.send(new DescribeSecretCommand({ SecretId: secret }));
    return {
      arn: found.ARN ?? secret,
      versions: Object.entries(found.VersionIdsToStages ?? {}).map(([id, stages]) => ({ id, stages })),
      rotates: found.RotationEnabled === true,
      lastRotatedAt: seconds(found.LastRotatedDate),
      nextRotationAt: seconds(found.NextRotationDate),
    };
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return null;
    throw error;
  }
}

/** Values and labels in Secrets Manager. */
export function secretVersions(client: SecretsManagerClient, pause: Pause): Secrets {
  const describe = (secret: string) => describeSecret(client, secret);

  async function readOnce(secret: string, versionId: string): Promise<string | null> {
    try {
      const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secret, VersionId: versionId }));
      return SecretString ?? null;
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return null;
      // A version that is only named yet, without a value.
      if (error instanceof InvalidRequestException) return null;
      throw error;
    }
  }

  return {
    describe,
    async read(secret, versionId) {
      for (let look = 0; ; look += 1) {
        const value = await readOnce(secret, versionId);
        if (value !== null || look + 1 >= LOOKS) return value;
        await pause(FIRST_PAUSE * 2 ** look);
      }
    },
    async put(secret, { token, value, stages }) {
      try {
        await client.send(
          new PutSecretValueCommand({
            SecretId: secret,
            ClientRequestToken: token,
            SecretString: value,
            VersionStages: [...stages],
          }),
        );
        return 'stored';
      } catch (error) {
        if (error instanceof ResourceExistsException) return 'other';
        throw error;
      }
    },
    async moveLabel(secret, { stage, from, to }) {
      try {
        await client.send(
          new UpdateSecretVersionStageCommand({
            SecretId: secret,
            VersionStage: stage,
            ...(from !== null && { RemoveFromVersionId: from }),
            ...(to !== null && { MoveToVersionId: to }),
          }),
        );
        return { moved: true };
      } catch (error) {
        // The label is not where it was thought to be: it was moved before, or by somebody else.
        if (error instanceof InvalidParameterException || error instanceof InvalidRequestException) {
          const found = (await describe(secret))?.versions.find(({ stages }) => stages.includes(stage))?.id ?? null;
          return { moved: found === to };
        }
        throw error;
      }
    },
  };
}

/** Has rotations begun, and can read no value. */
export const rotationStarter = (client: SecretsManagerClient): StartsRotations => ({
  describe: (secret) => describeSecret(client, secret),
  async rotateNow(secret, token) {
    try {
      await client.send(new RotateSecretCommand({ SecretId: secret, ClientRequestToken: token }));
      return 'started';
    } catch (error) {
      // "A previous rotation isn't complete. That rotation will be reattempted."
      if (error instanceof InvalidRequestException) return 'busy';
      throw error;
    }
  },
});
