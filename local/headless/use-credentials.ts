import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { IAMClient, ListAccountAliasesCommand } from '@aws-sdk/client-iam';
import * as z from 'zod';
import type { LocalFile } from '../local-file.ts';

/** What a grant hands out: the format that AWS tools read from a `credential_process`. */
export const lentCredentials = z.object({
  Version: z.literal(1),
  AccessKeyId: z.string(),
  SecretAccessKey: z.string(),
  SessionToken: z.string(),
  Expiration: z.string(),
});
export type LentCredentials = z.infer<typeof lentCredentials>;

export type Tried = 'allowed' | 'AccessDenied';

/**
 * The only AWS client outside the product: it tries a target's action with the credentials of a grant and nothing
 * else. Anything but a yes or a no of IAM is a fault, and never counts as a no.
 */
export async function tryAction(
  { cloud }: Pick<LocalFile, 'cloud'>,
  probeAction: string,
  lent: LentCredentials,
): Promise<Tried> {
  const configuration: Configuration = {
    endpoint: cloud.endpoint,
    region: cloud.region,
    maxAttempts: 1,
    credentials: {
      accessKeyId: lent.AccessKeyId,
      secretAccessKey: lent.SecretAccessKey,
      sessionToken: lent.SessionToken,
    },
  };
  try {
    await send(probeAction, configuration);
    return 'allowed';
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    if (name === 'AccessDenied' || name === 'AccessDeniedException') return 'AccessDenied';
    throw error;
  }
}

type Configuration = {
  readonly endpoint: string;
  readonly region: string;
  readonly maxAttempts: number;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken: string;
  };
};

async function send(probeAction: string, configuration: Configuration): Promise<void> {
  switch (probeAction) {
    case 'dynamodb:ListTables': {
      const client = new DynamoDBClient(configuration);
      await client.send(new ListTablesCommand({ Limit: 1 })).finally(() => client.destroy());
      return;
    }
    case 'iam:ListAccountAliases': {
      const client = new IAMClient(configuration);
      await client.send(new ListAccountAliasesCommand({})).finally(() => client.destroy());
      return;
    }
    default:
      throw new Error(`there is no client here for ${probeAction}`);
  }
}
