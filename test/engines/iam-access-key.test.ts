import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { DeleteAccessKeyCommand, GetAccessKeyLastUsedCommand, UpdateAccessKeyCommand } from '@aws-sdk/client-iam';
import type { IAMClient } from '@aws-sdk/client-iam';
import type { At, Engine } from '../../src/vault/engine.ts';
import type { Credentials } from '../local/private-cloud.ts';
import { at } from '../support/vault/at.ts';
import { describeEngine } from '../support/vault/engine-contract.ts';
import { startIamUnderTest } from '../support/vault/iam-under-test.ts';
import type { IamUnderTest } from '../support/vault/iam-under-test.ts';
import { stoppedAtEachCall } from '../support/vault/stopped-at-each-call.ts';

const address = { engine: 'iam-access-key', userName: 'mailer' } as const;
let iam: IamUnderTest;
let root: IAMClient;
let engine: Engine;

const credentialsIn = (value: string) => JSON.parse(value) as Credentials;
const idIn = (value: string): string => credentialsIn(value).accessKeyId;
const seconds = () => Math.floor(Date.now() / 1000);
const reset = () => iam.reset();
const logsIn = (value: string) => iam.logsIn(value);
const newKey = (userName: string) => iam.newKey(userName);

beforeAll(async () => {
  iam = await startIamUnderTest();
  ({ root, engine } = iam);
}, 180_000);
afterAll(() => iam.stop());

describe('the local cloud has access keys as AWS has them', () => {
  beforeEach(reset);

  test('two for each user, and no third', async () => {
    await newKey('mailer');
    await expect(newKey('mailer')).rejects.toMatchObject({ name: 'LimitExceededException' });
  });

  test('each with when it was last used, from when it was', async () => {
    const value = await reset();
    const used = async () =>
      (await root.send(new GetAccessKeyLastUsedCommand({ AccessKeyId: idIn(value) }))).AccessKeyLastUsed;
    await expect(used()).resolves.toEqual({ Region: 'N/A', ServiceName: 'N/A' });
    await logsIn(value);
    await expect(used()).resolves.toEqual({
      Region: 'us-east-1',
      ServiceName: 'sts',
      LastUsedDate: expect.any(Date),
    });
  });

  test('refused while inactive, and good again when it is active again', async () => {
    const value = await reset();
    const set = (Status: 'Active' | 'Inactive') =>
      root.send(new UpdateAccessKeyCommand({ UserName: 'mailer', AccessKeyId: idIn(value), Status }));
    await set('Inactive');
    await expect(logsIn(value)).resolves.toBe(false);
    await set('Active');
    await expect(logsIn(value)).resolves.toBe(true);
  });

  test('found only under the user it belongs to', async () => {
    const value = await reset();
    const others = root.send(new DeleteAccessKeyCommand({ UserName: 'bystander', AccessKeyId: idIn(value) }));
    await expect(others).rejects.toMatchObject({ name: 'NoSuchEntityException' });
    await expect(logsIn(value)).resolves.toBe(true);
  });
});

describe('an access key on the local cloud', () => {
  test('is rotated from the first key to the second, and the first is gone', async () => {
    const current = await reset();
    const before = await iam.rest();
    const candidate = await engine.stage(at(address), { current, labelled: [current] });
    await expect(engine.apply(at(address), { current, candidate })).resolves.toEqual({ applied: true });
    await expect(engine.verify(at(address), candidate)).resolves.toEqual({ verified: true });
    await expect(Promise.all([logsIn(current), logsIn(candidate)])).resolves.toEqual([true, true]);
    const change = { current: candidate, old: current };
    await expect(engine.retire(at(address), { ...change, how: 'at-disuse' })).resolves.toEqual({
      retired: false,
      why: 'in-use',
    });
    const later = at(address, { clock: () => seconds() + 7300 });
    await expect(engine.retire(later, { ...change, how: 'at-disuse' })).resolves.toMatchObject({ why: 'cannot-tell' });
    await expect(Promise.all([logsIn(current), logsIn(candidate)])).resolves.toEqual([false, true]);
    await expect(engine.retire(later, { ...change, how: 'at-disuse' })).resolves.toEqual({ retired: true });
    await expect(iam.idsOf('mailer')).resolves.toEqual([idIn(candidate)]);
    await expect(iam.rest()).resolves.toBe(before);
  });

  test('is deleted at once when it must be', async () => {
    const current = await reset();
    const candidate = await engine.stage(at(address), { current, labelled: [current] });
    const change = { current: candidate, old: current, how: 'now' } as const;
    await expect(engine.retire(at(address), change)).resolves.toEqual({ retired: true });
    await expect(engine.retire(at(address), change)).resolves.toEqual({ retired: true });
    await expect(Promise.all([logsIn(current), logsIn(candidate)])).resolves.toEqual([false, true]);
  });

  test('is told from one that AWS does not have, and from one whose secret is wrong', async () => {
    const value = credentialsIn(await reset());
    const later = at(address, { clock: () => seconds() + 301 });
    const probe = (given: object) => engine.probe(later, JSON.stringify({ ...value, ...given }));
    await expect(probe({})).resolves.toEqual({ login: 'alive' });
    await expect(probe({ accessKeyId: 'AKIANOSUCHKEY0000000' })).resolves.toMatchObject({ login: 'dead' });
    await expect(probe({ secretAccessKey: 'wrong' })).resolves.toMatchObject({ login: 'dead' });
  });

  test('that was made and then lost is deleted, and a key of a person is not', async () => {
    const current = await reset();
    const from = { current, labelled: [current] };
    await engine.stage(at(address), from);
    const candidate = await engine.stage(at(address), from);
    await expect(iam.idsOf('mailer')).resolves.toEqual([idIn(current), idIn(candidate)].sort());
    await logsIn(candidate);
    await expect(engine.stage(at(address), from)).rejects.toThrow(idIn(candidate));
    await expect(logsIn(candidate)).resolves.toBe(true);
  });

  test('is neither alive nor dead when AWS does not answer', async () => {
    const current = await reset();
    const mend = await iam.lose();
    await expect(engine.probe(at(address), current)).resolves.toMatchObject({ login: 'unknown' });
    const staged = engine.stage(at(address), { current, labelled: [current] });
    await expect(staged).rejects.toMatchObject({ name: 'IamProblem' });
    await mend();
    await expect(engine.probe(at(address), current)).resolves.toEqual({ login: 'alive' });
  });

  test('of a user that the settings do not name is refused, in words that say where to name it', async () => {
    const other = { engine: 'iam-access-key', userName: 'bystander' } as const;
    const value = JSON.stringify({ accessKeyId: 'AKIANOSUCHKEY0000000', secretAccessKey: 'x' });
    await expect(engine.stage(at(other), { current: value, labelled: [value] })).rejects.toMatchObject({
      fault: { stage: 'rights', says: expect.stringContaining('vault.iamUsers') },
    });
  });
});

test('a rotation of an access key survives a stop before and after each of its calls', async () => {
  interface Kept {
    current: string;
    candidate: string | null;
    old: string | null;
  }
  const rotate = async (kept: Kept, call: At['call']): Promise<void> => {
    const here = at(address, { call, attempt: { token: 't', startedAt: seconds() - 5 } });
    if (kept.old === null) {
      const { current } = kept;
      kept.candidate ??= await engine.stage(here, { current, labelled: [current] });
      const { candidate } = kept;
      expect(await engine.apply(here, { current, candidate })).toEqual({ applied: true });
      expect(await engine.verify(here, candidate)).toEqual({ verified: true });
      Object.assign(kept, { current: candidate, candidate: null, old: current });
    }
    const { current, old } = kept;
    if (old !== null) expect(await engine.retire(here, { current, old, how: 'now' })).toEqual({ retired: true });
  };
  const points = await stoppedAtEachCall<Kept>({
    before: async () => ({ current: await reset(), candidate: null, old: null }),
    act: rotate,
    after: async (kept) => {
      await expect(logsIn(kept.current)).resolves.toBe(true);
      await rotate(kept, (_name, run) => run());
      await expect(iam.idsOf('mailer')).resolves.toEqual([idIn(kept.current)]);
      await expect(logsIn(kept.current)).resolves.toBe(true);
    },
  });
  expect(points).toBe(16);
}, 120_000);

describeEngine(async () => iam);
