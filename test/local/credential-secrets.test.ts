import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { until } from '../../local/headless/until.ts';
import { newId } from '../../src/kernel/ids.ts';
import { ownSecrets, secretSchedules } from '../../src/vault/adapters/own-secrets.ts';
import { rotationStarter, secretVersions } from '../../src/vault/adapters/secret-versions.ts';
import { ownSecret } from '../../src/vault/secret-of.ts';
import { startPrivateCloud } from './private-cloud.ts';
import type { PrivateCloud } from './private-cloud.ts';
import { startRotating } from './rotating-function.ts';
import type { Rotating } from './rotating-function.ts';

jest.setTimeout(40_000);

let cloud: PrivateCloud;
let on: Rotating;
beforeAll(async () => {
  cloud = await startPrivateCloud();
  on = await startRotating(cloud);
}, 180_000);
beforeEach(() => cloud.writeFaults({}));
afterAll(() => cloud.end());

/** A secret as the vault makes one, with a first value. */
async function made() {
  const targetId = newId('tgt');
  const secret = ownSecret(targetId);
  const versions = secretVersions(on.secrets, pause);
  const maker = ownSecrets(on.secrets, 'alias/aws/secretsmanager');
  await maker.make(secret, targetId);
  expect(await versions.describe(secret)).toMatchObject({ versions: [], rotates: false });
  await maker.make(secret, targetId);
  const token = randomUUID();
  await versions.put(secret, { token, value: '{"password":"first"}', stages: ['AWSCURRENT'] });
  return { secret, token, versions };
}
const schedules = () => secretSchedules(on.secrets, { internet: on.functionArn, networks: {} });
/** A rotation that is set up is tried by one call of its test step, with a pending version that is gone afterwards. */
const tried = (secret: string) =>
  until(
    async () => {
      const { ARN = '', VersionIdsToStages = {} } = await on.describe(secret);
      const pending = Object.values(VersionIdsToStages).some((labels) => labels.join() === 'AWSPENDING');
      return (await on.told(ARN)).length > 0 && !pending ? true : undefined;
    },
    { what: 'the test of the rotation', withinSeconds: 20, everyMilliseconds: 50 },
  );
const keep = async (secret: string, schedule: { expression: string; windowHours: number | null } | null) => {
  const done = await schedules().keepSchedule(secret, { network: null, plan: { schedule } });
  await tried(secret);
  return done;
};
describe('the secret of a credential', () => {
  test('is made once, and its first value is current', async () => {
    const { secret, token, versions } = await made();
    expect(await versions.describe(secret)).toMatchObject({ versions: [{ id: token, stages: ['AWSCURRENT'] }] });
    expect(await versions.read(secret, token)).toBe('{"password":"first"}');
  });

  test('a candidate becomes current, or loses its label, and the value before stays readable', async () => {
    const { secret, token, versions } = await made();
    const [bad, good] = [randomUUID(), randomUUID()];
    await versions.put(secret, { token: bad, value: 'bad', stages: ['AWSPENDING'] });
    await versions.moveLabel(secret, { stage: 'AWSPENDING', from: bad, to: null });
    await versions.put(secret, { token: good, value: 'good', stages: ['AWSPENDING'] });
    expect(await versions.moveLabel(secret, { stage: 'AWSCURRENT', from: token, to: good })).toEqual({ moved: true });
    await versions.moveLabel(secret, { stage: 'AWSPENDING', from: good, to: null });
    expect(await on.stages(secret)).toMatchObject({ [good]: ['AWSCURRENT'], [token]: ['AWSPREVIOUS'] });
    expect(await versions.read(secret, token)).toBe('{"password":"first"}');
  });
});

describe('its rotation', () => {
  test('is set up without one, and begun when it is asked for', async () => {
    const { secret, token } = await made();
    expect(await keep(secret, null)).toBe('changed');
    expect(await keep(secret, null)).toBe('unchanged');
    expect(await on.stages(secret)).toMatchObject({ [token]: ['AWSCURRENT'] });
    const next = randomUUID();
    expect(await rotationStarter(on.secrets).rotateNow(secret, next)).toBe('started');
    await on.rotated(secret, next);
    expect(await keep(secret, null)).toBe('unchanged');
  });

  test('follows the plan: a schedule, another one, and none', async () => {
    const { secret } = await made();
    expect(await keep(secret, { expression: 'cron(0 3 ? * SUN *)', windowHours: 4 })).toBe('changed');
    expect(await keep(secret, { expression: 'cron(0 3 ? * SUN *)', windowHours: 4 })).toBe('unchanged');
    expect((await on.describe(secret)).RotationRules).toMatchObject({
      ...{ ScheduleExpression: 'cron(0 3 ? * SUN *)', Duration: '4h' },
    });
    expect(await keep(secret, { expression: 'rate(10 days)', windowHours: null })).toBe('changed');
    expect(await keep(secret, { expression: 'rate(10 days)', windowHours: null })).toBe('unchanged');
    expect(await keep(secret, null)).toBe('changed');
    expect(await keep(secret, null)).toBe('unchanged');
    expect((await on.describe(secret)).RotationRules).toEqual({ AutomaticallyAfterDays: 1000 });
  });
});
