import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { LambdaClient, InvokeCommand } from '@aws-sdk/client-lambda';
import {
  DescribeExecutionCommand,
  ListStateMachineVersionsCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { eventually, functionResources, startPrivateCloud } from './private-cloud.ts';
import type { PrivateCloud } from './private-cloud.ts';

let cloud: PrivateCloud;
let sfn: SFNClient;
let made: Readonly<Record<string, string>>;
const marker = 'AWS::StepFunctions::StateMachine';

// Throws or dies as its input says; the tokens that it is given it notes where the test can read them.
const source = `
const { appendFileSync, readFileSync } = require('node:fs');
const notes = process.env.TMPDIR + '/tokens';
exports.handler = async (event) => {
  if (event.read) { try { return readFileSync(notes, 'utf8').trim().split(' '); } catch { return []; } }
  appendFileSync(notes, event.token + ' ');
  if (event.fail === 'die') process.kill(process.pid, 'SIGKILL');
  if (event.fail) throw Object.assign(new Error('as asked'), { name: event.fail });
};`;

const machine = (definition: object) => ({
  Type: marker,
  Properties: {
    RoleArn: { 'Fn::GetAtt': ['WorkRole', 'Arn'] },
    DefinitionString: { 'Fn::Sub': JSON.stringify(definition) },
  },
});

const task = (more: object) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
  Parameters: {
    FunctionName: '${Work.Arn}',
    Payload: { 'token.$': '$$.Task.Token', 'fail.$': '$.fail', 'attempt.$': '$$.State.RetryCount' },
  },
  End: true,
  ...more,
});

const machines = {
  Waiting: machine({
    StartAt: 'Wait',
    States: { Wait: task({ TimeoutSecondsPath: '$.seconds', HeartbeatSecondsPath: '$.beat' }) },
  }),
  Caught: machine({
    StartAt: 'Wait',
    States: {
      Wait: task({
        TimeoutSeconds: 20,
        Retry: [{ ErrorEquals: ['Flaky'], IntervalSeconds: 1, MaxDelaySeconds: 1, BackoffRate: 9, MaxAttempts: 2 }],
        Catch: [{ ErrorEquals: ['NotToday'], Next: 'Caught', ResultPath: '$.error' }],
      }),
      Caught: { Type: 'Pass', Result: 'caught', End: true },
    },
  }),
  Limited: machine({ TimeoutSeconds: 1, StartAt: 'Wait', States: { Wait: task({}) } }),
};

async function start(name: string, input: object): Promise<string> {
  const { executionArn = '' } = await sfn.send(
    new StartExecutionCommand({ stateMachineArn: made[name], input: JSON.stringify({ fail: null, ...input }) }),
  );
  return executionArn;
}

const ending = (executionArn: string) =>
  eventually(async () => {
    const { status, error, output } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    return status === 'RUNNING' ? undefined : { status, error, output };
  });

async function tokens(): Promise<string[]> {
  const answer = await new LambdaClient(cloud.asRoot).send(
    new InvokeCommand({ FunctionName: made['Work'], Payload: JSON.stringify({ read: true }) }),
  );
  return JSON.parse(Buffer.from(answer.Payload ?? []).toString('utf8'));
}

async function nextToken(before: readonly string[]): Promise<string> {
  return eventually(async () => (await tokens()).slice(before.length)[0]);
}

beforeAll(async () => {
  cloud = await startPrivateCloud();
  sfn = new SFNClient(cloud.asRoot);
  made = await cloud.deploy('machines', { ...functionResources('Work', source), ...machines });
}, 180_000);

afterAll(() => cloud.end());

describe('a task that waits for its token', () => {
  test('ends by the deadline that its input names', async () => {
    const began = Date.now();
    const end = await ending(await start('Waiting', { seconds: 1, beat: 60 }));
    expect(end).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect(Date.now() - began).toBeLessThan(4000);
  });

  test('ends when no heartbeat comes, and lives on when one does', async () => {
    const end = await ending(await start('Waiting', { seconds: 60, beat: 1 }));
    expect(end).toMatchObject({ status: 'FAILED', error: 'States.HeartbeatTimeout' });

    const before = await tokens();
    const execution = await start('Waiting', { seconds: 60, beat: 2 });
    const taskToken = await nextToken(before);
    const beats = setInterval(() => void sfn.send(new SendTaskHeartbeatCommand({ taskToken })), 300);
    await new Promise((done) => setTimeout(done, 3000));
    clearInterval(beats);
    await sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{"done":true}' }));
    await expect(ending(execution)).resolves.toMatchObject({ status: 'SUCCEEDED', output: '{"done": true}' });
  });

  test('refuses a second answer, an answer that comes too late, and one that is not JSON', async () => {
    const before = await tokens();
    const execution = await start('Waiting', { seconds: 60, beat: 60 });
    const taskToken = await nextToken(before);
    const succeed = (output: string) => sfn.send(new SendTaskSuccessCommand({ taskToken, output }));
    await expect(succeed('not JSON')).rejects.toMatchObject({ name: 'InvalidOutput' });
    await succeed('{}');
    await expect(succeed('{}')).rejects.toMatchObject({ name: 'TaskTimedOut' });
    await ending(execution);
    await expect(sfn.send(new SendTaskFailureCommand({ taskToken }))).rejects.toMatchObject({ name: 'TaskTimedOut' });
  });

  test('no longer waits when its execution was stopped', async () => {
    const before = await tokens();
    const executionArn = await start('Waiting', { seconds: 60, beat: 60 });
    const taskToken = await nextToken(before);
    await sfn.send(new StopExecutionCommand({ executionArn }));
    await expect(
      eventually(() =>
        sfn.send(new SendTaskHeartbeatCommand({ taskToken })).then(
          () => undefined,
          (error: Error) => error.name,
        ),
      ),
    ).resolves.toBe('TaskTimedOut');
    await expect(ending(executionArn)).resolves.toMatchObject({ status: 'ABORTED' });
  });

  test('fails with its function, by the name of the error, and is caught by it', async () => {
    const end = await ending(await start('Caught', { fail: 'NotToday' }));
    expect(end).toMatchObject({ status: 'SUCCEEDED', output: '"caught"' });
  });

  test('fails when the process of its function dies', async () => {
    const end = await ending(await start('Caught', { fail: 'die' }));
    expect(end).toMatchObject({ status: 'FAILED', error: 'Runtime.ExitError' });
  });

  test('has a token of its own for each attempt, and no longer a delay than allowed', async () => {
    const before = await tokens();
    const began = Date.now();
    await expect(ending(await start('Caught', { fail: 'Flaky' }))).resolves.toMatchObject({ error: 'Flaky' });
    expect(Date.now() - began).toBeLessThan(6000);
    const given = (await tokens()).slice(before.length);
    expect(given).toHaveLength(3);
    expect(new Set(given).size).toBe(3);
  });
});

describe('a state machine', () => {
  test('ends an execution as TIMED_OUT after its own TimeoutSeconds', async () => {
    await expect(ending(await start('Limited', {}))).resolves.toMatchObject({ status: 'TIMED_OUT' });
  });

  test('runs a published version as it was published', async () => {
    const stack = (result: string, version: string) => ({
      ...functionResources('Work', source),
      Versioned: machine({ StartAt: 'Say', States: { Say: { Type: 'Pass', Result: result, End: true } } }),
      [version]: {
        Type: 'AWS::StepFunctions::StateMachineVersion',
        DeletionPolicy: 'Retain',
        UpdateReplacePolicy: 'Retain',
        Properties: {
          StateMachineArn: { Ref: 'Versioned' },
          StateMachineRevisionId: { 'Fn::GetAtt': ['Versioned', 'StateMachineRevisionId'] },
        },
      },
    });
    const first = await cloud.deploy('versions', stack('one', 'Version'));
    expect(first['Version']).toMatch(/:stateMachine:.*:1$/);
    const second = await cloud.deploy('versions', stack('two', 'Version'));
    expect(second['Version']).toMatch(/:2$/);
    const run = async (stateMachineArn: string | undefined) => {
      const { executionArn = '' } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input: '{}' }));
      return (await ending(executionArn)).output;
    };
    await expect(run(first['Version'])).resolves.toBe('"one"');
    await expect(run(second['Version'])).resolves.toBe('"two"');
    await expect(run(second['Versioned'])).resolves.toBe('"two"');
    const { stateMachineVersions } = await sfn.send(
      new ListStateMachineVersionsCommand({ stateMachineArn: second['Versioned'] }),
    );
    expect(stateMachineVersions).toHaveLength(2);
  });
});
