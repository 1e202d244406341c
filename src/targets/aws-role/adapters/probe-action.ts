import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { IAMClient, ListAccountAliasesCommand } from '@aws-sdk/client-iam';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import type { Credentials } from '../../../access/target-contract.ts';
import type { AwsRoleTarget, ProbeAction } from '../../../access/target.ts';

/** Tries the target's probe action with these credentials and no others. Throws what AWS answers. */
export async function probeAction(
  { probeAction, region }: Pick<AwsRoleTarget, 'probeAction' | 'region'>,
  { accessKeyId, secretAccessKey, sessionToken }: Credentials,
): Promise<void> {
  await attempts[probeAction]({ region, maxAttempts: 2, credentials: { accessKeyId, secretAccessKey, sessionToken } });
}

interface Options {
  readonly region: string;
  readonly maxAttempts: number;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken: string;
  };
}

const attempts: Readonly<Record<ProbeAction, (options: Options) => Promise<unknown>>> = {
  'dynamodb:ListTables': (options) => new DynamoDBClient(options).send(new ListTablesCommand({ Limit: 1 })),
  'iam:ListAccountAliases': (options) => new IAMClient(options).send(new ListAccountAliasesCommand({ MaxItems: 1 })),
  'lambda:ListFunctions': (options) => new LambdaClient(options).send(new ListFunctionsCommand({ MaxItems: 1 })),
};
