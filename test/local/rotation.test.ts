import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import {
  CancelRotateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { until } from '../../local/headless/until.ts';
import { startPrivateCloud } from './private-cloud.ts';
import type { PrivateCloud } from './private-cloud.ts';
import { startRotating } from './rotating-function.ts';
import type { Plan, Rotating } from './rotating-function.ts';

jest.setTimeout(40_000);

let cloud: PrivateCloud;
let on: Rotating;

const steps = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;
const isRefused = (name: string, message = /./) => ({ name, message: expect.stringMatching(message) });
const unfinished = isRefused(
  'InvalidRequestException',
  /^A previous rotation isn't complete\. That rotation will be reattempted\.$/,
);

beforeAll(async () => {
  cloud = await startPrivateCloud();
  on = await startRotating(cloud);
}, 180_000);
beforeEach(() => cloud.writeFaults({ rotation: { retrySeconds: 0.1 } }));
afterAll(() => cloud.end());

const toldOften = (id: string, times: number) =>
  until(async () => ((await on.told(id)).length >= times ? true : undefined), {
    what: `${times} invocations`,
    withinSeconds: 20,
    everyMilliseconds: 50,
  });
const cancel = (SecretId: string) => on.secrets.send(new CancelRotateSecretCommand({ SecretId }));

/** A rotation that fails in setSecret and will not be tried again for long. */
async function stuck(plan: Plan = { setSecret: 1 }) {
  await cloud.writeFaults({ rotation: { retrySeconds: 1000 } });
  const secret = await on.makeSecret(plan);
  const { VersionId: token = '' } = await on.rotate(secret.id);
  await toldOften(secret.id, 2);
  return { ...secret, token };
}

describe('a rotation', () => {
  test('invokes the function for each step in order, and the old value stays as AWSPREVIOUS', async () => {
    const { id, first } = await on.makeSecret();
    const began = Math.floor(Date.now() / 1000);
    const { ARN, Name, VersionId } = await on.rotate(id, { RotationRules: { AutomaticallyAfterDays: 30 } });
    expect({ ARN, Name }).toEqual({ ARN: id, Name: expect.any(String) });
    await on.rotated(id, VersionId);
    const told = await on.told(id);
    expect(told.map(({ Step }) => Step)).toEqual(steps);
    for (const each of told) {
      expect(each).toMatchObject({
        SecretId: id,
        ClientRequestToken: VersionId,
        RotationToken: told[0]?.RotationToken,
      });
    }
    await expect(on.valueAt(id, 'AWSPREVIOUS')).resolves.toBe(first);
    await expect(on.valueAt(id, 'AWSCURRENT')).resolves.toMatch(/^made/);
    const { RotationEnabled, RotationLambdaARN, RotationRules, LastRotatedDate } = await on.describe(id);
    expect({ RotationEnabled, RotationLambdaARN, RotationRules }).toEqual({
      RotationEnabled: true,
      RotationLambdaARN: on.functionArn,
      RotationRules: { AutomaticallyAfterDays: 30 },
    });
    expect(LastRotatedDate?.getTime()).toBeGreaterThanOrEqual(began * 1000);
  });

  test('answers at once, with a pending version that has no value yet', async () => {
    const { id } = await on.makeSecret({ hangs: 'createSecret' });
    const token = randomUUID();
    await expect(on.rotate(id, { ClientRequestToken: token })).resolves.toMatchObject({ VersionId: token });
    expect((await on.stages(id))[token]).toEqual(['AWSPENDING']);
    for (const which of [{ VersionStage: 'AWSPENDING' }, { VersionId: token }]) {
      await expect(on.secrets.send(new GetSecretValueCommand({ SecretId: id, ...which }))).rejects.toMatchObject(
        isRefused('ResourceNotFoundException', /can't find the specified secret value for/),
      );
    }
  });

  test('may come again: AWSPENDING on the current version is in nobody’s way', async () => {
    const { id } = await on.makeSecret();
    const { VersionId: once = '' } = await on.rotate(id);
    await on.rotated(id, once);
    expect((await on.stages(id))[once]).toEqual(expect.arrayContaining(['AWSCURRENT', 'AWSPENDING']));
    const { VersionId: twice = '' } = await on.rotate(id);
    await on.rotated(id, twice);
    expect((await on.stages(id))[once]).toEqual(['AWSPREVIOUS']);
  });

  test('whose answer was lost is the same rotation when it is asked for again, also when it is over', async () => {
    const { id } = await on.makeSecret();
    const ClientRequestToken = randomUUID();
    await Promise.all([1, 2, 3].map(() => on.rotate(id, { ClientRequestToken })));
    await on.rotated(id, ClientRequestToken);
    await expect(on.rotate(id, { ClientRequestToken })).resolves.toMatchObject({ VersionId: ClientRequestToken });
    expect((await on.told(id)).map(({ Step }) => Step)).toEqual(steps);
    expect(Object.keys(await on.stages(id))).toHaveLength(2);
  });

  test('is alone: of several asked for at once, one begins', async () => {
    await cloud.writeFaults({ rotation: { retrySeconds: 1000 } });
    const { id } = await on.makeSecret({ createSecret: 1 });
    const asked = await Promise.allSettled(Array.from({ length: 6 }, () => on.rotate(id)));
    const begun = asked.filter((each) => each.status === 'fulfilled');
    expect(begun).toHaveLength(1);
    for (const each of asked) if (each.status === 'rejected') expect(each.reason).toMatchObject(unfinished);
    await toldOften(id, 1);
    await cloud.writeFaults({ rotation: { aheadSeconds: 2000 } });
    await on.rotated(id, begun[0]?.value.VersionId);
    expect((await on.told(id)).map(({ Step }) => Step)).toEqual(['createSecret', ...steps]);
  });
});

describe('a step that fails', () => {
  test.each(steps)('%s: the rotation is tried again from the first step, with the same token', async (step) => {
    const { id } = await on.makeSecret({ [step]: 2 });
    const { VersionId } = await on.rotate(id);
    await on.rotated(id, VersionId);
    const told = await on.told(id);
    const failing = steps.slice(0, steps.indexOf(step) + 1);
    expect(told.map(({ Step }) => Step)).toEqual([...failing, ...failing, ...steps]);
    expect(new Set(told.map(({ ClientRequestToken }) => ClientRequestToken))).toEqual(new Set([VersionId]));
    await expect(on.valueAt(id, 'AWSCURRENT')).resolves.toMatch(/^made/);
  });

  test.each(steps)(
    '%s, although it was done: it comes again, and the value stays the one that was put',
    async (step) => {
      const { id, first } = await on.makeSecret({ loses: step });
      const { VersionId } = await on.rotate(id);
      const value = await until(() => on.valueAt(id, 'AWSPENDING').catch(() => undefined), {
        what: 'the new value',
        withinSeconds: 20,
        everyMilliseconds: 10,
      });
      await on.rotated(id, VersionId);
      const failing = steps.slice(0, steps.indexOf(step) + 1);
      expect((await on.told(id)).map(({ Step }) => Step)).toEqual([...failing, ...steps]);
      await expect(on.valueAt(id, 'AWSCURRENT')).resolves.toBe(value);
      await expect(on.valueAt(id, 'AWSPREVIOUS')).resolves.toBe(first);
    },
  );

  test('by running out of time stops the run as well', async () => {
    const { id, first } = await on.makeSecret({ hangs: 'setSecret' });
    const { VersionId } = await on.rotate(id);
    await toldOften(id, 4);
    expect((await on.told(id)).map(({ Step }) => Step).slice(0, 4)).toEqual([
      'createSecret',
      'setSecret',
      'createSecret',
      'setSecret',
    ]);
    await expect(on.valueAt(id, 'AWSCURRENT')).resolves.toBe(first);
    await on.change(id, {});
    await on.rotated(id, VersionId);
  });

  test('is tried five times, then no more until somebody asks: that call is refused, and the rotation comes', async () => {
    await cloud.writeFaults({ rotation: { retrySeconds: 0.01 } });
    const { id } = await on.makeSecret({ createSecret: 6 });
    const { VersionId } = await on.rotate(id);
    await toldOften(id, 5);
    await expect(on.rotate(id)).rejects.toMatchObject(unfinished);
    await on.rotated(id, VersionId);
    expect((await on.told(id)).filter(({ Step }) => Step === 'createSecret')).toHaveLength(7);
  });
});

describe('the service looks after the function:', () => {
  const failsAfter = async (plan: Plan, expected: readonly string[]) => {
    await cloud.writeFaults({ rotation: { retrySeconds: 1000 } });
    const { id, first } = await on.makeSecret(plan);
    const { VersionId = '' } = await on.rotate(id);
    await toldOften(id, expected.length);
    await expect(on.rotate(id)).rejects.toMatchObject(unfinished);
    expect((await on.told(id)).map(({ Step }) => Step)).toEqual(expected);
    expect((await on.stages(id))[VersionId]).toEqual(['AWSPENDING']);
    await expect(on.valueAt(id, 'AWSCURRENT')).resolves.toBe(first);
    expect(await on.describe(id)).not.toHaveProperty('LastRotatedDate');
  };

  test('without a value there is nothing to set', () => failsAfter({ does: 'create nothing' }, ['createSecret']));
  test('a value that another role put does not count', () =>
    failsAfter({ does: 'let another role create' }, ['createSecret']));
  test('a version that is still pending at the end has not been rotated to', () =>
    failsAfter({ does: 'finish nothing' }, steps));

  test('another role that shows the rotation’s token counts as the function', async () => {
    const { id } = await on.makeSecret({ does: 'show its rotation token' });
    const { VersionId } = await on.rotate(id);
    await on.rotated(id, VersionId);
  });
});

describe('a rotation that is not finished', () => {
  test('refuses another, and takes no second value for its token', async () => {
    const { id, token } = await stuck();
    await expect(on.rotate(id)).rejects.toMatchObject(unfinished);
    const put = (SecretString: string | undefined) =>
      on.secrets.send(new PutSecretValueCommand({ SecretId: id, ClientRequestToken: token, SecretString }));
    await expect(put('another')).rejects.toMatchObject(isRefused('ResourceExistsException', /already in use/));
    await expect(put(await on.valueAt(id, 'AWSPENDING'))).resolves.toMatchObject({ VersionStages: ['AWSPENDING'] });
  });

  test('is given up when its label is taken away, and the next one begins', async () => {
    const { id, token } = await stuck();
    const label = { VersionStage: 'AWSPENDING', RemoveFromVersionId: token };
    await on.secrets.send(new UpdateSecretVersionStageCommand({ SecretId: id, ...label }));
    const { VersionId } = await on.rotate(id);
    await on.rotated(id, VersionId);
    expect((await on.told(id)).filter(({ ClientRequestToken }) => ClientRequestToken === token)).toHaveLength(2);
  });

  test('is abandoned for a new value that somebody puts', async () => {
    const { id, token } = await stuck();
    await on.secrets.send(new PutSecretValueCommand({ SecretId: id, SecretString: 'by hand' }));
    expect(await on.stages(id)).not.toHaveProperty(token);
    await expect(on.valueAt(id, 'AWSCURRENT')).resolves.toBe('by hand');
  });

  test('rests while its secret is to be deleted, and goes on when that is restored', async () => {
    const { id, token } = await stuck();
    await on.secrets.send(new DeleteSecretCommand({ SecretId: id }));
    await cloud.writeFaults({ rotation: { aheadSeconds: 2000 } });
    const other = await on.makeSecret();
    await on.rotated(other.id, (await on.rotate(other.id)).VersionId);
    expect(await on.told(id)).toHaveLength(2);
    await on.secrets.send(new RestoreSecretCommand({ SecretId: id }));
    await on.rotated(id, token);
  });

  test('goes on after a restart', async () => {
    const { id, token } = await stuck();
    await cloud.restart();
    expect((await on.stages(id))[token]).toEqual(['AWSPENDING']);
    await cloud.writeFaults({ rotation: { aheadSeconds: 2000 } });
    await on.rotated(id, token);
  });
});

describe('CancelRotateSecret', () => {
  test('ends it, names the version that was left, and lets nothing begin before that is cleared', async () => {
    const { id, first, token } = await stuck();
    await expect(cancel(id)).resolves.toMatchObject({ ARN: id, VersionId: token });
    await cloud.writeFaults({ rotation: { aheadSeconds: 10_000 } });
    const described = await on.describe(id);
    expect(described).toMatchObject({ RotationEnabled: false, RotationLambdaARN: on.functionArn });
    expect(described).not.toHaveProperty('NextRotationDate');
    await expect(on.rotate(id)).rejects.toMatchObject(unfinished);
    await expect(on.valueAt(id, 'AWSCURRENT')).resolves.toBe(first);
    expect(await on.told(id)).toHaveLength(2);
    await on.rotate(id, { ClientRequestToken: token });
    await on.rotated(id, token);
  });

  test('has nothing to do for a secret without rotation', async () => {
    const { id } = await on.makeSecret();
    await expect(cancel(id)).rejects.toMatchObject(isRefused('InvalidRequestException'));
    expect(await on.describe(id)).not.toHaveProperty('RotationEnabled');
  });
});

describe('RotateSecret refuses', () => {
  test('a secret that is to be deleted', async () => {
    const { id } = await on.makeSecret();
    await on.secrets.send(new DeleteSecretCommand({ SecretId: id }));
    await expect(on.rotate(id)).rejects.toMatchObject(isRefused('InvalidRequestException', /marked for deletion/));
  });

  test('a secret without a function, and a token that is no token', async () => {
    const { id } = await on.makeSecret();
    await expect(on.rotate(id, { RotationLambdaARN: undefined })).rejects.toMatchObject(
      isRefused('InvalidRequestException', /^No Lambda rotation function ARN is associated with this secret\.$/),
    );
    await expect(on.rotate(id, { ClientRequestToken: 'short' })).rejects.toMatchObject(
      isRefused('InvalidParameterException'),
    );
    await expect(on.rotate('nobody')).rejects.toMatchObject(isRefused('ResourceNotFoundException'));
  });
});
