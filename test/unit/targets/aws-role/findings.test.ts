import { describe, expect, test } from '@jest/globals';
import { findingsOf } from '../../../../src/targets/aws-role/findings.ts';
import { readTrust } from '../../../../src/targets/aws-role/read-trust.ts';
import type { SeenRole } from '../../../../src/targets/aws-role/seen-role.ts';
import { LENDING_FUNCTIONS, trustDocument } from '../../../../src/targets/aws-role/trust.ts';
import { aTarget } from '../../../support/access.ts';

const SALLYPORT = '111122223333';
const target = aTarget();
const trust = trustDocument({ partition: 'aws', account: SALLYPORT, externalId: target.externalId });
const fine: SeenRole = {
  role: { is: 'there', wears: target.boundaryArn, trust },
  boundary: 'ours',
  written: { done: 'written' },
  session: { is: 'given', tokenPercent: 20 },
  withoutExternalId: 'refused',
  probe: 'allowed',
  probeAfterEnd: 'refused',
};
const seen = (more: Partial<SeenRole>) =>
  Object.fromEntries(findingsOf(target, { ...fine, ...more }, SALLYPORT).map((each) => [each.check, each]));
const notOk = (more: Partial<SeenRole>) =>
  Object.values(seen(more))
    .filter(({ result }) => result !== 'ok')
    .map(({ check, result }) => `${check} ${result}`);

describe('what a check finds', () => {
  test('is nothing wrong with a role that is as the construct makes it', () => {
    expect(notOk({})).toEqual([]);
  });

  test.each([
    [
      'an account that does not let us look',
      { role: { is: 'closed' } },
      ['role failed', 'boundary-worn unknown', 'trust unknown'],
    ],
    [
      'a role at another path',
      { role: { is: 'elsewhere' } },
      ['role failed', 'boundary-worn unknown', 'trust unknown'],
    ],
    [
      'IAM that does not answer',
      { role: { is: 'unknown' } },
      ['role unknown', 'boundary-worn unknown', 'trust unknown'],
    ],
    ['another boundary', { role: { is: 'there', wears: 'arn:aws:iam::1:policy/x', trust } }, ['boundary-worn failed']],
    [
      'a boundary that is gone',
      { boundary: 'missing', written: null },
      ['boundary failed', 'boundary-writable unknown'],
    ],
    ['a boundary nobody may write', { written: { failed: 'AccessDenied' } }, ['boundary-writable failed']],
    [
      'an account that lets nobody write',
      { written: { failed: 'AccountAccessRefused' } },
      ['boundary-writable failed'],
    ],
    [
      'a writer that does not answer',
      { written: { failed: 'TooManyRequestsException' } },
      ['boundary-writable unknown'],
    ],
    ['a probe that nobody answers', { probe: 'unknown' }, ['probe unknown']],
    ['an end that does not hold', { probeAfterEnd: 'allowed' }, ['natural-end failed']],
    ['a token that is nearly full', { session: { is: 'given', tokenPercent: 95 } }, ['session-size warning']],
    [
      'STS that does not answer',
      { session: { is: 'unknown' } },
      ['session unknown', 'external-id unknown', 'session-size unknown'],
    ],
  ] satisfies [string, Partial<SeenRole>, string[]][])('%s', (_what, more, wanted) => {
    expect(notOk(more)).toEqual(wanted);
  });

  test('a remedy stands with everything that failed', () => {
    for (const more of [
      { role: { is: 'missing' } },
      { boundary: 'foreign', written: null },
      { written: { failed: 'AccessDenied' } },
      { session: { is: 'refused', action: 'sts:TagSession' } },
      { probe: 'refused' },
    ] satisfies Partial<SeenRole>[])
      for (const { check, result, remedy } of Object.values(seen(more)))
        if (result === 'failed' && check !== 'session')
          expect({ check, remedy }).toEqual({ check, remedy: expect.any(String) });
  });
});

describe('reading a trust policy', () => {
  const read = (statement: object) => readTrust({ Statement: statement }, SALLYPORT);
  const role = (name: string) => `arn:aws:iam::${SALLYPORT}:role/${name}`;

  test('that is ours finds all lending functions, their external id, and nobody else', () => {
    expect(readTrust(trust, SALLYPORT)).toEqual({ missing: [], externalIds: [target.externalId], others: [] });
  });

  test('names whoever else it lets in: a user, a service, a provider, everybody', () => {
    const allow = { Effect: 'Allow', Action: ['sts:AssumeRole', 'sts:TagSession'] };
    expect(read({ ...allow, Principal: { AWS: role('ci'), Service: 'ec2.amazonaws.com' } })?.others).toEqual([
      role('ci'),
      'ec2.amazonaws.com',
    ]);
    const web = { Effect: 'Allow', Action: 'sts:AssumeRoleWithWebIdentity', Principal: { Federated: 'github' } };
    expect(read(web)?.others).toEqual(['github']);
    expect(read({ ...allow, Principal: '*' })?.others).toEqual(['*']);
    expect(read({ ...allow, Action: '*', Principal: { AWS: SALLYPORT } })?.others).toEqual([SALLYPORT]);
  });

  test('takes a whole account for whoever its IAM lets in, the lending functions too', () => {
    const whole = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: `arn:aws:iam::${SALLYPORT}:root` } };
    expect(read(whole)).toMatchObject({ missing: [], externalIds: [] });
  });

  test('reads conditions whatever the case of their keys, and none that exclude', () => {
    const named = (operator: string) => ({
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Principal: '*',
      Condition: { [operator]: { 'AWS:principalarn': LENDING_FUNCTIONS.map(role) } },
    });
    expect(read(named('ArnLike'))).toMatchObject({ missing: [], others: [] });
    expect(read(named('ArnNotLike'))?.others).toEqual(['*']);
  });

  test('lets nobody in by a deny, nor by an action that is not assuming', () => {
    for (const given of [
      { Effect: 'Deny', Action: '*' },
      { Effect: 'Allow', Action: 'sts:TagSession' },
    ])
      expect(read({ ...given, Principal: '*' })).toEqual({ missing: LENDING_FUNCTIONS, externalIds: [], others: [] });
  });

  test('that is none is not understood', () => {
    for (const given of [undefined, 'x', {}, { Statement: 1 }]) expect(readTrust(given, SALLYPORT)).toBeNull();
  });
});
