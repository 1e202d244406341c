import { describe, expect, test } from '@jest/globals';
import type { Entity, Question } from '../../../src/authorization/decision.ts';
import { policySet } from '../../../src/authorization/policy-set.ts';

const schema = `namespace Sallyport {
  entity Group;
  entity User in [Group] { level: Long };
  entity Target { needs?: Long };
  action "open" appliesTo { principal: User, resource: Target };
}`;
const scope = `(principal is Sallyport::User, action == Sallyport::Action::"open", resource is Sallyport::Target)`;
const set = (policies: Record<string, string>) =>
  policySet({
    hash: JSON.stringify(policies),
    schema,
    policies: Object.fromEntries(Object.entries(policies).map(([id, text]) => [id, `@id("${id}") ${text}`])),
  });
const principal: Entity = { type: 'User', id: 'u', attributes: { level: 1 }, parents: [] };
const resource: Entity = { type: 'Target', id: 't', attributes: {}, parents: [] };
const open: Question = { principal, action: 'open', resource };

describe('a decision', () => {
  test('is no where nothing permits', () => {
    expect(set({}).decide(open)).toEqual({ allowed: false, policies: [], says: [] });
  });

  test('says which policies made it, and joins what they ask for', () => {
    const policies = set({
      a: `@factor("not-required") @maxSeconds("60") permit ${scope};`,
      b: `@factor("mfa") @approval("2 of owners") permit ${scope};`,
    });
    expect(policies.decide(open)).toEqual({
      allowed: true,
      policies: ['a', 'b'],
      obligations: { factor: 'mfa', freshSeconds: null, maxSeconds: 60, approval: [{ count: 2, group: 'owners' }] },
    });
  });

  test('is no where one forbids, whoever permits, and says why in words', () => {
    const policies = set({
      a: `@factor("mfa") permit ${scope};`,
      b: `@says("Not today.") forbid ${scope} when { principal.level < 2 };`,
    });
    expect(policies.decide(open)).toEqual({ allowed: false, policies: ['b'], says: ['Not today.'] });
  });

  test('is not made where a policy fails: a forbid that cannot be evaluated must not let anyone pass', () => {
    const policies = set({
      a: `@factor("mfa") permit ${scope};`,
      b: `forbid ${scope} when { resource.needs > principal.level };`,
    });
    expect(() => policies.decide(open)).toThrow(/cannot decide open: b failed/);
  });

  test.each<[string, Question]>([
    ['an action that the schema does not know', { ...open, action: 'shut' }],
    ['a thing that the action is not about', { ...open, resource: { ...resource, type: 'Group' } }],
    ['an attribute of the wrong type', { ...open, principal: { ...principal, attributes: { level: 'high' } } }],
    ['an attribute that is missing', { ...open, principal: { ...principal, attributes: {} } }],
  ])('is not made about %s', (_, question) => {
    expect(() => set({ a: `@factor("mfa") permit ${scope};` }).decide(question)).toThrow(/cannot decide/);
  });
});
