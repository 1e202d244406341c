import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { CancelRotateSecretCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import type { RotationRulesType } from '@aws-sdk/client-secrets-manager';
import { until } from '../../local/headless/until.ts';
import { startPrivateCloud } from './private-cloud.ts';
import type { PrivateCloud } from './private-cloud.ts';
import { startRotating } from './rotating-function.ts';
import type { Plan, Rotating } from './rotating-function.ts';

jest.setTimeout(40_000);

let cloud: PrivateCloud;
let on: Rotating;

const steps = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'];
const noRetry = 1_000_000;

/** The service's clock, and how soon it tries again. */
const setClock = (time: string, retrySeconds = noRetry) =>
  cloud.writeFaults({ rotation: { aheadSeconds: (Date.parse(time) - Date.now()) / 1000, retrySeconds } });

beforeAll(async () => {
  cloud = await startPrivateCloud();
  on = await startRotating(cloud);
}, 180_000);
// A Tuesday.
beforeEach(() => setClock('2030-01-01T10:30:00Z'));
afterAll(() => cloud.end());

const eventually = <T>(what: string, ask: () => Promise<T | undefined>) =>
  until(ask, { what, withinSeconds: 20, everyMilliseconds: 50 });
const nextOf = async (id: string) => (await on.describe(id)).NextRotationDate?.toISOString();
const toldSteps = async (id: string) => (await on.told(id)).map(({ Step }) => Step);
const tested = (id: string) =>
  eventually('the test of the configuration', async () => {
    const versions = Object.keys(await on.stages(id));
    return versions.length === 1 && (await on.told(id)).length > 0 ? true : undefined;
  });

/** A secret with a schedule that has been tested, not rotated. */
async function scheduled(RotationRules: RotationRulesType, plan: Plan = {}) {
  const secret = await on.makeSecret(plan);
  await on.rotate(secret.id, { RotationRules, RotateImmediately: false });
  await tested(secret.id);
  return secret;
}

describe('a configuration that is not to rotate at once', () => {
  test('is tested with a pending version that is gone afterwards', async () => {
    const { id, first } = await scheduled({ AutomaticallyAfterDays: 3 });
    expect(await toldSteps(id)).toEqual(['testSecret']);
    expect(Object.values(await on.stages(id))).toEqual([['AWSCURRENT']]);
    await expect(on.valueAt(id, 'AWSCURRENT')).resolves.toBe(first);
    expect(await on.describe(id)).not.toHaveProperty('LastRotatedDate');
    expect(await on.describe(id)).toMatchObject({ RotationEnabled: true });
  });

  test('stays when the test fails, which is not tried again', async () => {
    await setClock('2030-01-01T10:30:00Z', 0.01);
    const { id } = await scheduled({ AutomaticallyAfterDays: 3 }, { testSecret: 1 });
    const { VersionId } = await on.rotate(id);
    await on.rotated(id, VersionId);
    expect(await toldSteps(id)).toEqual(['testSecret', ...steps]);
  });

  test('needs no schedule: such a secret is rotated when somebody asks', async () => {
    const { id } = await on.makeSecret();
    const { VersionId } = await on.rotate(id);
    await on.rotated(id, VersionId);
    expect(await on.describe(id)).not.toHaveProperty('NextRotationDate');
  });
});

describe('the next rotation comes on or before the end of its window', () => {
  test.each<[RotationRulesType, string]>([
    [{ AutomaticallyAfterDays: 10 }, '2030-01-11T23:59:59'],
    [{ AutomaticallyAfterDays: 10, Duration: '2h' }, '2030-01-11T01:59:59'],
    [{ ScheduleExpression: 'rate(1 day)' }, '2030-01-02T23:59:59'],
    [{ ScheduleExpression: 'rate(10 days)', Duration: '3h' }, '2030-01-11T02:59:59'],
    [{ ScheduleExpression: 'rate(4 hours)' }, '2030-01-01T12:59:59'],
    [{ ScheduleExpression: 'rate(12 hours)', Duration: '5h' }, '2030-01-01T16:59:59'],
    [{ ScheduleExpression: 'cron(0 /8 * * ? *)' }, '2030-01-01T16:59:59'],
    [{ ScheduleExpression: 'cron(0 8/8 * * ? *)' }, '2030-01-01T16:59:59'],
    [{ ScheduleExpression: 'cron(0 2/10 * * ? *)' }, '2030-01-01T12:59:59'],
    [{ ScheduleExpression: 'cron(0 10 * * ? *)' }, '2030-01-02T23:59:59'],
    [{ ScheduleExpression: 'cron(0 16 1,15 * ? *)', Duration: '2h' }, '2030-01-01T17:59:59'],
    [{ ScheduleExpression: 'cron(0 18 ? * SAT *)' }, '2030-01-05T23:59:59'],
    [{ ScheduleExpression: 'cron(0 17 L * ? *)' }, '2030-01-31T23:59:59'],
    [{ ScheduleExpression: 'cron(0 1 ? 1/3 SUN#1 *)' }, '2030-01-06T23:59:59'],
    [{ ScheduleExpression: 'cron(0 8 ? * MON-FRI *)' }, '2030-01-02T23:59:59'],
    [{ ScheduleExpression: 'cron(0 0 ? 1/11 2#1 *)' }, '2030-01-07T23:59:59'],
    [{ ScheduleExpression: 'cron(0 0 SUNL * ? *)' }, '2030-01-27T23:59:59'],
    [{ ScheduleExpression: 'cron(0 0 ? * L *)' }, '2030-01-05T23:59:59'],
    [{ ScheduleExpression: 'cron(0 0 ? * 1/2 *)' }, '2030-01-03T23:59:59'],
  ])('%j: %s', async (rules, end) => {
    const { id } = await scheduled(rules);
    await expect(nextOf(id)).resolves.toBe(`${end}.000Z`);
    expect((await on.describe(id)).RotationRules).toEqual(rules);
    await on.secrets.send(new CancelRotateSecretCommand({ SecretId: id }));
  });
});

describe('rules are refused', () => {
  test.each<[string, RotationRulesType]>([
    ['that say it twice', { AutomaticallyAfterDays: 1, ScheduleExpression: 'rate(1 day)' }],
    ['with a window of nothing', { Duration: '3h' }],
    ['of no days', { AutomaticallyAfterDays: 0 }],
    ['of more than 1000 days', { AutomaticallyAfterDays: 1001 }],
    ['more often than every four hours', { ScheduleExpression: 'rate(3 hours)' }],
    ['less often than every 999 days', { ScheduleExpression: 'rate(1000 days)' }],
    ['in minutes', { ScheduleExpression: 'rate(300 minutes)' }],
    ['at a time', { ScheduleExpression: 'at(2030-01-01T00:00:00)' }],
    ['not on the hour', { ScheduleExpression: 'cron(30 10 * * ? *)' }],
    ['for one year', { ScheduleExpression: 'cron(0 10 * * ? 2030)' }],
    ['that name a day twice', { ScheduleExpression: 'cron(0 10 1 * MON *)' }],
    ['of five fields', { ScheduleExpression: 'cron(0 10 * * ?)' }],
    ['every hour', { ScheduleExpression: 'cron(0 * * * ? *)' }],
    ['every two hours', { ScheduleExpression: 'cron(0 0/2 * * ? *)' }],
    ['on the nearest weekday, which is not known here', { ScheduleExpression: 'cron(0 10 1W * ? *)' }],
    ['for a day that does not exist', { ScheduleExpression: 'cron(0 10 31 FEB ? *)' }],
    ['with a window into the next day', { ScheduleExpression: 'cron(0 22 * * ? *)', Duration: '3h' }],
    ['with a window into the next window', { ScheduleExpression: 'rate(4 hours)', Duration: '5h' }],
    ['with a window in days', { ScheduleExpression: 'rate(4 days)', Duration: '1d' }],
    ['with a window of no hours', { ScheduleExpression: 'rate(4 days)', Duration: '0h' }],
  ])('%s: %j', async (_why, RotationRules) => {
    const { id } = await on.makeSecret();
    await expect(on.rotate(id, { RotationRules })).rejects.toMatchObject({ name: 'InvalidParameterException' });
    expect(await on.describe(id)).not.toHaveProperty('RotationEnabled');
  });
});

describe('a window', () => {
  const everyFour = { ScheduleExpression: 'rate(4 hours)' };

  test('is waited for, and the next one is planned from the rotation in it', async () => {
    const { id } = await scheduled(everyFour);
    await setClock('2030-01-01T11:59:00Z');
    await expect(nextOf(id)).resolves.toBe('2030-01-01T12:59:59.000Z');
    await setClock('2030-01-01T12:00:01Z');
    await eventually('the rotation', async () => (await on.describe(id)).LastRotatedDate);
    expect(await toldSteps(id)).toEqual(['testSecret', ...steps]);
    const { LastRotatedDate, RotationRules } = await on.describe(id);
    expect(LastRotatedDate?.toISOString()).toMatch(/^2030-01-01T12:00/);
    expect(RotationRules).toEqual({ ...everyFour, AutomaticallyAfterDays: 1 });
    await expect(nextOf(id)).resolves.toBe('2030-01-01T16:59:59.000Z');
    await setClock('2030-01-01T16:00:01Z');
    await eventually('the next rotation', async () => {
      const { LastRotatedDate: again } = await on.describe(id);
      return again?.toISOString().startsWith('2030-01-01T16:00') ? true : undefined;
    });
    await expect(nextOf(id)).resolves.toBe('2030-01-01T20:59:59.000Z');
    expect(await toldSteps(id)).toEqual(['testSecret', ...steps, ...steps]);
  });

  test('that was missed is not made up for outside of one', async () => {
    const { id } = await scheduled(everyFour);
    await setClock('2030-01-01T13:30:00Z');
    await eventually('the next plan', async () =>
      (await nextOf(id)) === '2030-01-01T16:59:59.000Z' ? true : undefined,
    );
    expect(await toldSteps(id)).toEqual(['testSecret']);
  });

  test('sees the same rotation again that failed in the one before; until then its date is in the past', async () => {
    const { id } = await scheduled(everyFour, { setSecret: 1 });
    await setClock('2030-01-01T12:00:01Z');
    await eventually('the failure', async () => ((await on.told(id)).length >= 3 ? true : undefined));
    await setClock('2030-01-01T14:00:00Z');
    await expect(nextOf(id)).resolves.toBe('2030-01-01T12:59:59.000Z');
    await setClock('2030-01-01T16:00:01Z');
    await eventually('the rotation', async () => (await on.describe(id)).LastRotatedDate);
    expect(await toldSteps(id)).toEqual(['testSecret', 'createSecret', 'setSecret', ...steps]);
    const tokens = (await on.told(id)).slice(1).map(({ ClientRequestToken }) => ClientRequestToken);
    expect(new Set(tokens).size).toBe(1);
  });

  test('is planned anew from a value that somebody puts', async () => {
    const { id } = await scheduled({ AutomaticallyAfterDays: 10 });
    await setClock('2030-01-06T09:00:00Z');
    await on.secrets.send(new PutSecretValueCommand({ SecretId: id, SecretString: 'by hand' }));
    await eventually('the new plan', async () =>
      (await nextOf(id)) === '2030-01-16T23:59:59.000Z' ? true : undefined,
    );
  });

  test('opens for nobody who has cancelled', async () => {
    const { id } = await scheduled(everyFour);
    const other = await scheduled(everyFour);
    await on.secrets.send(new CancelRotateSecretCommand({ SecretId: id }));
    await setClock('2030-01-01T12:00:01Z');
    await eventually('the other one', async () => (await on.describe(other.id)).LastRotatedDate);
    expect(await toldSteps(id)).toEqual(['testSecret']);
  });

  test('is still known after a restart', async () => {
    const { id } = await scheduled(everyFour);
    await cloud.restart();
    await expect(nextOf(id)).resolves.toBe('2030-01-01T12:59:59.000Z');
    await setClock('2030-01-01T12:00:01Z');
    await eventually('the rotation', async () => (await on.describe(id)).LastRotatedDate);
  });
});
