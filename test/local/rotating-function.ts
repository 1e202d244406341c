import { randomUUID } from 'node:crypto';
import { AddPermissionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type {
  DescribeSecretCommandOutput,
  RotateSecretCommandInput,
  RotateSecretCommandOutput,
} from '@aws-sdk/client-secrets-manager';
import { until } from '../../local/headless/until.ts';
import { account, functionResources } from './private-cloud.ts';
import type { PrivateCloud } from './private-cloud.ts';

/** One invocation, as the function was told it. */
export type Told = {
  readonly Step: string;
  readonly SecretId: string;
  readonly ClientRequestToken: string;
  readonly RotationToken: string;
};

/** How often a step fails before it works, and what else the function does otherwise than it should. */
export type Plan = {
  readonly createSecret?: number;
  readonly setSecret?: number;
  readonly testSecret?: number;
  readonly finishSecret?: number;
  readonly hangs?: string;
  /** The step that fails the first time although it was done. */
  readonly loses?: string;
  readonly does?: 'create nothing' | 'finish nothing' | 'let another role create' | 'show its rotation token';
};

/**
 * A function as the guide asks for: each step may come again. What it was told, and what it is to do, it keeps in files
 * by the secret's name.
 */
const source = `
const { appendFileSync, existsSync, readFileSync, writeFileSync } = require('node:fs');
const { LambdaClient, InvokeCommand } = require('@aws-sdk/client-lambda');
const api = require('@aws-sdk/client-secrets-manager');
const secrets = new api.SecretsManagerClient({});
const at = (kind, id) => process.env.TMPDIR + '/' + kind + '-' + id.split(':').pop().replaceAll('/', '_');
const lines = (path) => (existsSync(path) ? readFileSync(path, 'utf8').trim().split('\\n').map((line) => JSON.parse(line)) : []);
const value = async (SecretId, VersionId) => {
  try {
    return (await secrets.send(new api.GetSecretValueCommand({ SecretId, VersionId, VersionStage: 'AWSPENDING' }))).SecretString;
  } catch (error) {
    if (error.name !== 'ResourceNotFoundException') throw error;
  }
};
exports.handler = async (event) => {
  const answer = await act(event);
  const of = event.SecretId;
  if (of && lines(at('plan', of))[0]?.loses === event.Step) {
    if (lines(at('told', of)).filter((told) => told.Step === event.Step).length === 1) throw new Error('lost');
  }
  return answer;
};
const act = async (event) => {
  if (event.read) return lines(at('told', event.read));
  if (event.plan) return writeFileSync(at('plan', event.of), JSON.stringify(event.plan));
  const { Step, SecretId, ClientRequestToken, RotationToken } = event;
  const plan = lines(at('plan', SecretId))[0] ?? {};
  appendFileSync(at('told', SecretId), JSON.stringify(event) + '\\n');
  const times = lines(at('told', SecretId)).filter((told) => told.Step === Step).length;
  if (times <= (plan[Step] ?? 0)) throw new Error('as planned');
  if (plan.hangs === Step) await new Promise((done) => setTimeout(done, 60_000));
  if (Step === 'createSecret' && plan.does !== 'create nothing' && !(await value(SecretId, ClientRequestToken))) {
    const put = { SecretId, ClientRequestToken, SecretString: 'made ' + Math.random(), VersionStages: ['AWSPENDING'] };
    if (plan.does === 'let another role create' || plan.does === 'show its rotation token') {
      const payload = { put: { ...put, ...(plan.does === 'show its rotation token' && { RotationToken }) } };
      return new LambdaClient({}).send(new InvokeCommand({ FunctionName: process.env.OTHER, Payload: JSON.stringify(payload) }));
    }
    await secrets.send(new api.PutSecretValueCommand(put));
  }
  if (Step === 'testSecret' && !(await value(SecretId, ClientRequestToken))) throw new Error('nothing to test');
  if (Step === 'finishSecret' && plan.does !== 'finish nothing') {
    const { VersionIdsToStages } = await secrets.send(new api.DescribeSecretCommand({ SecretId }));
    const current = Object.keys(VersionIdsToStages).find((id) => VersionIdsToStages[id].includes('AWSCURRENT'));
    if (current === ClientRequestToken) return;
    await secrets.send(new api.UpdateSecretVersionStageCommand({
      SecretId, VersionStage: 'AWSCURRENT', MoveToVersionId: ClientRequestToken, RemoveFromVersionId: current,
    }));
  }
};`;

const otherSource = `
const api = require('@aws-sdk/client-secrets-manager');
exports.handler = ({ put }) => new api.SecretsManagerClient({}).send(new api.PutSecretValueCommand(put));`;

const allowed = (name: string, ...actions: readonly string[]) => ({
  [`${name}Policy`]: {
    Type: 'AWS::IAM::Policy',
    Properties: {
      PolicyName: 'own',
      Roles: [{ Ref: `${name}Role` }],
      PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] },
    },
  },
});

/** `Rotate` and its permission, `Closed` without one, and `Other`, which puts what it is given. */
export const rotationResources = {
  ...functionResources('Other', otherSource),
  ...allowed('Other', 'secretsmanager:PutSecretValue'),
  ...functionResources('Rotate', source, { Environment: { Variables: { OTHER: { Ref: 'Other' } } }, Timeout: 2 }),
  ...allowed('Rotate', 'secretsmanager:*', 'lambda:InvokeFunction'),
  ...functionResources('Closed', source),
  Permission: {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: { Ref: 'Rotate' },
      Principal: 'secretsmanager.amazonaws.com',
      SourceAccount: account,
    },
  },
};

export type Rotating = {
  readonly secrets: SecretsManagerClient;
  readonly functionArn: string;
  readonly arnOf: (name: string) => string;
  /** A secret with a value of its own, and what the function is to do with it. */
  readonly makeSecret: (plan?: Plan) => Promise<{ readonly id: string; readonly first: string }>;
  readonly change: (id: string, plan: Plan) => Promise<void>;
  readonly rotate: (id: string, more?: Partial<RotateSecretCommandInput>) => Promise<RotateSecretCommandOutput>;
  readonly told: (id: string) => Promise<readonly Told[]>;
  readonly stages: (id: string) => Promise<Readonly<Record<string, readonly string[]>>>;
  readonly describe: (id: string) => Promise<DescribeSecretCommandOutput>;
  readonly valueAt: (id: string, label: string) => Promise<string | undefined>;
  /** Waits until this version is the current one and the service says that it has rotated. */
  readonly rotated: (id: string, version: string | undefined) => Promise<void>;
};

export async function startRotating(cloud: PrivateCloud): Promise<Rotating> {
  const made = await cloud.deploy('rotation', rotationResources);
  const secrets = new SecretsManagerClient(cloud.asRoot);
  const lambda = new LambdaClient(cloud.asRoot);
  const arnOf = (name: string) => `arn:aws:lambda:us-east-1:${account}:function:${made[name] ?? ''}`;
  const call = async (payload: object): Promise<unknown> => {
    const command = new InvokeCommand({ FunctionName: made['Rotate'], Payload: JSON.stringify(payload) });
    const { Payload } = await lambda.send(command);
    return JSON.parse(Buffer.from(Payload ?? []).toString('utf8') || 'null');
  };
  const change = async (of: string, plan: Plan) => void (await call({ plan, of }));
  const describe = (SecretId: string) => secrets.send(new DescribeSecretCommand({ SecretId }));
  const stages = async (id: string) => (await describe(id)).VersionIdsToStages ?? {};
  return {
    secrets,
    functionArn: arnOf('Rotate'),
    arnOf,
    makeSecret: async (plan = {}) => {
      const SecretString = `first ${randomUUID()}`;
      const { ARN = '' } = await secrets.send(new CreateSecretCommand({ Name: randomUUID(), SecretString }));
      await change(ARN, plan);
      return { id: ARN, first: SecretString };
    },
    change,
    rotate: (SecretId, more = {}) =>
      secrets.send(new RotateSecretCommand({ SecretId, RotationLambdaARN: arnOf('Rotate'), ...more })),
    told: async (id) => {
      const lines = await call({ read: id });
      return Array.isArray(lines) ? lines : [];
    },
    stages,
    describe,
    valueAt: async (SecretId, VersionStage) =>
      (await secrets.send(new GetSecretValueCommand({ SecretId, VersionStage }))).SecretString,
    rotated: (id, version = '') =>
      until(
        async () => {
          const { VersionIdsToStages = {}, LastRotatedDate } = await describe(id);
          return LastRotatedDate && VersionIdsToStages[version]?.includes('AWSCURRENT') ? true : undefined;
        },
        { what: `the rotation to ${version}`, withinSeconds: 20, everyMilliseconds: 50 },
      ).then(() => undefined),
  };
}

/** Lets Secrets Manager invoke a function, if need be on a condition. */
export const permit = (cloud: PrivateCloud, FunctionName: string, condition: object = {}) =>
  new LambdaClient(cloud.asRoot).send(
    new AddPermissionCommand({
      FunctionName,
      StatementId: randomUUID(),
      Action: 'lambda:InvokeFunction',
      Principal: 'secretsmanager.amazonaws.com',
      ...condition,
    }),
  );
