import { generateKeyPairSync, sign } from 'node:crypto';
import { ExternalSigningKey } from 'oidc-provider';
import * as z from 'zod';
import type { PageEvent } from '../../src/http/page.ts';
import { memoryDirectory } from '../../src/identity/adapters/memory-directory.ts';
import { DynamoOidcAdapter } from '../../src/identity/sign-in/adapters/dynamo-oidc-adapter.ts';
import { memoryThrottle } from '../../src/identity/sign-in/adapters/memory-sign-in-store.ts';
import { throughProvider } from '../../src/identity/sign-in/adapters/oidc-bridge.ts';
import { oidcProvider } from '../../src/identity/sign-in/adapters/oidc-provider.ts';
import type { Lifetimes } from '../../src/identity/sign-in/sign-in.ts';
import { newId } from '../../src/kernel/ids.ts';
import type { BareCloud } from './bare-cloud.ts';

export const ISSUER = 'http://localhost:4500';
export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
class KeyInMemory extends ExternalSigningKey {
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

export const realNow = () => Math.floor(Date.now() / 1000);

interface Means {
  readonly cloud: BareCloud;
  readonly table: string;
  readonly directory?: ReturnType<typeof memoryDirectory>;
  readonly lifetimes?: Lifetimes;
  /** The provider itself keeps its records by the real time. */
  readonly clock?: () => number;
}

/** The OpenID provider as it is deployed, over a table of the local cloud, with a key in memory. */
export function issuerOver({
  cloud,
  table,
  directory = memoryDirectory(),
  lifetimes = { accessTokenSeconds: 300, signInSeconds: 43_200 },
  clock = realNow,
}: Means) {
  const adapterFor = (model: string) => new DynamoOidcAdapter(model, cloud.documents, table, realNow);
  const provider = oidcProvider({
    signingKey: new KeyInMemory(),
    adapterFor,
    surroundings: { issuer: ISSUER, newId, directory },
    lifetimes,
    throttle: memoryThrottle(),
    clock,
    reportFault: (error) => {
      throw error;
    },
  });
  async function post(path: string, fields: Record<string, string>): Promise<Record<string, unknown>> {
    const { body } = await throughProvider(provider, {
      rawPath: path,
      rawQueryString: '',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ client_id: 'sallyport-cli', ...fields }).toString(),
      isBase64Encoded: false,
      requestContext: { requestId: 'call-1', http: { method: 'POST', sourceIp: '203.0.113.7' } },
    } as unknown as PageEvent);
    return z.record(z.string(), z.unknown()).parse(JSON.parse(body ?? ''));
  }
  return { provider, adapterFor, post };
}
