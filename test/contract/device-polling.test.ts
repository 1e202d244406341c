import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import * as z from 'zod';
import { bareCloud } from '../support/bare-cloud.ts';
import type { BareCloud } from '../support/bare-cloud.ts';
import { DEVICE_GRANT, issuerOver, realNow } from '../support/issuer.ts';

let cloud: BareCloud;
let table: string;
beforeAll(async () => {
  cloud = await bareCloud();
  table = await cloud.table('SignIn');
}, 120_000);
afterAll(() => cloud.stop());

let now: number;
let adapterFor: ReturnType<typeof issuerOver>['adapterFor'];
let post: ReturnType<typeof issuerOver>['post'];
beforeEach(() => {
  now = realNow();
  ({ adapterFor, post } = issuerOver({ cloud, table, clock: () => now }));
});

const ask = async () =>
  z.looseObject({ device_code: z.string() }).parse(await post('/oauth2/device', { scope: 'openid' }));
const poll = async (deviceCode: string) =>
  (await post('/oauth2/token', { grant_type: DEVICE_GRANT, device_code: deviceCode }))['error'];

test('a device that keeps the pause is told to wait; one that does not, to slow down by five seconds each time', async () => {
  const { device_code: code } = await ask();
  const asked = async (later: number) => {
    now += later;
    return poll(code);
  };
  expect(await asked(5)).toBe('authorization_pending');
  expect(await asked(5)).toBe('authorization_pending');
  expect(await asked(4)).toBe('slow_down');
  expect(await asked(9)).toBe('slow_down');
  expect(await asked(15)).toBe('authorization_pending');
  expect(await asked(15)).toBe('authorization_pending');
});

test('of many questions at one moment all but one are too many', async () => {
  const { device_code: code } = await ask();
  const answers = await Promise.all(Array.from({ length: 8 }, () => poll(code)));
  expect(answers.filter((answer) => answer === 'authorization_pending')).toHaveLength(1);
  expect(answers.filter((answer) => answer === 'slow_down')).toHaveLength(7);
});

test('a device whose code is over, or was refused, or that has none, is told which', async () => {
  const expired = { kind: 'DeviceCode', jti: 'over', userCode: 'BCDFGHJK', clientId: 'sallyport-cli', params: {} };
  await adapterFor('DeviceCode').upsert('over', { ...expired, iat: now - 700, exp: now - 100 }, 1);
  expect(await poll('over')).toBe('expired_token');
  const refused = { ...expired, jti: 'refused', userCode: 'BCDFGHJL', error: 'access_denied' };
  await adapterFor('DeviceCode').upsert('refused', { ...refused, iat: now, exp: now + 600 }, 600);
  expect(await poll('refused')).toBe('access_denied');
  expect(await poll('refused')).toBe('invalid_grant');
  expect(await poll('never-made')).toBe('invalid_grant');
});

test('only the client that may ask for a device, for our API and what is known, gets a code', async () => {
  expect(await post('/oauth2/device', { client_id: 'sallyport-console' })).toMatchObject({ error: 'invalid_request' });
  expect(await post('/oauth2/device', { client_id: 'unknown' })).toMatchObject({ error: 'invalid_client' });
  expect(await post('/oauth2/device', { resource: 'https://elsewhere.example' })).toMatchObject({
    error: 'invalid_target',
  });
});
