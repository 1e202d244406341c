import { describe, expect, test } from '@jest/globals';
import { planAdoption } from '../../../cli/operator/plan-adoption.ts';
import type { Adoption, Plan } from '../../../cli/operator/plan-adoption.ts';
import { boundaryDocument } from '../../../src/targets/aws-role/boundary.ts';
import { readTrust } from '../../../src/targets/aws-role/read-trust.ts';

const ACCOUNT = '111122223333';
const OURS = `arn:aws:iam::${ACCOUNT}:policy/sallyport-boundary-Operator`;
const trustOf = (principal: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: principal }, Action: 'sts:AssumeRole' }],
});
const role: Adoption['role'] = {
  arn: `arn:aws:iam::${ACCOUNT}:role/Operator`,
  name: 'Operator',
  path: '/',
  trust: trustOf(`arn:aws:iam::${ACCOUNT}:role/ci`),
  boundaryArn: null,
};
const plan = (more: Partial<Adoption['role']> = {}, rest: Partial<Adoption> = {}): Plan =>
  planAdoption({
    role: { ...role, ...more },
    boundary: null,
    sallyportAccount: ACCOUNT,
    externalId: 'made-up',
    ...rest,
  });
function possible(planned: Plan) {
  if (!planned.can) throw new Error(planned.why);
  return planned;
}
const kinds = (planned: Plan) => possible(planned).changes.map(({ kind }) => kind);
const whyNot = (planned: Plan) => (planned.can ? 'it can' : planned.why);

describe('adopting a role', () => {
  test('gives it the boundary before anybody may be let in', () => {
    expect(kinds(plan())).toEqual(['make-boundary', 'wear-boundary', 'trust-sallyport']);
  });

  test('lets the lending functions in beside whoever was, and warns of those', () => {
    const { trust, warnings } = possible(plan());
    expect(readTrust(trust, ACCOUNT)).toEqual({
      missing: [],
      externalIds: ['made-up'],
      others: [`arn:aws:iam::${ACCOUNT}:role/ci`],
    });
    expect(warnings.join(' ')).toContain(`role/ci`);
  });

  test('warns that the boundary is for everybody who has the role', () => {
    expect(possible(plan()).warnings[0]).toContain('nobody with it writes IAM');
  });

  test('again changes nothing, and keeps the external id that was agreed on', () => {
    const { trust, externalId } = possible(plan());
    const again = plan(
      { trust, boundaryArn: OURS },
      { boundary: { document: boundaryDocument([]) }, externalId: 'another' },
    );
    expect(kinds(again)).toEqual([]);
    expect(possible(again).externalId).toBe(externalId);
  });

  test('goes on where it was interrupted', () => {
    expect(kinds(plan({}, { boundary: { document: boundaryDocument([]) } }))).toEqual([
      'wear-boundary',
      'trust-sallyport',
    ]);
  });
});

describe('a role is not adopted', () => {
  test('while it wears somebody else’s boundary: an early end could not be written, and the message says so', () => {
    const why = whyNot(plan({ boundaryArn: 'arn:aws:iam::1:policy/Guardrail' }));
    expect(why).toContain('policy/Guardrail');
    expect(why).toContain('early end could not be written');
    expect(why).toContain('lendable-role.yaml');
  });

  test('when the policy of its boundary’s name is somebody else’s', () => {
    const foreign = { document: { Version: '2012-10-17', Statement: [] } };
    expect(whyNot(plan({}, { boundary: foreign }))).toContain('not one that Sallyport writes');
  });

  test.each([
    ['/aws-service-role/x.amazonaws.com/', 'service-linked'],
    ['/aws-reserved/sso.amazonaws.com/', 'Identity Center'],
  ])('of the path %s: AWS keeps it', (path, word) => {
    expect(whyNot(plan({ path }))).toContain(word);
  });

  test('when its trust policy would be too long for IAM, or is not understood', () => {
    const many = Array.from(
      { length: 20 },
      (_, at) => `arn:aws:iam::${ACCOUNT}:role/a-rather-long-name-of-a-role-${at}`,
    );
    const long = { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: many } }] };
    expect(whyNot(plan({ trust: long }))).toMatch(/would be \d+ characters long, and IAM takes 2048/);
    expect(whyNot(plan({ trust: 'x' }))).toContain('not understood');
  });
});
