import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  GetAccessKeyLastUsedCommand,
  IAMClient,
  ListAccessKeysCommand,
  PutUserPolicyCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { awsIamKeys } from '../../src/vault/engines/iam-access-key/adapters/aws-iam-keys.ts';
import { iamAccessKeyEngine } from '../../src/vault/engines/iam-access-key/iam-access-key-engine.ts';
import type { Engine } from '../../src/vault/engine.ts';
import { startPrivateCloud } from '../local/private-cloud.ts';
import type { Credentials, PrivateCloud } from '../local/private-cloud.ts';
import { at } from '../support/vault/at.ts';
import type { EngineUnderTest } from '../support/vault/engine-under-test.ts';
import { severable } from '../support/vault/severable.ts';
import type { Severable } from '../support/vault/severable.ts';

const address = { engine: 'iam-access-key', userName: 'mailer' } as const;
let cloud: PrivateCloud;
let way: Severable;
let root: IAMClient;
let engine: Engine;

const keysOf = async (UserName: string) =>
  (await root.send(new ListAccessKeysCommand({ UserName }))).AccessKeyMetadata ?? [];

async function newKey(UserName: string): Promise<Credentials> {
  const { AccessKey } = await root.send(new CreateAccessKeyCommand({ UserName }));
  return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
}

const credentialsIn = (value: string) => JSON.parse(value) as Credentials;
const idIn = (value: string): string => credentialsIn(value).accessKeyId;
const seconds = () => Math.floor(Date.now() / 1000);

async function logsIn(value: string): Promise<boolean> {
  const { accessKeyId, secretAccessKey } = credentialsIn(value);
  const sts = new STSClient(cloud.as({ accessKeyId, secretAccessKey }));
  try {
    const { Arn } = await sts.send(new GetCallerIdentityCommand({}));
    return Arn?.endsWith(':user/mailer') === true;
  } catch (error) {
    if (['InvalidClientTokenId', 'SignatureDoesNotMatch'].includes((error as Error).name)) return false;
    throw error;
  }
}

async function reset(): Promise<string> {
  for (const { AccessKeyId } of await keysOf('mailer'))
    await root.send(new DeleteAccessKeyCommand({ UserName: 'mailer', AccessKeyId }));
  return JSON.stringify(await newKey('mailer'));
}

beforeAll(async () => {
  cloud = await startPrivateCloud();
  way = await severable(Number(new URL(cloud.endpoint).port));
  root = new IAMClient(cloud.asRoot);
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
  engine = iamAccessKeyEngine({ keys, wait: async () => undefined });
}, 180_000);

afterAll(async () => {
  await way.stop();
  await cloud.end();
});

const underTest = (): EngineUnderTest => ({
  name: 'IAM access keys',
  engine,
  address,
  administrator: null,
  keepsTwo: true,
  reset,
  logsIn,
  rest: async () => JSON.stringify([await keysOf('bystander'), (await keysOf('keeper')).length]),
  log: () => readFile(cloud.logFile, 'utf8'),
  secretsOf: (value) => [credentialsIn(value).secretAccessKey],
  open: null,
  lose: () => way.cut(),
  refuseByPolicy: null,
});

describe('the local cloud has access keys as AWS has them', () => {
  beforeEach(reset);

  test('two for each user, and no third', async () => {
    await newKey('mailer');
    await expect(newKey('mailer')).rejects.toMatchObject({ name: 'LimitExceededException' });
  });

  test('each with when it was last used, from when it was', async () => {
    const value = await reset();
    const used = async () =>
      (await root.send(new GetAccessKeyLastUsedCommand({ AccessKeyId: idIn(value) }))).AccessKeyLastUsed;
    await expect(used()).resolves.toEqual({ Region: 'N/A', ServiceName: 'N/A' });
    await logsIn(value);
    await expect(used()).resolves.toEqual({
      Region: 'us-east-1',
      ServiceName: 'sts',
      LastUsedDate: expect.any(Date),
    });
  });

  test('refused while inactive, and good again when it is active again', async () => {
    const value = await reset();
    const set = (Status: 'Active' | 'Inactive') =>
      root.send(new UpdateAccessKeyCommand({ UserName: 'mailer', AccessKeyId: idIn(value), Status }));
    await set('Inactive');
    await expect(logsIn(value)).resolves.toBe(false);
    await set('Active');
    await expect(logsIn(value)).resolves.toBe(true);
  });

  test('found only under the user it belongs to', async () => {
    const value = await reset();
    const others = root.send(new DeleteAccessKeyCommand({ UserName: 'bystander', AccessKeyId: idIn(value) }));
    await expect(others).rejects.toMatchObject({ name: 'NoSuchEntityException' });
    await expect(logsIn(value)).resolves.toBe(true);
  });
});

describe('an access key on the local cloud', () => {
  test('is rotated from the first key to the second, and the first is gone', async () => {
    const current = await reset();
    const before = await underTest().rest();
    const candidate = await engine.stage(at(address), { current, labelled: [current] });
    await expect(engine.apply(at(address), { current, candidate })).resolves.toEqual({ applied: true });
    await expect(engine.verify(at(address), candidate)).resolves.toEqual({ verified: true });
    await expect(Promise.all([logsIn(current), logsIn(candidate)])).resolves.toEqual([true, true]);
    const change = { current: candidate, old: current };
    await expect(engine.retire(at(address), { ...change, how: 'at-disuse' })).resolves.toEqual({
      retired: false,
      why: 'in-use',
    });
    const later = at(address, { clock: () => seconds() + 7300 });
    await expect(engine.retire(later, { ...change, how: 'at-disuse' })).resolves.toMatchObject({ why: 'cannot-tell' });
    await expect(Promise.all([logsIn(current), logsIn(candidate)])).resolves.toEqual([false, true]);
    await expect(engine.retire(later, { ...change, how: 'at-disuse' })).resolves.toEqual({ retired: true });
    expect((await keysOf('mailer')).map(({ AccessKeyId }) => AccessKeyId)).toEqual([idIn(candidate)]);
    await expect(underTest().rest()).resolves.toBe(before);
  });

  test('is deleted at once when it must be', async () => {
    const current = await reset();
    const candidate = await engine.stage(at(address), { current, labelled: [current] });
    const change = { current: candidate, old: current, how: 'now' } as const;
    await expect(engine.retire(at(address), change)).resolves.toEqual({ retired: true });
    await expect(engine.retire(at(address), change)).resolves.toEqual({ retired: true });
    await expect(Promise.all([logsIn(current), logsIn(candidate)])).resolves.toEqual([false, true]);
  });

  test('is told from one that AWS does not have, and from one whose secret is wrong', async () => {
    const value = credentialsIn(await reset());
    const later = at(address, { clock: () => seconds() + 301 });
    const probe = (given: object) => engine.probe(later, JSON.stringify({ ...value, ...given }));
    await expect(probe({})).resolves.toEqual({ login: 'alive' });
    await expect(probe({ accessKeyId: 'AKIANOSUCHKEY0000000' })).resolves.toMatchObject({ login: 'dead' });
    await expect(probe({ secretAccessKey: 'wrong' })).resolves.toMatchObject({ login: 'dead' });
  });

  test('that was made and then lost is deleted, and a key of a person is not', async () => {
    const current = await reset();
    const from = { current, labelled: [current] };
    await engine.stage(at(address), from);
    const candidate = await engine.stage(at(address), from);
    expect(new Set((await keysOf('mailer')).map(({ AccessKeyId }) => AccessKeyId))).toEqual(
      new Set([idIn(current), idIn(candidate)]),
    );
    await logsIn(candidate);
    await expect(engine.stage(at(address), from)).rejects.toThrow(idIn(candidate));
    await expect(logsIn(candidate)).resolves.toBe(true);
  });

  test('is neither alive nor dead when AWS does not answer', async () => {
    const current = await reset();
    const mend = await way.cut();
    await expect(engine.probe(at(address), current)).resolves.toMatchObject({ login: 'unknown' });
    const staged = engine.stage(at(address), { current, labelled: [current] });
    await expect(staged).rejects.toMatchObject({ name: 'IamProblem' });
    await mend();
    await expect(engine.probe(at(address), current)).resolves.toEqual({ login: 'alive' });
  });

  test('of a user that the settings do not name is refused, in words that say where to name it', async () => {
    const other = { engine: 'iam-access-key', userName: 'bystander' } as const;
    const value = JSON.stringify({ accessKeyId: 'AKIANOSUCHKEY0000000', secretAccessKey: 'x' });
    await expect(engine.stage(at(other), { current: value, labelled: [value] })).rejects.toMatchObject({
      fault: { stage: 'rights', says: expect.stringContaining('vault.iamUsers') },
    });
  });
});
