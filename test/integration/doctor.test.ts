import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { until } from '../../local/headless/until.ts';
import { callsIn, linesOf } from './support/logs.ts';
import { cloudCall } from './support/cloud-call.ts';
import { stack } from './support/stack.ts';

const root = resolve(import.meta.dirname, '..', '..');
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const report = z.object({
  issuer: z.string(),
  findings: z.array(z.object({ check: z.string(), verdict: z.string(), saw: z.string(), todo: z.string().nullable() })),
});

/** As an operator runs it: another process, with AWS credentials and nothing else. */
async function doctor(): Promise<{ readonly exit: number; readonly found: z.infer<typeof report> }> {
  const home = await mkdtemp(join(tmpdir(), 'sallyport-doctor-'));
  const environment = {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    AWS_ENDPOINT_URL: stack.cloud.endpoint,
    AWS_REGION: stack.cloud.region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  };
  const { exit, out } = await new Promise<{ exit: number; out: string }>((done) => {
    execFile(
      process.execPath,
      ['cli/sallyport.mjs', 'doctor', '--json'],
      { cwd: root, env: environment },
      (error, stdout) => done({ exit: error === null ? 0 : Number(error.code ?? -1), out: stdout }),
    );
  });
  await rm(home, { recursive: true, force: true });
  return { exit, found: report.parse(JSON.parse(out)) };
}

const recoverable = (PointInTimeRecoveryEnabled: boolean) =>
  cloudCall('dynamodb', 'DynamoDB_20120810.UpdateContinuousBackups', {
    TableName: stack.tables['Counters'],
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled },
  });

describe('sallyport doctor, on the deployed stack', () => {
  afterEach(async () => void (await recoverable(true)));

  test('finds right what is right, and says of the rest that it could not tell, and why', async () => {
    // A stack that has just been deployed waits for its first minute.
    await until(
      async () => (callsIn(await linesOf('sweeper', Date.now() / 1000 - 240)).length > 0 ? true : undefined),
      {
        what: 'a run of the sweeper',
        withinSeconds: 100,
      },
    );
    const { found } = await doctor();
    expect(found.issuer).toBe(stack.issuer);
    const verdicts = Object.fromEntries(found.findings.map(({ check, verdict }) => [check, verdict]));
    expect(verdicts).toMatchObject({
      ...{ issuer: 'right', 'signing key': 'right', keys: 'right', clock: 'right', address: 'right' },
      ...{ alarms: 'right', 'alarms reach somebody': 'right', tables: 'right', logs: 'right' },
      // Nothing is written to Slack unasked, and nobody is signed in on this machine.
      ...{ slack: 'unknown', targets: 'unknown' },
    });
    // The local cloud keeps no metric of Lambda; what other tests let fail may have failed a sweep.
    for (const { check, verdict } of found.findings.filter((each) => each.check.startsWith('stream of ')))
      expect({ check, verdict }).not.toEqual({ check, verdict: 'wrong' });
    expect(found.findings.find(({ check }) => check === 'sweeper')?.saw).toMatch(/ran \d+ time|of \d+ runs/);
  });

  test('sees a table that lost its recovery, says what to do, and ends with 1', async () => {
    await recoverable(false);
    const { exit, found } = await doctor();
    expect(exit).toBe(1);
    expect(found.findings.find(({ check }) => check === 'tables')).toMatchObject({
      verdict: 'wrong',
      saw: `${stack.tables['Counters'] ?? ''} has no point-in-time recovery`,
      todo: expect.stringContaining('Turn it on'),
    });
  });
});
