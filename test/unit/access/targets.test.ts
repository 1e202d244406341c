import { beforeEach, describe, expect, test } from '@jest/globals';
import { targetView } from '../../../src/http/contract/targets.ts';
import { office } from '../../support/office.ts';

let it: Awaited<ReturnType<typeof office>>;
beforeEach(async () => {
  it = await office();
});

const billing = {
  kind: 'aws-role',
  name: 'Billing',
  description: 'Reads the invoices',
  sensitivity: 'standard',
  roleArn: 'arn:aws:iam::123456789012:role/sallyport-target-billing',
  externalId: 'external-1',
  boundaryArn: 'arn:aws:iam::123456789012:policy/sallyport-boundary-billing',
  probeAction: 'dynamodb:ListTables',
  region: 'eu-central-1',
};
const register = (more: object = {}, as: keyof typeof it.people = 'ada') =>
  it.call('POST /targets', { as: it.people[as], body: { ...billing, ...more } });

describe('registering a target', () => {
  test('takes the account from the role, and leaves an entry', async () => {
    const { status, body } = await register();
    expect(status).toBe(201);
    expect(body).toMatchObject({ accountId: '123456789012', version: 1, mayAsk: false });
    expect(it.access.entries.at(-1)).toMatchObject({
      action: 'target.register',
      reasons: ['administrator.keeps-the-directory'],
    });
  });

  test.each(['alice', 'bob', 'carol', 'dave'] as const)('is not for %s', async (name) => {
    expect(await register({}, name)).toMatchObject({ status: 403, code: 'not_permitted' });
  });

  test('asks an administrator for their second factor', async () => {
    const body = billing;
    const answer = await it.call('POST /targets', { as: it.people.ada, acr: 'urn:sallyport:acr:password', body });
    expect(answer).toMatchObject({ status: 401, code: 'insufficient_user_authentication' });
  });

  test.each([
    ['an account that is typed', { accountId: '999999999999' }],
    ['a role of another name', { roleArn: 'arn:aws:iam::123456789012:role/Admin' }],
    ['a role under a path', { roleArn: 'arn:aws:iam::123456789012:role/team/sallyport-target-x' }],
    ['a role that is none', { roleArn: 'arn:aws:iam::123456789012:user/sallyport-target-x' }],
    ['a wildcard', { roleArn: 'arn:aws:iam::123456789012:role/sallyport-target-*' }],
    ['a boundary of another name', { boundaryArn: 'arn:aws:iam::123456789012:policy/ReadOnly' }],
    ['a boundary in another account', { boundaryArn: 'arn:aws:iam::999999999999:policy/sallyport-boundary-billing' }],
    ['a probe that nobody knows', { probeAction: 's3:DeleteBucket' }],
    ['a probe that IAM cannot refuse', { probeAction: 'sts:GetCallerIdentity' }],
    ['a name that reads backwards', { name: 'Bill\u202eing' }],
    ['a region that is none', { region: 'x' }],
  ])('with %s is not understood', async (_, more) => {
    expect(await register(more)).toMatchObject({ status: 400, code: 'invalid_request' });
    expect((await it.access.targets({ after: null, limit: 9 })).items).toHaveLength(1);
  });

  test('once: a name, a role and a boundary belong to one target, and the answer says which was taken', async () => {
    await register();
    const answer = await register({ name: 'BILLING' });
    expect(answer).toMatchObject({ status: 409, code: 'already_exists' });
    expect(answer.detail).toContain('name');
    expect(answer.detail).toContain('boundary');
  });

  test('does not happen when the audit refuses the entry', async () => {
    it.access.failNext('entry-refused');
    expect(await register()).toMatchObject({ status: 503, code: 'cannot_record' });
    expect((await it.access.targets({ after: null, limit: 9 })).items).toHaveLength(1);
  });
});

describe('how far Sallyport reaches is for the settings to say', () => {
  test('a role of an account that they do not name is refused, and the answer says what to do', async () => {
    const elsewhere = {
      roleArn: 'arn:aws:iam::999999999999:role/sallyport-target-billing',
      boundaryArn: 'arn:aws:iam::999999999999:policy/sallyport-boundary-billing',
    };
    const answer = await register(elsewhere);
    expect(answer).toMatchObject({ status: 400, code: 'invalid_request' });
    expect(answer.detail).toContain('999999999999 is not one');
    expect(answer.detail).toContain('account-access.yaml');
    expect((await it.access.targets({ after: null, limit: 9 })).items).toHaveLength(1);
  });

  test('a role of another name is taken when it was adopted there, path and all', async () => {
    expect((await register({ roleArn: 'arn:aws:iam::123456789012:role/team/Adopted' })).status).toBe(201);
    const other = await register({ name: 'Other', roleArn: 'arn:aws:iam::123456789012:role/Adopted' });
    expect(other.detail).toContain('adoptedRoles');
  });
});

describe('what may I ask for', () => {
  const listed = async (as: keyof typeof it.people) => {
    const { body } = await it.call('GET /targets', { as: it.people[as] });
    return (body as { targets: unknown[] }).targets.map((each) => targetView.parse(each));
  };

  test('shows the rule, and how many could agree besides me', async () => {
    const [target] = await listed('alice');
    expect(target).toMatchObject({
      mayAsk: true,
      whyNot: null,
      rule: { minimumSeconds: 60, maxSeconds: 3600, approval: [{ count: 1, group: 'approvers', people: 2 }] },
    });
    expect(target?.rule?.inWords).toContain('At most 1 hour');
    await it.makeEligible(it.people.bob);
    expect((await listed('bob'))[0]?.rule?.approval).toMatchObject([{ people: 1, names: ['Erin'] }]);
  });

  test('shows why not', async () => {
    expect((await listed('dave'))[0]).toMatchObject({ mayAsk: false, rule: null, whyNot: { code: 'not_eligible' } });
  });

  test('never shows the external id', async () => {
    await register();
    expect(JSON.stringify(await listed('ada'))).not.toContain('external-1');
  });
});
