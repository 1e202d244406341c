import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { IAMClient, ListAccountAliasesCommand } from '@aws-sdk/client-iam';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
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

export type Tried = {
  readonly result: 'allowed' | 'AccessDenied';
  /** The HTTP status that AWS answered with. */
  readonly status: number;
  readonly milliseconds: number;
};

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
  const started = performance.now();
  const took = () => Math.round(performance.now() - started);
  try {
    await send(probeAction, configuration);
    return { result: 'allowed', status: 200, milliseconds: took() };
  } catch (error) {
    const refused = accessDenied.safeParse(error);
    if (!refused.success) throw error;
    return { result: 'AccessDenied', status: refused.data.$metadata.httpStatusCode, milliseconds: took() };
  }
}

const accessDenied = z.object({
  name: z.enum(['AccessDenied', 'AccessDeniedException']),
  $metadata: z.object({ httpStatusCode: z.int() }),
});

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
    case 'lambda:ListFunctions': {
      const client = new LambdaClient(configuration);
      await client.send(new ListFunctionsCommand({ MaxItems: 1 })).finally(() => client.destroy());
      return;
    }
    default:
      throw new Error(`there is no client here for ${probeAction}`);
  }
}
