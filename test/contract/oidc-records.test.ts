import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { errors } from 'oidc-provider';
import { DynamoOidcAdapter } from '../../src/identity/sign-in/adapters/dynamo-oidc-adapter.ts';
import { bareCloud } from '../support/bare-cloud.ts';
import type { BareCloud } from '../support/bare-cloud.ts';
import { NOW } from '../support/company.ts';

let cloud: BareCloud;
let table: string;
let now = NOW;
beforeAll(async () => {
  cloud = await bareCloud();
  table = await cloud.table('SignIn');
}, 120_000);
afterAll(() => cloud.stop());

const adapter = (model: string) => new DynamoOidcAdapter(model, cloud.documents, table, () => now);
let count = 0;
const someId = () => `id-${(count += 1)}`;

describe('the records of the OpenID provider', () => {
  test('come back as they were stored, and only under their own kind', async () => {
    const id = someId();
    const payload = { jti: id, accountId: 'usr_1', grantId: someId(), scope: undefined, amr: ['pwd', 'otp'] };
    await adapter('RefreshToken').upsert(id, payload, 60);
    expect(await adapter('RefreshToken').find(id)).toEqual({ ...payload, scope: undefined });
    expect(await adapter('AuthorizationCode').find(id)).toBeUndefined();
  });

  test('exactly one of many consumers at the same moment succeeds; the others are refused', async () => {
    const id = someId();
    const codes = adapter('AuthorizationCode');
    await codes.upsert(id, { jti: id }, 60);
    const outcomes = await Promise.allSettled(Array.from({ length: 16 }, () => codes.consume(id)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(errors.InvalidGrant);
    expect((await codes.find(id))?.consumed).toBe(now);
  });

  test('what is not there, or expired, cannot be consumed or found, whatever TTL has deleted so far', async () => {
    const id = someId();
    const tokens = adapter('RefreshToken');
    await expect(tokens.consume(id)).rejects.toBeInstanceOf(errors.InvalidGrant);
    await tokens.upsert(id, { jti: id }, 60);
    now = NOW + 60;
    expect(await tokens.find(id)).toBeUndefined();
    await expect(tokens.consume(id)).rejects.toBeInstanceOf(errors.InvalidGrant);
    now = NOW;
  });

  test('sessions are found by uid, also after their name has changed', async () => {
    const sessions = adapter('Session');
    const [uid, first, second] = [someId(), someId(), someId()];
    await sessions.upsert(first, { jti: first, uid, accountId: 'usr_1' }, 60);
    await sessions.destroy(first);
    expect(await sessions.findByUid(uid)).toBeUndefined();
    await sessions.upsert(second, { jti: second, uid, accountId: 'usr_1' }, 60);
    expect(await sessions.findByUid(uid)).toMatchObject({ uid, accountId: 'usr_1' });
  });

  test('a session can be made to forget its person', async () => {
    const sessions = adapter('Session');
    const [uid, id] = [someId(), someId()];
    await sessions.upsert(id, { jti: id, uid, accountId: 'usr_1', loginTs: 1, authorizations: { cli: {} } }, 60);
    await sessions.forgetPerson(uid);
    expect(await sessions.find(id)).toEqual({ jti: id, uid });
    await expect(sessions.forgetPerson('unknown')).resolves.toBeUndefined();
  });

  test('revoking a grant removes all its records of that kind and no other', async () => {
    const [grant, other] = [someId(), someId()];
    const tokens = adapter('RefreshToken');
    const ids = Array.from({ length: 30 }, someId);
    for (const id of ids) await tokens.upsert(id, { jti: id, grantId: grant }, 60);
    const kept = someId();
    await tokens.upsert(kept, { jti: kept, grantId: other }, 60);
    const code = someId();
    await adapter('AuthorizationCode').upsert(code, { jti: code, grantId: grant }, 60);
    await tokens.revokeByGrantId(grant);
    expect(await Promise.all(ids.map((id) => tokens.find(id)))).toEqual(ids.map(() => undefined));
    expect(await tokens.find(kept)).toBeDefined();
    expect(await adapter('AuthorizationCode').find(code)).toBeDefined();
    await adapter('AuthorizationCode').revokeByGrantId(grant);
    expect(await adapter('AuthorizationCode').find(code)).toBeUndefined();
  });

  test('a device is found by the code it shows, which leads to its record and not to its secret', async () => {
    const codes = adapter('DeviceCode');
    const [secret, userCode] = [someId(), 'BCDFGHJK'];
    await codes.upsert(secret, { jti: secret, userCode, clientId: 'cli', exp: now + 60 }, 60);
    const record = await codes.recordOfUserCode(userCode);
    expect(record).toMatch(/^oidc#DeviceCode#[0-9a-f]{64}$/);
    const found = await codes.findRecord(record ?? '');
    expect(found).toEqual({ userCode, clientId: 'cli', exp: now + 60 });
    expect(await codes.find(secret)).toEqual({ ...found, jti: secret });
    expect(await codes.recordOfUserCode('ZZZZZZZZ')).toBeUndefined();
    expect(await codes.findRecord(`oidc#DeviceCode#${'0'.repeat(64)}`)).toBeUndefined();
  });

  test('a device that asks late finds its code, to be told that it has expired', async () => {
    const codes = adapter('DeviceCode');
    const secret = someId();
    await codes.upsert(secret, { jti: secret, userCode: 'BCDFGHJL', exp: NOW + 60 }, 60);
    now = NOW + 1800;
    expect(await codes.find(secret)).toMatchObject({ exp: NOW + 60 });
    now = NOW + 3660;
    expect(await codes.find(secret)).toBeUndefined();
    now = NOW;
  });

  test('exactly one of many devices with the same secret gets its tokens', async () => {
    const codes = adapter('DeviceCode');
    const secret = someId();
    await codes.upsert(secret, { jti: secret, userCode: 'BCDFGHJM' }, 60);
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => codes.consume(secret)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('the table holds nothing that would let its reader in', async () => {
    const secret = `bearer-${someId()}-that-nobody-may-read`;
    for (const model of ['Session', 'AuthorizationCode', 'RefreshToken', 'DeviceCode', 'DeviceInteraction'])
      await adapter(model).upsert(secret, { jti: secret, uid: someId(), grantId: someId() }, 60);
    const session = { accountId: 'usr_1', uid: someId(), cookie: secret };
    await adapter('Interaction').upsert(someId(), { session }, 60);
    const { Items } = await cloud.documents.send(new ScanCommand({ TableName: table }));
    expect(JSON.stringify(Items)).not.toContain(secret);
  });
});
