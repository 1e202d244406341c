import { readFile } from 'node:fs/promises';
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  IAMClient,
  ListAccessKeysCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { awsIamKeys } from '../../../src/vault/engines/iam-access-key/adapters/aws-iam-keys.ts';
import { iamAccessKeyEngine } from '../../../src/vault/engines/iam-access-key/iam-access-key-engine.ts';
import { startPrivateCloud } from '../../local/private-cloud.ts';
import type { Credentials } from '../../local/private-cloud.ts';
import type { EngineUnderTest } from './engine-under-test.ts';
import { severable } from './severable.ts';

export interface IamUnderTest extends EngineUnderTest {
  /** Acts as the root of the account. */
  readonly root: IAMClient;
  newKey(userName: string): Promise<Credentials>;
  idsOf(userName: string): Promise<readonly string[]>;
  stop(): Promise<void>;
}

/** The user "mailer" of a local cloud of its own, kept by a user with the rights of the function that keeps credentials. */
export async function startIamUnderTest(): Promise<IamUnderTest> {
  const cloud = await startPrivateCloud();
  const way = await severable(Number(new URL(cloud.endpoint).port));
  const root = new IAMClient(cloud.asRoot);
  const keysOf = async (UserName: string) =>
    (await root.send(new ListAccessKeysCommand({ UserName }))).AccessKeyMetadata ?? [];
  const newKey = async (UserName: string): Promise<Credentials> => {
    const { AccessKey } = await root.send(new CreateAccessKeyCommand({ UserName }));
    return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
  };
  for (const UserName of ['mailer', 'bystander', 'keeper']) await root.send(new CreateUserCommand({ UserName }));
  await newKey('bystander');
  // What lib/vault-access.ts gives the function that keeps credentials, and nothing else.
  const Action = ['Create', 'Delete', 'Update'].map((verb) => `iam:${verb}AccessKey`);
  Action.push('iam:ListAccessKeys', 'iam:GetAccessKeyLastUsed');
  const Statement = [{ Effect: 'Allow', Action, Resource: 'arn:aws:iam::000000000000:user/mailer' }];
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await root.send(new PutUserPolicyCommand({ UserName: 'keeper', PolicyName: 'keys', PolicyDocument }));
  const connection = { region: 'us-east-1', endpoint: `http://127.0.0.1:${way.port}` };
  const keys = awsIamKeys({ ...connection, credentials: await newKey('keeper') });
  const read = (value: string) => JSON.parse(value) as Credentials;
  return {
    name: 'IAM access keys',
    engine: iamAccessKeyEngine({ keys, wait: async () => undefined }),
    address: { engine: 'iam-access-key', userName: 'mailer' },
    administrator: null,
    keepsTwo: true,
    root,
    newKey,
    idsOf: async (userName) => (await keysOf(userName)).map(({ AccessKeyId }) => AccessKeyId ?? '').sort(),
    reset: async () => {
      for (const { AccessKeyId } of await keysOf('mailer'))
        await root.send(new DeleteAccessKeyCommand({ UserName: 'mailer', AccessKeyId }));
      return JSON.stringify(await newKey('mailer'));
    },
    logsIn: async (value) => {
      const { accessKeyId, secretAccessKey } = read(value);
      const sts = new STSClient(cloud.as({ accessKeyId, secretAccessKey }));
      try {
        const { Arn } = await sts.send(new GetCallerIdentityCommand({}));
        return Arn?.endsWith(':user/mailer') === true;
      } catch (error) {
        if (['InvalidClientTokenId', 'SignatureDoesNotMatch'].includes((error as Error).name)) return false;
        throw error;
      }
    },
    rest: async () => JSON.stringify([await keysOf('bystander'), await keysOf('keeper')]),
    log: () => readFile(cloud.logFile, 'utf8'),
    secretsOf: (value) => [read(value).secretAccessKey],
    open: null,
    lose: () => way.cut(),
    refuseByPolicy: null,
    stop: async () => {
      await way.stop();
      await cloud.end();
    },
  };
}
