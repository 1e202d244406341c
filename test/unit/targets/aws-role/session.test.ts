import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as z from 'zod';
import { newId } from '../../../../src/kernel/ids.ts';
import { sessionPolicy } from '../../../../src/targets/aws-role/session-policy.ts';
import { sessionOrder, sessionSeconds, shortestSession } from '../../../../src/targets/aws-role/session.ts';
import { aTarget, NOW } from '../../../support/access.ts';

const policyOf = (endsAt: number) =>
  z
    .object({ Statement: z.array(z.object({ Effect: z.string(), Condition: z.unknown() })) })
    .parse(JSON.parse(sessionPolicy(endsAt))).Statement;

describe('the policy of a session', () => {
  test('allows until the end, and from the end on denies', () => {
    const end = '2027-01-15T08:00:00Z';
    expect(policyOf(1_800_000_000)).toEqual([
      { Effect: 'Allow', Condition: { DateLessThan: { 'aws:CurrentTime': end } } },
      { Effect: 'Deny', Condition: { DateGreaterThanEquals: { 'aws:CurrentTime': end } } },
    ]);
  });

  test('names the very second of the end, whatever it is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), (endsAt) => {
        const [allow] = policyOf(endsAt);
        const { DateLessThan } = z.object({ DateLessThan: z.record(z.string(), z.string()) }).parse(allow?.Condition);
        expect(Date.parse(DateLessThan['aws:CurrentTime'] ?? '') / 1000).toBe(endsAt);
      }),
    );
  });
});

describe('a session of a grant', () => {
  const target = aTarget();
  const holding = { grantId: newId('grt'), holder: newId('usr'), endsAt: NOW + 60, made: false };

  test('has the grant’s id as its name, its source identity and its tag', () => {
    expect(sessionOrder(target, holding, 900)).toMatchObject({
      sessionName: holding.grantId,
      sourceIdentity: holding.grantId,
      tags: { SallyportGrant: holding.grantId, SallyportPerson: holding.holder },
      externalId: target.externalId,
      policy: sessionPolicy(holding.endsAt),
    });
  });

  test('of a probe is like every other, and as short as can be', () => {
    expect(shortestSession(target, holding)).toEqual(sessionOrder(target, holding, 900));
  });

  test.each([
    [1, 900],
    [899, 900],
    [901, 901],
    [3599, 3599],
    [28_800, 3600],
    [-5, 900],
  ])('with %d seconds left lives %d: what STS allows, and role chaining', (left, seconds) => {
    expect(sessionSeconds(NOW + left, NOW)).toBe(seconds);
  });
});
