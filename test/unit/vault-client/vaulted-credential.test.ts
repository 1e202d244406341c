import { inspect } from 'node:util';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { vaultedCredential } from '../../../packages/vault-client/src/vaulted-credential.ts';
import type { Notice } from '../../../packages/vault-client/src/vaulted-credential.ts';

const secretId = 'sallyport/credential/tgt_1';
const manager = mockClient(SecretsManagerClient);
/** What Secrets Manager has, by stage, and what it fails with. */
let stages: { AWSCURRENT: string; AWSPENDING?: string };
let failure: Error | null;
/** The passwords that the target takes. */
let good: Set<string>;
let now: number;
let notices: Notice[];

const asked = () => manager.commandCalls(GetSecretValueCommand).map(({ args }) => args[0].input.VersionStage);
const named = (name: string, more: object = {}) => Object.assign(new Error(`as ${name} says it`), { name, ...more });
const refusal = () => named('error', { code: '28P01' });

beforeEach(() => {
  manager.reset();
  stages = { AWSCURRENT: 'one' };
  failure = null;
  good = new Set(['one']);
  now = 1_800_000_000;
  notices = [];
  manager.on(GetSecretValueCommand).callsFake(async ({ VersionStage }: { VersionStage: keyof typeof stages }) => {
    await Promise.resolve();
    if (failure !== null) throw failure;
    const password = stages[VersionStage];
    if (password === undefined) throw named('ResourceNotFoundException');
    return { VersionId: `version-${password}`, SecretString: JSON.stringify({ username: 'app', password }) };
  });
});

const make = (more: object = {}) =>
  vaultedCredential<{ readonly username: string; readonly password: string }>({
    secretId,
    client: new SecretsManagerClient({ region: 'us-east-1' }),
    clock: () => now,
    notice: (notice) => void notices.push(notice),
    ...more,
  });

/** A target that takes what is good at that moment. */
const logIn = async ({ password }: { readonly password: string }): Promise<string> => {
  await Promise.resolve();
  if (!good.has(password)) throw refusal();
  return password;
};

describe('a credential', () => {
  test('is read once for many that ask at the same time, and again when its time is over', async () => {
    const credential = make({ ttlSeconds: 60 });
    await Promise.all(Array.from({ length: 200 }, () => credential.use(logIn)));
    now += 59;
    await credential.use(logIn);
    expect(asked()).toEqual(['AWSCURRENT']);
    now += 1;
    await Promise.all(Array.from({ length: 200 }, () => credential.use(logIn)));
    expect(asked()).toEqual(['AWSCURRENT', 'AWSCURRENT']);
  });

  test('that was rotated is read again once, however many are refused at the same time', async () => {
    const credential = make();
    await credential.use(logIn);
    stages = { AWSCURRENT: 'two' };
    good = new Set(['two']);
    const all = await Promise.all(Array.from({ length: 300 }, () => credential.use(logIn)));
    expect(new Set(all)).toEqual(new Set(['two']));
    expect(asked()).toEqual(['AWSCURRENT', 'AWSCURRENT', 'AWSPENDING']);
    await credential.use(logIn);
    expect(asked()).toHaveLength(3);
    expect(notices[0]).toEqual({ kind: 'switched', secretId, from: 'version-one', to: 'version-two' });
  });

  test('is not looked for again by those who are refused while the first tries what was found', async () => {
    const credential = make();
    await credential.use(logIn);
    stages = { AWSCURRENT: 'one', AWSPENDING: 'two' };
    good = new Set(['two']);
    let begun = 0;
    // Logins that take their time, each longer than the one before.
    const slowly = async (given: { readonly password: string }) => {
      begun += 1;
      for (let turns = begun * 5; turns > 0; turns -= 1) await Promise.resolve();
      return logIn(given);
    };
    const all = await Promise.all(Array.from({ length: 50 }, () => credential.use(slowly)));
    expect(new Set(all)).toEqual(new Set(['two']));
    expect(asked()).toHaveLength(3);
  });

  test('that was changed and is not promoted yet is found under AWSPENDING, and kept', async () => {
    const credential = make();
    await credential.use(logIn);
    stages = { AWSCURRENT: 'one', AWSPENDING: 'two' };
    good = new Set(['two']);
    await expect(credential.use(logIn)).resolves.toBe('two');
    await expect(credential.use(logIn)).resolves.toBe('two');
    expect(asked()).toHaveLength(3);
    await expect(credential.version()).resolves.toMatchObject({ id: 'version-two' });
  });

  test('is tried as current before it is tried as pending', async () => {
    const credential = make();
    await credential.use(logIn);
    stages = { AWSCURRENT: 'two', AWSPENDING: 'three' };
    good = new Set(['two', 'three']);
    await expect(credential.use(logIn)).resolves.toBe('two');
  });

  test('that is refused under every label gives the first error, and no storm', async () => {
    const credential = make();
    good = new Set();
    stages = { AWSCURRENT: 'one', AWSPENDING: 'two' };
    const outcomes = await Promise.allSettled(Array.from({ length: 100 }, () => credential.use(logIn)));
    for (const outcome of outcomes) expect(outcome).toMatchObject({ status: 'rejected', reason: { code: '28P01' } });
    expect(asked()).toHaveLength(3);
    for (const pause of [1, 2, 4, 8, 16, 32, 60, 60]) {
      const before = asked().length;
      await expect(credential.use(logIn)).rejects.toMatchObject({ code: '28P01' });
      now += pause - 0.5;
      await expect(credential.use(logIn)).rejects.toMatchObject({ code: '28P01' });
      expect(asked().length - before).toBeLessThanOrEqual(2);
      now += 0.5;
      await expect(credential.use(logIn)).rejects.toMatchObject({ code: '28P01' });
    }
    expect(asked().length).toBeLessThan(40);
    good = new Set(['two']);
    now += 60;
    await expect(credential.use(logIn)).resolves.toBe('two');
  });

  test('is not read again for an error that is none of authentication', async () => {
    const credential = make();
    const broken = named('error', { code: '42P01' });
    await expect(credential.use(() => Promise.reject(broken))).rejects.toBe(broken);
    expect(asked()).toEqual(['AWSCURRENT']);
  });

  test('gives what the other version said, when that one logged in and then failed', async () => {
    const credential = make();
    await credential.use(logIn);
    stages = { AWSCURRENT: 'two' };
    const broken = named('error', { code: '42P01' });
    const run = ({ password }: { readonly password: string }) =>
      Promise.reject(password === 'two' ? broken : refusal());
    await expect(credential.use(run)).rejects.toBe(broken);
    await expect(credential.version()).resolves.toMatchObject({ id: 'version-two' });
  });

  test('of an HTTP service is refused by a response with 401', async () => {
    const credential = make();
    await credential.use(logIn);
    stages = { AWSCURRENT: 'two' };
    const call = ({ password }: { readonly password: string }) =>
      Promise.resolve(new Response(null, { status: password === 'two' ? 200 : 401 }));
    await expect(credential.use(call)).resolves.toMatchObject({ status: 200 });
    const never = await credential.use(() => Promise.resolve(new Response(null, { status: 401 })));
    expect(never.status).toBe(401);
  });

  test('is refused by what the application itself recognises', async () => {
    const credential = make();
    await credential.use(logIn);
    stages = { AWSCURRENT: 'two' };
    const run = ({ password }: { readonly password: string }) =>
      password === 'two' ? Promise.resolve('in') : Promise.reject(named('HouseError'));
    await expect(credential.use(run)).rejects.toMatchObject({ name: 'HouseError' });
    const isAuthenticationError = (error: unknown) => (error as Error).name === 'HouseError';
    await expect(credential.use(run, { isAuthenticationError })).resolves.toBe('in');
  });
});

describe('while Secrets Manager does not answer', () => {
  const away = () => named('TimeoutError');

  test('the value of the cache is served for an hour more, and it is said until when', async () => {
    const credential = make({ ttlSeconds: 60, staleSeconds: 3600 });
    await credential.use(logIn);
    failure = away();
    now += 60;
    const until = now + 3600;
    await expect(credential.use(logIn)).resolves.toBe('one');
    expect(notices).toEqual([{ kind: 'stale', secretId, code: 'TimeoutError', until }]);
    now = until;
    await expect(credential.use(logIn)).rejects.toMatchObject({ name: 'VaultUnavailable', code: 'TimeoutError' });
  });

  test('it is asked less and less often, and at once used again when it is back', async () => {
    const credential = make({ ttlSeconds: 60 });
    await credential.use(logIn);
    failure = away();
    now += 60;
    for (let second = 0; second < 300; second += 1) {
      await credential.use(logIn);
      now += 1;
    }
    expect(asked().length).toBeLessThan(15);
    failure = null;
    stages = { AWSCURRENT: 'two' };
    good = new Set(['two']);
    now += 60;
    await expect(credential.use(logIn)).resolves.toBe('two');
  });

  test('a refused credential gives its own error, not that of Secrets Manager', async () => {
    const credential = make();
    await credential.use(logIn);
    failure = away();
    good = new Set();
    await expect(credential.use(logIn)).rejects.toMatchObject({ code: '28P01' });
  });

  test('an application that starts is told so, and asks no more often for it', async () => {
    failure = away();
    const credential = make();
    for (let tries = 0; tries < 50; tries += 1)
      await expect(credential.use(logIn)).rejects.toMatchObject({ name: 'VaultUnavailable', passing: true });
    expect(asked()).toHaveLength(1);
  });

  test('a right that was taken away is no outage: nothing is served', async () => {
    const credential = make({ ttlSeconds: 60 });
    await credential.use(logIn);
    failure = named('AccessDeniedException');
    now += 60;
    await expect(credential.use(logIn)).rejects.toMatchObject({ code: 'AccessDeniedException', passing: false });
  });
});

describe('the value', () => {
  test('is in no notice, no error of the package, and nothing that is printed of it', async () => {
    const credential = make();
    await credential.use(logIn);
    stages = { AWSCURRENT: 'two', AWSPENDING: 'three' };
    good = new Set();
    await credential.use(logIn).catch(() => undefined);
    manager.on(GetSecretValueCommand).resolves({ VersionId: 'v', SecretString: 'two, and no JSON' });
    const wrong: unknown = await make()
      .version()
      .catch((error: unknown) => error);
    const said = inspect([credential, notices, wrong], { depth: 10, showHidden: true }) + JSON.stringify(credential);
    expect(wrong).toMatchObject({ code: 'NotAnObject' });
    expect(said).not.toMatch(/password|no JSON at|and no JSON|'two'/);
  });

  test('cannot be changed by one that uses it for the next', async () => {
    const { credential } = await make().version();
    expect(() => Object.assign(credential, { password: 'mine' })).toThrow(TypeError);
  });
});
