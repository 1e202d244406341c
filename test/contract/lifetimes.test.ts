import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { newEntry } from '../../src/audit/entry.ts';
import { memoryDirectory } from '../../src/identity/adapters/memory-directory.ts';
import { newPerson } from '../../src/identity/person.ts';
import { letInWrites } from '../../src/identity/sign-in/adapters/device-writes.ts';
import { oidcDevices } from '../../src/identity/sign-in/adapters/oidc-devices.ts';
import { createEnrolment } from '../../src/identity/sign-in/create-enrolment.ts';
import { plainUserCode } from '../../src/identity/sign-in/device.ts';
import { newId } from '../../src/kernel/ids.ts';
import { bareCloud } from '../support/bare-cloud.ts';
import type { BareCloud } from '../support/bare-cloud.ts';
import { causeAt } from '../support/company.ts';
import { DEVICE_GRANT, ISSUER, issuerOver, realNow } from '../support/issuer.ts';

let cloud: BareCloud;
let table: string;
beforeAll(async () => {
  cloud = await bareCloud();
  table = await cloud.table('SignIn');
}, 120_000);
afterAll(() => cloud.stop());

const tokens = z.looseObject({ access_token: z.string(), refresh_token: z.string(), expires_in: z.number() });

/** A person, and a device that they have let in under these settings. */
async function signedIn(lifetimes: { accessTokenSeconds: number; signInSeconds: number }) {
  const directory = memoryDirectory();
  const person = newPerson({ id: newId('usr'), name: 'Alice', email: 'alice@example.com' });
  const { enrolment } = createEnrolment(
    { newId, randomBytes: (size) => Buffer.alloc(size, 1) },
    { personId: person.id, at: realNow() },
  );
  await directory.addPerson({ person, enrolment }, newEntry(newId, causeAt(), { action: 'x', outcome: 'allowed' }));
  const { provider, adapterFor, post } = issuerOver({ cloud, table, directory, lifetimes });
  const devices = oidcDevices(provider, adapterFor, { issuer: ISSUER, clock: realNow });
  const asked = z
    .looseObject({ device_code: z.string(), user_code: z.string() })
    .parse(await post('/oauth2/device', { scope: 'openid offline_access' }));
  const device = await devices.waiting(plainUserCode(asked.user_code));
  if (device === null) throw new Error('no device waits');
  const letIn = { device, personId: person.id, signInId: newId('sid'), authenticatedAt: realNow() };
  await devices.prepare(letIn);
  const TransactItems = letInWrites(table, letIn).map(({ item }) => item);
  await cloud.documents.send(new TransactWriteCommand({ TransactItems }));
  const given = tokens.parse(await post('/oauth2/token', { grant_type: DEVICE_GRANT, device_code: asked.device_code }));
  /** The same issuer deployed again with other settings, or looked at later. */
  const again = (now: number, changed = lifetimes) =>
    issuerOver({ cloud, table, directory, lifetimes: changed, clock: () => now });
  return { given, again };
}

const refresh = ({ post }: ReturnType<typeof issuerOver>, { refresh_token: token }: z.infer<typeof tokens>) =>
  post('/oauth2/token', { grant_type: 'refresh_token', refresh_token: token });

test('an access token lives as long as the settings say', async () => {
  const { given } = await signedIn({ accessTokenSeconds: 60, signInSeconds: 900 });
  const { iat = 0, exp = 0 } = decodeJwt(given.access_token);
  expect({ expiresIn: given.expires_in, lives: exp - iat }).toEqual({ expiresIn: 60, lives: 60 });
});

test('refreshing does not prolong a sign-in: it ends when the settings say', async () => {
  const { given, again } = await signedIn({ accessTokenSeconds: 60, signInSeconds: 900 });
  const next = tokens.parse(await refresh(again(realNow() + 890), given));
  expect(decodeJwt(next.access_token)['auth_time']).toBe(decodeJwt(given.access_token)['auth_time']);
  expect(await refresh(again(realNow() + 901), next)).toMatchObject({ error: 'invalid_grant' });
});

test('shorter settings hold for sign-ins that were begun under longer ones', async () => {
  const { given, again } = await signedIn({ accessTokenSeconds: 300, signInSeconds: 43_200 });
  const shorter = { accessTokenSeconds: 300, signInSeconds: 900 };
  expect(await refresh(again(realNow() + 901, shorter), given)).toMatchObject({ error: 'invalid_grant' });
});
