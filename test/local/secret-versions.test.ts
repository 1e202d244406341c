import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import type { PutSecretValueCommandInput, UpdateSecretVersionStageCommandInput } from '@aws-sdk/client-secrets-manager';
import { startPrivateCloud } from './private-cloud.ts';
import type { PrivateCloud } from './private-cloud.ts';

jest.setTimeout(40_000);

let cloud: PrivateCloud;
let secrets: SecretsManagerClient;

beforeAll(async () => {
  cloud = await startPrivateCloud();
  secrets = new SecretsManagerClient(cloud.asRoot);
}, 180_000);
beforeEach(() => cloud.writeFaults({}));
afterAll(() => cloud.end());

const refused = (name: string, message = /./) => ({ name, message: expect.stringMatching(message) });
const inUse = refused('ResourceExistsException', /that value is already in use for a version of secret/);

const put = (SecretId: string, SecretString: string, more: Partial<PutSecretValueCommandInput> = {}) =>
  secrets.send(new PutSecretValueCommand({ SecretId, SecretString, ...more }));
const relabel = (SecretId: string, VersionStage: string, more: Partial<UpdateSecretVersionStageCommandInput>) =>
  secrets.send(new UpdateSecretVersionStageCommand({ SecretId, VersionStage, ...more }));
const read = async (SecretId: string, which: { VersionId?: string; VersionStage?: string } = {}) =>
  (await secrets.send(new GetSecretValueCommand({ SecretId, ...which }))).SecretString;
const stages = async (SecretId: string) =>
  (await secrets.send(new DescribeSecretCommand({ SecretId }))).VersionIdsToStages ?? {};

/** A secret with the values one and two, and their versions. */
async function twoVersions() {
  const { ARN: id = '', VersionId: one = '' } = await secrets.send(
    new CreateSecretCommand({ Name: randomUUID(), SecretString: 'one' }),
  );
  const { VersionId: two = '' } = await put(id, 'two');
  return { id, one, two };
}

describe('the token of a request', () => {
  test('names the version that CreateSecret makes; the same request again is the same secret', async () => {
    const Name = randomUUID();
    const ClientRequestToken = randomUUID();
    const create = (more: object) =>
      secrets.send(new CreateSecretCommand({ Name, ClientRequestToken, SecretString: 'one', ...more }));
    const made = await create({});
    expect(made.VersionId).toBe(ClientRequestToken);
    await expect(create({})).resolves.toMatchObject({ ARN: made.ARN, VersionId: ClientRequestToken });
    await expect(create({ SecretString: 'two' })).rejects.toMatchObject(inUse);
    await expect(create({ ClientRequestToken: randomUUID() })).rejects.toMatchObject(
      refused('ResourceExistsException', /the secret .* already exists/),
    );
    await expect(create({ ClientRequestToken: 'short' })).rejects.toMatchObject(refused('InvalidParameterException'));
  });

  test('of PutSecretValue: the same value again does nothing, another value is refused', async () => {
    const { id, one, two } = await twoVersions();
    const ClientRequestToken = randomUUID();
    await put(id, 'three', { ClientRequestToken });
    const after = { [two]: ['AWSPREVIOUS'], [ClientRequestToken]: ['AWSCURRENT'] };
    await expect(put(id, 'three', { ClientRequestToken })).resolves.toMatchObject({ VersionStages: ['AWSCURRENT'] });
    expect(await stages(id)).toEqual(after);
    await expect(put(id, 'four', { ClientRequestToken })).rejects.toMatchObject(inUse);
    await expect(put(id, 'one', { ClientRequestToken: one })).resolves.toMatchObject({ VersionId: one });
    expect(await stages(id)).toEqual(after);
    await expect(read(id)).resolves.toBe('three');
  });

  test('of UpdateSecret must be new, whatever the value', async () => {
    const { id, one, two } = await twoVersions();
    const update = (SecretString: string, ClientRequestToken: string) =>
      secrets.send(new UpdateSecretCommand({ SecretId: id, SecretString, ClientRequestToken, Description: 'new' }));
    await expect(update('two', two)).rejects.toMatchObject(inUse);
    const { Description } = await secrets.send(new DescribeSecretCommand({ SecretId: id }));
    expect(Description).not.toBe('new');
    const third = randomUUID();
    await expect(update('three', third)).resolves.toMatchObject({ VersionId: third });
    expect(await stages(id)).toEqual({ [two]: ['AWSPREVIOUS'], [third]: ['AWSCURRENT'] });
    await expect(read(id, { VersionId: one })).resolves.toBe('one');
  });
});

describe('a value', () => {
  test('may come after the secret, which has no version until then', async () => {
    const { ARN: id = '', VersionId } = await secrets.send(new CreateSecretCommand({ Name: randomUUID() }));
    expect(VersionId).toBeUndefined();
    expect(await stages(id)).toEqual({});
    await expect(read(id)).rejects.toMatchObject(
      refused('ResourceNotFoundException', /secret value for staging label: AWSCURRENT$/),
    );
    await put(id, 'one');
    await expect(read(id)).resolves.toBe('one');
  });

  test('is a text or bytes: one of them, not both', async () => {
    const { id } = await twoVersions();
    await expect(put(id, 'three', { SecretBinary: Buffer.from('3') })).rejects.toMatchObject(
      refused('InvalidParameterException'),
    );
    await expect(secrets.send(new PutSecretValueCommand({ SecretId: id }))).rejects.toMatchObject(
      refused('InvalidRequestException', /either SecretString or SecretBinary/),
    );
  });

  test('is read by the version’s id, its label, or both where they fit', async () => {
    const { id, one, two } = await twoVersions();
    await expect(read(id, { VersionId: one })).resolves.toBe('one');
    await expect(read(id, { VersionStage: 'AWSPREVIOUS' })).resolves.toBe('one');
    await expect(read(id, { VersionId: two, VersionStage: 'AWSCURRENT' })).resolves.toBe('two');
    await expect(read(id, { VersionId: one, VersionStage: 'AWSCURRENT' })).rejects.toMatchObject(
      refused('InvalidRequestException', /VersionStage that is not associated to the provided VersionId/),
    );
    const VersionId = randomUUID();
    await expect(read(id, { VersionId })).rejects.toMatchObject(
      refused('ResourceNotFoundException', new RegExp(`secret value for VersionId: ${VersionId}$`)),
    );
  });

  test('under a name that is to be deleted is refused', async () => {
    const Name = randomUUID();
    await secrets.send(new CreateSecretCommand({ Name, SecretString: 'one' }));
    await secrets.send(new DeleteSecretCommand({ SecretId: Name }));
    await expect(secrets.send(new CreateSecretCommand({ Name, SecretString: 'two' }))).rejects.toMatchObject(
      refused('InvalidRequestException', /already scheduled for deletion/),
    );
    await expect(put(Name, 'two')).rejects.toMatchObject(refused('InvalidRequestException', /marked for deletion/));
  });
});

describe('a label', () => {
  test('is on one version: a put takes it from another', async () => {
    const { id, one, two } = await twoVersions();
    const { VersionId: three = '' } = await put(id, 'three', { VersionStages: ['AWSPENDING', 'MINE'] });
    const { VersionId: four = '' } = await put(id, 'four', { VersionStages: ['MINE'] });
    const expected = { [one]: ['AWSPREVIOUS'], [two]: ['AWSCURRENT'], [three]: ['AWSPENDING'], [four]: ['MINE'] };
    expect(await stages(id)).toEqual(expected);
  });

  test('AWSCURRENT moves with AWSPREVIOUS behind it, and leaves AWSPENDING where it is', async () => {
    const { id, one, two } = await twoVersions();
    const { VersionId: three = '' } = await put(id, 'three', { VersionStages: ['AWSPENDING'] });
    await relabel(id, 'AWSCURRENT', { MoveToVersionId: three, RemoveFromVersionId: two });
    const after = await stages(id);
    expect(after).toEqual({ [two]: ['AWSPREVIOUS'], [three]: expect.arrayContaining(['AWSCURRENT', 'AWSPENDING']) });
    await relabel(id, 'AWSCURRENT', { MoveToVersionId: two, RemoveFromVersionId: three });
    await expect(read(id)).resolves.toBe('two');
    await expect(read(id, { VersionStage: 'AWSPREVIOUS' })).resolves.toBe('three');
    expect(await stages(id)).not.toHaveProperty(one);
  });

  test('is moved only from the version that has it, and AWSCURRENT is never only taken away', async () => {
    const { id, one, two } = await twoVersions();
    const before = await stages(id);
    const wrong: readonly [string, Partial<UpdateSecretVersionStageCommandInput>, RegExp][] = [
      ['AWSCURRENT', { MoveToVersionId: one }, new RegExp(`currently attached to version ${two}, so you must`)],
      ['AWSCURRENT', { MoveToVersionId: one, RemoveFromVersionId: one }, /./],
      ['AWSCURRENT', { RemoveFromVersionId: two }, /can only move staging label AWSCURRENT/],
      ['MINE', { RemoveFromVersionId: two }, /./],
    ];
    for (const [label, more, message] of wrong) {
      await expect(relabel(id, label, more)).rejects.toMatchObject(refused('InvalidParameterException', message));
    }
    await expect(relabel(id, 'MINE', { MoveToVersionId: randomUUID() })).rejects.toMatchObject(
      refused('ResourceNotFoundException'),
    );
    expect(await stages(id)).toEqual(before);
  });
});

describe('a version without a label', () => {
  const listed = async (SecretId: string, IncludeDeprecated: boolean) => {
    const { Versions = [] } = await secrets.send(new ListSecretVersionIdsCommand({ SecretId, IncludeDeprecated }));
    return Versions.map(({ VersionId }) => VersionId);
  };

  test('is still read by its id, but listed only when asked for', async () => {
    const { id, one, two } = await twoVersions();
    const { VersionId: three } = await put(id, 'three');
    await expect(read(id, { VersionId: one })).resolves.toBe('one');
    expect(new Set(await listed(id, false))).toEqual(new Set([two, three]));
    expect(new Set(await listed(id, true))).toEqual(new Set([one, two, three]));
  });

  test('is kept for a day, whatever comes: the hundredth version is the last until then', async () => {
    const { id, one } = await twoVersions();
    for (let turn = 3; turn <= 100; turn += 1) await put(id, `value ${turn}`);
    await expect(put(id, 'too many')).rejects.toMatchObject(refused('LimitExceededException'));
    await expect(read(id, { VersionId: one })).resolves.toBe('one');
    await cloud.writeFaults({ rotation: { aheadSeconds: 2 * 86_400 } });
    await put(id, 'the next day');
    await expect(read(id, { VersionId: one })).rejects.toMatchObject(refused('ResourceNotFoundException'));
    await expect(read(id, { VersionStage: 'AWSPREVIOUS' })).resolves.toBe('value 100');
  });
});

test('a random password leaves out what it is told to', async () => {
  const make = async (more: object) =>
    (await secrets.send(new GetRandomPasswordCommand({ PasswordLength: 200, ...more }))).RandomPassword ?? '';
  expect(await make({ ExcludePunctuation: true })).toMatch(/^[A-Za-z0-9]{200}$/);
  expect(await make({ ExcludePunctuation: true, ExcludeNumbers: true, IncludeSpace: true })).toMatch(
    /^[A-Za-z ]{200}$/,
  );
  expect(await make({ ExcludeUppercase: true, ExcludeLowercase: true })).toMatch(/^[^A-Za-z ]{200}$/);
  expect(await make({ ExcludeCharacters: 'abc"\'\\/@' })).toMatch(/^[^abc"'\\/@]{200}$/);
});
