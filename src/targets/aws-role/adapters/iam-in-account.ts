import { IAMClient } from '@aws-sdk/client-iam';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import type { STSClient } from '@aws-sdk/client-sts';
import { accountExternalId, ownerOf } from '../account-access.ts';

/** The IAM of the account that this ARN belongs to. */
export type IamFor = (arn: string) => IAMClient;

export interface Account {
  readonly sts: STSClient;
  /** Sallyport's own, where the function's role is enough. */
  readonly ownAccount: string;
  /** The role that every other account has for this function (account-access.ts). */
  readonly role: string;
  /** As CloudTrail of that account shows it. */
  readonly sessionName: string;
}

/** One client for each account; it asks for new credentials before those it has expire. */
export function iamInAccount({ sts, ownAccount, role, sessionName }: Account): IamFor {
  const clients = new Map<string, IAMClient>([[ownAccount, new IAMClient({})]]);
  return (arn) => {
    const { partition, account } = ownerOf(arn);
    const known = clients.get(account);
    if (known) return known;
    const client = new IAMClient({
      credentials: () => credentialsIn(sts, `arn:${partition}:iam::${account}:role/${role}`, account, sessionName),
    });
    clients.set(account, client);
    return client;
  };
}

async function credentialsIn(sts: STSClient, roleArn: string, account: string, sessionName: string) {
  const { Credentials: given } = await sts
    .send(
      new AssumeRoleCommand({
        RoleArn: roleArn,
        ExternalId: accountExternalId(account),
        RoleSessionName: sessionName,
        DurationSeconds: 900,
      }),
    )
    .catch((error: unknown) => {
      if (error instanceof Error && error.name === 'AccessDenied') throw new AccountAccessRefused(account);
      throw error;
    });
  if (!given?.AccessKeyId || !given.SecretAccessKey || !given.SessionToken || !given.Expiration)
    throw new Error('STS answered without credentials');
  return {
    accessKeyId: given.AccessKeyId,
    secretAccessKey: given.SecretAccessKey,
    sessionToken: given.SessionToken,
    expiration: given.Expiration,
  };
}

/** The other account has not deployed its account access, or not for this Sallyport. */
export class AccountAccessRefused extends Error {
  override readonly name = 'AccountAccessRefused';
  constructor(account: string) {
    super(`the account ${account} does not let Sallyport in: deploy templates/account-access.yaml there`);
  }
}
