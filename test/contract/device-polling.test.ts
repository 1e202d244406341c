import { generateKeyPairSync, sign } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { ExternalSigningKey } from 'oidc-provider';
import * as z from 'zod';
import { memoryDirectory } from '../../src/identity/adapters/memory-directory.ts';
import { DynamoOidcAdapter } from '../../src/identity/sign-in/adapters/dynamo-oidc-adapter.ts';
import { memoryThrottle } from '../../src/identity/sign-in/adapters/memory-sign-in-store.ts';
import { throughProvider } from '../../src/identity/sign-in/adapters/oidc-bridge.ts';
import { oidcProvider } from '../../src/identity/sign-in/adapters/oidc-provider.ts';
import type { PageEvent } from '../../src/http/page.ts';
import { newId } from '../../src/kernel/ids.ts';
import { bareCloud } from '../support/bare-cloud.ts';
import type { BareCloud } from '../support/bare-cloud.ts';

const ISSUER = 'http://localhost:4500';
const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
class LocalKey extends ExternalSigningKey {
  override get kid() {
    return 'key';
  }
  override get alg() {
    return 'ES256';
  }
  override keyObject() {
    return publicKey;
  }
  override sign(data: Uint8Array) {
    return Promise.resolve(new Uint8Array(sign('sha256', data, { key: privateKey, dsaEncoding: 'ieee-p1363' })));
  }
}

let cloud: BareCloud;
let table: string;
beforeAll(async () => {
  cloud = await bareCloud();
  table = await cloud.table('SignIn');
}, 120_000);
afterAll(() => cloud.stop());

const realNow = () => Math.floor(Date.now() / 1000);
const adapterFor = (model: string) => new DynamoOidcAdapter(model, cloud.documents, table, realNow);
let now: number;
let post: (path: string, fields: Record<string, string>) => Promise<Record<string, unknown>>;

beforeEach(() => {
  now = realNow();
  const provider = oidcProvider({
    signingKey: new LocalKey(),
    adapterFor,
    surroundings: { issuer: ISSUER, newId, directory: memoryDirectory() },
    lifetimes: { accessTokenSeconds: 300, signInSeconds: 43_200 },
    throttle: memoryThrottle(),
    clock: () => now,
    reportFault: (error) => {
      throw error;
    },
  });
  post = async (path, fields) => {
    const { body } = await throughProvider(provider, {
      rawPath: path,
      rawQueryString: '',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ client_id: 'sallyport-cli', ...fields }).toString(),
      isBase64Encoded: false,
      requestContext: { requestId: 'call-1', http: { method: 'POST', sourceIp: '203.0.113.7' } },
    } as unknown as PageEvent);
    return z.record(z.string(), z.unknown()).parse(JSON.parse(body ?? ''));
  };
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
