import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { GetPolicyCommand, InvokeCommand, LambdaClient, RemovePermissionCommand } from '@aws-sdk/client-lambda';
import {
  DescribeSecretCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { until } from '../../local/headless/until.ts';
import { allow, credentialsWith } from './caller.ts';
import { account, functionResources, startPrivateCloud } from './private-cloud.ts';
import type { PrivateCloud } from './private-cloud.ts';
import { permit, rotationResources, startRotating } from './rotating-function.ts';
import type { Rotating } from './rotating-function.ts';

jest.setTimeout(40_000);

let cloud: PrivateCloud;
let on: Rotating;
let notesFunction: string | undefined;

const notInvocable = {
  name: 'AccessDeniedException',
  message:
    'Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants access to ' +
    'the principal secretsmanager.amazonaws.com.',
};

beforeAll(async () => {
  cloud = await startPrivateCloud();
  on = await startRotating(cloud);
  const made = await cloud.deploy('events', {
    ...functionResources('Notes', notes),
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventPattern: { source: ['aws.secretsmanager'], 'detail-type': ['AWS Service Event via CloudTrail'] },
        Targets: [{ Id: 'notes', Arn: { 'Fn::GetAtt': ['Notes', 'Arn'] } }],
      },
    },
  });
  notesFunction = made['Notes'];
}, 180_000);
/** Notes what it is told, and says it when asked. */
const notes = `
const seen = process.env.TMPDIR + '/events';
const { appendFileSync, existsSync, readFileSync } = require('node:fs');
exports.handler = async (event) => {
  if (event.read) return existsSync(seen) ? readFileSync(seen, 'utf8').trim().split('\\n').map((line) => JSON.parse(line)) : [];
  appendFileSync(seen, JSON.stringify(event) + '\\n');
};`;
const heardSchema = z.array(
  z.object({ detail: z.object({ eventName: z.string(), additionalEventData: z.object({ SecretId: z.string() }) }) }),
);

/** The events of a secret, in any order, as EventBridge delivers. */
async function heard(id: string): Promise<readonly string[]> {
  const command = new InvokeCommand({ FunctionName: notesFunction, Payload: JSON.stringify({ read: true }) });
  const { Payload } = await new LambdaClient(cloud.asRoot).send(command);
  const events = heardSchema.parse(JSON.parse(Buffer.from(Payload ?? []).toString('utf8')));
  return events
    .filter(({ detail }) => detail.additionalEventData.SecretId === id)
    .map(({ detail }) => detail.eventName);
}
const heardOften = (id: string, name: string, times: number) =>
  eventually(`${name}, ${times} times`, async () =>
    (await heard(id)).filter((each) => each === name).length >= times ? true : undefined,
  );

beforeEach(() => cloud.writeFaults({ rotation: { retrySeconds: 0.1 } }));
afterAll(() => cloud.end());

const eventually = <T>(what: string, ask: () => Promise<T | undefined>) =>
  until(ask, { what, withinSeconds: 20, everyMilliseconds: 50 });

const userWith = async (...statements: readonly object[]) =>
  new SecretsManagerClient(cloud.as(await credentialsWith(cloud, statements)));

describe('who asks for a rotation', () => {
  const ask = (secrets: SecretsManagerClient, SecretId: string) =>
    secrets.send(new RotateSecretCommand({ SecretId, RotationLambdaARN: on.functionArn }));

  test('needs the right to rotate and the right to invoke the function', async () => {
    const { id } = await on.makeSecret();
    const rotate = allow('secretsmanager:RotateSecret', id);
    const invoke = allow('lambda:InvokeFunction', on.functionArn);
    for (const [statement, missing] of [
      [rotate, /not authorized to perform: lambda:InvokeFunction/],
      [invoke, /not authorized to perform: secretsmanager:RotateSecret/],
    ] as const) {
      await expect(ask(await userWith(statement), id)).rejects.toMatchObject({
        name: 'AccessDeniedException',
        message: expect.stringMatching(missing),
      });
    }
    expect(await on.describe(id)).not.toHaveProperty('RotationEnabled');
    const { VersionId } = await ask(await userWith(rotate, invoke), id);
    await on.rotated(id, VersionId);
  });
});

describe('the function may be held to', () => {
  test('the secrets that it rotates itself', async () => {
    const { id } = await on.makeSecret();
    const own = { StringEquals: { 'secretsmanager:resource/AllowRotationLambdaArn': on.functionArn } };
    const user = await userWith(allow('secretsmanager:DescribeSecret', '*', own));
    const ask = () => user.send(new DescribeSecretCommand({ SecretId: id }));
    await expect(ask()).rejects.toMatchObject({ name: 'AccessDeniedException' });
    const { VersionId } = await on.rotate(id);
    await on.rotated(id, VersionId);
    await expect(ask()).resolves.toMatchObject({ RotationEnabled: true });
  });
});

describe('the function’s policy', () => {
  const closed = () => on.arnOf('Closed');
  const rotateWith = async (RotationLambdaARN: string, condition?: (secret: string) => object) => {
    const { id } = await on.makeSecret();
    if (condition) await permit(cloud, RotationLambdaARN, condition(id));
    const answer = await on.rotate(id, { RotationLambdaARN }).then(
      () => undefined,
      ({ name, message }: Error) => ({ name, message }),
    );
    if (answer) expect(await on.describe(id)).not.toHaveProperty('RotationEnabled');
    return answer;
  };

  test('must let Secrets Manager invoke it', async () => {
    await expect(rotateWith(closed())).resolves.toEqual(notInvocable);
    await expect(rotateWith(`${closed()}-that-is-not-there`)).resolves.toEqual(notInvocable);
  });

  test('may do so for one account, or for one secret', async () => {
    await expect(rotateWith(closed(), () => ({ SourceAccount: '999999999999' }))).resolves.toEqual(notInvocable);
    await expect(rotateWith(closed(), (id) => ({ SourceArn: id }))).resolves.toBeUndefined();
    await expect(rotateWith(closed())).resolves.toEqual(notInvocable);
    await expect(rotateWith(closed(), () => ({ SourceAccount: account }))).resolves.toBeUndefined();
    await expect(rotateWith(closed())).resolves.toBeUndefined();
  });

  test('is asked at every step: a right that was taken away stops a rotation until it is given again', async () => {
    const { id } = await on.makeSecret({ setSecret: 1 });
    const lambda = new LambdaClient(cloud.asRoot);
    await cloud.writeFaults({ rotation: { retrySeconds: 1000 } });
    const { VersionId } = await on.rotate(id);
    await heardOften(id, 'RotationFailed', 1);
    const { Policy = '' } = await lambda.send(new GetPolicyCommand({ FunctionName: on.functionArn }));
    const StatementId = /"Sid": ?"([^"]+)"/.exec(Policy)?.[1];
    await lambda.send(new RemovePermissionCommand({ FunctionName: on.functionArn, StatementId }));
    await expect(on.rotate(id)).rejects.toMatchObject(notInvocable);
    await cloud.writeFaults({ rotation: { retrySeconds: 1000, aheadSeconds: 2000 } });
    await heardOften(id, 'RotationFailed', 2);
    expect(await on.told(id)).toHaveLength(2);
    await permit(cloud, on.functionArn);
    await cloud.writeFaults({ rotation: { aheadSeconds: 10_000 } });
    await on.rotated(id, VersionId);
  });
});

describe('EventBridge hears of a rotation', () => {
  test('that starts, fails, succeeds or is abandoned', async () => {
    const works = await on.makeSecret({ testSecret: 1 });
    const { VersionId } = await on.rotate(works.id);
    await on.rotated(works.id, VersionId);
    await heardOften(works.id, 'RotationSucceeded', 1);
    expect([...(await heard(works.id))].sort()).toEqual(['RotationFailed', 'RotationStarted', 'RotationSucceeded']);

    await cloud.writeFaults({ rotation: { retrySeconds: 1000 } });
    const fails = await on.makeSecret({ createSecret: 1 });
    await on.rotate(fails.id);
    await heardOften(fails.id, 'RotationFailed', 1);
    await on.secrets.send(new PutSecretValueCommand({ SecretId: fails.id, SecretString: 'by hand' }));
    await heardOften(fails.id, 'RotationAbandoned', 1);
  });
});

describe('a template with a rotation schedule', () => {
  const stack = (name: string, schedule: object | undefined, password = {}) =>
    cloud.deploy(name, {
      ...rotationResources,
      Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { GenerateSecretString: password } },
      ...(schedule && {
        Schedule: {
          Type: 'AWS::SecretsManager::RotationSchedule',
          DependsOn: ['Permission', 'RotatePolicy'],
          Properties: {
            SecretId: { Ref: 'Secret' },
            RotationLambdaARN: { 'Fn::GetAtt': ['Rotate', 'Arn'] },
            ...schedule,
          },
        },
      }),
    });

  test('rotates at once, is changed without a rotation where it says so, and ends with its schedule', async () => {
    const made = await stack('scheduled', { RotationRules: { AutomaticallyAfterDays: '7' } });
    const id = made['Secret'] ?? '';
    expect(made['Schedule']).toBe(id);
    await eventually('the rotation', async () => (await on.describe(id)).LastRotatedDate);
    const { RotationRules } = await on.describe(id);
    expect(RotationRules).toEqual({ AutomaticallyAfterDays: 7 });

    const ScheduleExpression = 'cron(0 3 ? * SUN *)';
    const before = await on.valueAt(id, 'AWSCURRENT');
    await stack('scheduled', {
      RotateImmediatelyOnUpdate: false,
      RotationRules: { ScheduleExpression, Duration: '2h' },
    });
    const after = await on.describe(id);
    expect(after).toMatchObject({ RotationEnabled: true, RotationRules: { ScheduleExpression, Duration: '2h' } });
    await expect(on.valueAt(id, 'AWSCURRENT')).resolves.toBe(before);

    await stack('scheduled', undefined);
    expect(await on.describe(id)).toMatchObject({ RotationEnabled: false });
  });

  test('fails to deploy where the service refuses it', async () => {
    const RotationRules = { ScheduleExpression: 'cron(5 3 ? * SUN *)' };
    await expect(stack('refused', { RotationRules })).rejects.toThrow(/minutes field/);
  });
});
