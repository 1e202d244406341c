import {
  CreateAccessKeyCommand,
  DeleteAccessKeyCommand,
  GetAccessKeyLastUsedCommand,
  IAMClient,
  ListAccessKeysCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { EpochSeconds } from '../../../../kernel/time.ts';
import { IamProblem } from '../iam-keys.ts';
import type { IamKeys } from '../iam-keys.ts';
import { iamFault } from './iam-fault.ts';

/** What clients of this account need; empty on AWS, where the SDK knows it. */
export interface IamConnection {
  readonly region?: string;
  readonly endpoint?: string;
  /** Who acts on the keys: the function's own role on AWS. */
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
}

/** CreateAccessKey has no token that would make it safe to send twice, so no call is repeated by the SDK. */
const bounds = { maxAttempts: 1, requestHandler: { connectionTimeout: 5_000, requestTimeout: 10_000 } };

export function awsIamKeys(connection: IamConnection = {}): IamKeys {
  const iam = new IAMClient({ ...bounds, ...connection });
  const said = async <T>(run: () => Promise<T>): Promise<T> => {
    try {
      return await run();
    } catch (error) {
      throw new IamProblem(iamFault(error));
    }
  };
  return {
    list: (UserName) =>
      said(async () => {
        const { AccessKeyMetadata = [], IsTruncated } = await iam.send(new ListAccessKeysCommand({ UserName }));
        if (IsTruncated === true) throw new Error('a user with more keys than AWS allows');
        return AccessKeyMetadata.map(({ AccessKeyId, Status, CreateDate }) => ({
          accessKeyId: present(AccessKeyId),
          active: Status === 'Active',
          createdAt: seconds(CreateDate),
        }));
      }),
    create: (UserName) =>
      said(async () => {
        const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
        return {
          accessKeyId: present(AccessKey?.AccessKeyId),
          secretAccessKey: present(AccessKey?.SecretAccessKey),
          createdAt: seconds(AccessKey?.CreateDate),
        };
      }),
    setActive: (UserName, AccessKeyId, active) =>
      said(async () => {
        const Status = active ? 'Active' : 'Inactive';
        await iam.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId, Status }));
      }),
    remove: async (UserName, AccessKeyId) => {
      try {
        await said(() => iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId })));
      } catch (error) {
        if (!(error instanceof IamProblem && error.fault.code === 'NoSuchEntity')) throw error;
      }
    },
    lastUsedAt: (AccessKeyId) =>
      said(async () => {
        const { AccessKeyLastUsed: last } = await iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId }));
        return last?.LastUsedDate === undefined ? null : seconds(last.LastUsedDate);
      }),
    whoIs: ({ accessKeyId, secretAccessKey }) =>
      said(async () => {
        const credentials = { accessKeyId, secretAccessKey };
        const sts = new STSClient({ ...bounds, ...connection, credentials });
        try {
          return present((await sts.send(new GetCallerIdentityCommand({}))).Arn);
        } finally {
          sts.destroy();
        }
      }),
  };
}

function present(text: string | undefined): string {
  if (text === undefined || text === '') throw new Error('AWS answered without what was asked for');
  return text;
}

const seconds = (date: Date | undefined): EpochSeconds => {
  if (date === undefined) throw new Error('AWS answered without a date');
  return Math.floor(date.getTime() / 1000);
};
