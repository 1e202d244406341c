import { beforeAll, describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { ownerOf, policy } from '../../local/cloud/plant-roles.ts';
import type { Owner, Planted } from '../../local/cloud/plant-roles.ts';
import { account, otherAccount } from '../../local/cloud/start-cloud.ts';
import { askForCredentials, endGrant, grantIn } from '../../local/headless/elevation.ts';
import { bodyOf } from '../../local/headless/expect-answer.ts';
import type { Member } from '../../local/headless/member.ts';
import { makeEligible } from '../../local/headless/administration.ts';
import { tryAction } from '../../local/headless/use-credentials.ts';
import { signedInTerminal } from './support/command-line.ts';
import { approver, engineer, hire } from './support/hire.ts';
import { held } from './support/hold.ts';
import { readEntries } from './support/record.ts';
import { shared, stack } from './support/stack.ts';

const here = ownerOf(stack.cloud.endpoint, account);
const there = ownerOf(stack.cloud.endpoint, otherAccount);
const PROBE = 'dynamodb:ListTables';
const unique = () => randomBytes(4).toString('hex');

let ada: Member;
let alice: Member;
let bob: Member;
beforeAll(async () => {
  ada = await shared('ada');
  alice = await engineer([]);
  bob = await approver();
});

const finding = z.object({ check: z.string(), result: z.string(), says: z.string(), remedy: z.string().nullable() });
const checkAnswer = z.object({ identity: z.string(), findings: z.array(finding) });

const register = (planted: Pick<Planted, 'name' | 'roleArn' | 'boundaryArn'>, more: object = {}) =>
  ada.call('POST', '/targets', {
    kind: 'aws-role',
    name: planted.name,
    description: 'Planted by a test',
    sensitivity: 'standard',
    roleArn: planted.roleArn,
    boundaryArn: planted.boundaryArn,
    externalId: `external-${planted.name}`,
    probeAction: PROBE,
    region: stack.cloud.region,
    ...more,
  });
const registered = async (...given: Parameters<typeof register>): Promise<string> =>
  bodyOf(await register(...given), 201, z.object({ id: z.string() })).id;

const check = async (targetId: string) =>
  bodyOf(await ada.call('POST', `/targets/${targetId}/check`), 200, checkAnswer);
/** What is not in order: check, result and a word of what it says. */
const faultsOf = async (targetId: string) => {
  const { findings } = await check(targetId);
  return Object.fromEntries(findings.filter(({ result }) => result !== 'ok').map((each) => [each.check, each]));
};

const plant = (owner: Owner, may = PROBE) => {
  const name = `test-${unique()}`;
  return owner.plantRole(name, { externalId: `external-${name}`, may });
};

/** The local cloud does not tell how full a token is; everything else it answers. */
const inOrder = { 'session-size': expect.objectContaining({ result: 'unknown' }) };

describe('a role of another account', () => {
  test('is refused until the settings name its account, and the answer says what to do', async () => {
    const elsewhere = {
      name: `far-${unique()}`,
      roleArn: 'arn:aws:iam::333333333333:role/sallyport-target-far',
      boundaryArn: 'arn:aws:iam::333333333333:policy/sallyport-boundary-far',
    };
    const answer = await register(elsewhere);
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).toContain('account-access.yaml');
  });

  test('is looked at, lent, used and taken back early, once that account has deployed what lets Sallyport in', async () => {
    const planted = await plant(there);
    const targetId = await registered(planted);
    // Another test of this stack may have let Sallyport in already: the account does it once.
    const before = await faultsOf(targetId);
    if (Object.keys(before).includes('role')) {
      expect(before['role']).toMatchObject({
        result: 'failed',
        remedy: expect.stringContaining('account-access.yaml'),
      });
      await there.deployTemplate('SallyportAccess', 'account-access.yaml', { SallyportAccount: account });
    }
    expect(await faultsOf(targetId)).toEqual(inOrder);

    await makeEligible(ada, alice.person.id, targetId);
    const { grant, credentials } = await held(alice, bob, { targetId, seconds: 300 });
    const use = async () => (await tryAction(stack, PROBE, credentials)).result;
    expect(await use()).toBe('allowed');
    expect((await endGrant(bob, grant.id)).status).toBe(202);
    const ended = await grantIn(alice, grant.id, 'ended', 60);
    expect(ended.end?.why).toBe('revoked');
    expect(ended.probe?.result).toBe('refused');
    expect(await use()).toBe('AccessDenied');
    expect((await askForCredentials(alice, grant.id)).code).toBe('grant_not_active');
    // The boundary now denies that grant, and is still ours.
    expect(await faultsOf(targetId)).toEqual(inOrder);
  });
});

describe('the check of a target', () => {
  test('finds a role of the plain template in order, and leaves an entry that its sessions are named after', async () => {
    const targetId = await registered(await plant(here));
    const { identity, findings } = await check(targetId);
    expect(findings.filter(({ result }) => result === 'ok').map((each) => each.check)).toEqual([
      ...['role', 'boundary-worn', 'boundary', 'boundary-writable', 'session', 'trust', 'external-id', 'probe'],
      'natural-end',
    ]);
    const entries = await readEntries({ from: String(Math.floor(Date.now() / 1000) - 60) });
    expect(entries.filter(({ action }) => action === 'target.check').map(({ id }) => `grt_check-${id}`)).toContain(
      identity,
    );
  });

  test.each(['alice', 'bob', 'carol'])('is not for %s', async (name) => {
    const [target] = stack.targets;
    const answer = await (await shared(name)).call('POST', `/targets/${target?.id ?? ''}/check`);
    expect({ status: answer.status, code: answer.code }).toEqual({ status: 403, code: 'not_permitted' });
  });

  test('says that the role is missing', async () => {
    const planted = await plant(here);
    const targetId = await registered(planted);
    await here.deleteRole(planted);
    const faults = await faultsOf(targetId);
    expect(faults['role']).toMatchObject({ result: 'failed', says: `There is no role ${planted.roleArn}.` });
    expect(faults['session']).toMatchObject({ result: 'failed' });
  });

  test('says that the external id is another one', async () => {
    const faults = await faultsOf(await registered(await plant(here), { externalId: 'typed-wrongly' }));
    expect(Object.keys(faults)).not.toContain('trust');
    expect(faults['session']).toMatchObject({ result: 'failed', says: expect.stringContaining('another external id') });
    expect(faults['probe']).toMatchObject({ result: 'unknown' });
  });

  test('says that the role wears no boundary', async () => {
    const planted = await plant(here);
    const targetId = await registered(planted);
    await here.takeBoundaryOff(planted.name);
    expect((await faultsOf(targetId))['boundary-worn']).toMatchObject({
      result: 'failed',
      says: expect.stringContaining('no permissions boundary'),
    });
  });

  test('says that the boundary is somebody else’s, and leaves it as it is', async () => {
    const planted = await plant(here);
    const targetId = await registered(planted);
    await here.replaceBoundary(planted.boundaryArn, policy({ Effect: 'Allow', Action: 's3:*', Resource: '*' }));
    for (const _time of [1, 2]) {
      const faults = await faultsOf(targetId);
      expect(faults['boundary']).toMatchObject({ result: 'failed', says: expect.stringContaining('somebody else') });
      expect(faults['boundary-writable']).toMatchObject({ result: 'unknown' });
      expect(faults['probe']).toMatchObject({ result: 'failed' });
    }
  });

  test('says that the probe is not permitted', async () => {
    const faults = await faultsOf(await registered(await plant(here, 's3:ListAllMyBuckets')));
    expect(Object.keys(faults).sort()).toEqual(['probe', 'session-size']);
    expect(faults['probe']).toMatchObject({ result: 'failed', says: expect.stringContaining(PROBE) });
  });

  const lenders = ['lend-credentials', 'activate-grant', 'verify-gone'].map(
    (name) => `arn:aws:iam::${account}:role/sallyport-${name}`,
  );
  const trust = (actions: readonly string[], whom: readonly string[] = lenders) =>
    policy({
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${account}:root` },
      Action: actions,
      Condition: { ArnEquals: { 'aws:PrincipalArn': whom } },
    });

  test.each([
    ['sts:TagSession', trust(['sts:AssumeRole', 'sts:SetSourceIdentity'])],
    ['sts:SetSourceIdentity', trust(['sts:AssumeRole', 'sts:TagSession'])],
  ])('says that the trust does not allow %s', async (action, document) => {
    const planted = await plant(here);
    const targetId = await registered(planted);
    await here.setTrust(planted.name, document);
    expect((await faultsOf(targetId))['session']).toMatchObject({
      result: 'failed',
      says: `The trust policy does not allow ${action}.`,
    });
  });

  test('says which lending function is not let in, who else is, and that nothing asks for an external id', async () => {
    const planted = await plant(here);
    const targetId = await registered(planted);
    const all = ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'];
    const other = `arn:aws:iam::${account}:role/somebody`;
    await here.setTrust(planted.name, trust(all, [...lenders.slice(0, 2), other]));
    const faults = await faultsOf(targetId);
    expect(faults['trust']).toMatchObject({ result: 'failed', says: expect.stringContaining('sallyport-verify-gone') });
    expect(faults['others']).toMatchObject({ result: 'warning', says: expect.stringContaining(other) });
    expect(faults['external-id']).toMatchObject({ result: 'warning' });
  });
});

describe('sallyport targets check', () => {
  test('says it in words, and ends with 1 when something failed', async () => {
    const [good, bad] = [await plant(here), await plant(here)];
    const ids = [await registered(good), await registered(bad)];
    await here.takeBoundaryOff(bad.name);
    const terminal = await signedInTerminal(await hire('administrator', { groups: ['administrators'] }));

    const fine = await terminal.run(['targets', 'check', good.name]);
    expect([fine.code, fine.err]).toEqual([0, '']);
    expect(fine.out).toContain('  ✓ The role wears the boundary that ends are written into.');

    const wrong = await terminal.run(['targets', 'check', ids[1] ?? '']);
    expect(wrong.code).toBe(1);
    expect(wrong.out).toContain('  ✗ The role wears no permissions boundary');
    expect(wrong.out).toContain('    An early end could not be written. Set the registered boundary on the role.');

    const { out } = await terminal.run(['targets', 'check', good.name, '--json']);
    expect(JSON.parse(out)).toMatchObject({ targets: [{ id: ids[0], findings: expect.any(Array) }] });
  });
});
