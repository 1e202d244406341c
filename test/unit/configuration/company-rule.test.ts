import { describe, expect, test } from '@jest/globals';
import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import fc from 'fast-check';
import { readPolicies } from '../../../policies/read-policies.ts';
import { policyOf, ruleSet } from '../../../src/authorization/company-rule.ts';
import type { CompanyRule } from '../../../src/authorization/company-rule.ts';
import { rulesInForce } from '../../../src/authorization/rules-in-force.ts';
import { asksUnder } from '../../../src/configuration/rights.ts';
import { groupName, newId } from '../../../src/kernel/ids.ts';
import type { PersonId } from '../../../src/kernel/ids.ts';

const shipped = readPolicies();
const target = newId('tgt');
const group = (name: string) => groupName.parse(name);
const aRule = (more: Partial<CompanyRule> = {}): CompanyRule => ({
  name: 'orders-admin',
  says: 'Orders, for an hour',
  groups: [group('engineers')],
  people: [],
  targets: [target],
  maxSeconds: 3600,
  approval: [{ count: 1, group: group('approvers') }],
  peers: false,
  ...more,
});

async function inForce(...rules: CompanyRule[]) {
  const set = ruleSet(rules);
  const authorization = rulesInForce(shipped, {
    hashInForce: () => Promise.resolve(set.hash),
    ruleSet: () => Promise.resolve(set),
  });
  await authorization.refresh();
  return authorization;
}
const asking = (
  person: { id: PersonId; groups: readonly string[]; eligible?: readonly string[] },
  on: string = target,
) => ({
  principal: {
    type: 'User' as const,
    id: person.id,
    attributes: { eligible: (person.eligible ?? []).map((id) => ({ type: 'Target' as const, id })) },
    parents: person.groups.map((id) => ({ type: 'Group' as const, id })),
  },
  action: 'access:request',
  resource: {
    type: 'Target' as const,
    id: on,
    attributes: { kind: 'aws-role', sensitivity: 'production' },
    parents: [],
  },
});

describe('a company’s rule', () => {
  test('permits members of its groups and its people to ask for its targets, and nobody else anything', async () => {
    const alice = newId('usr');
    const rules = await inForce(aRule({ people: [alice] }));
    expect(rules.decide(asking({ id: newId('usr'), groups: ['engineers'] }))).toMatchObject({
      allowed: true,
      policies: ['company.orders-admin'],
      obligations: { factor: 'mfa', maxSeconds: 3600, approval: [{ count: 1, group: 'approvers' }] },
    });
    expect(rules.decide(asking({ id: alice, groups: [] })).allowed).toBe(true);
    expect(rules.decide(asking({ id: newId('usr'), groups: ['approvers'] })).allowed).toBe(false);
    expect(rules.decide(asking({ id: alice, groups: ['engineers'] }, newId('tgt'))).allowed).toBe(false);
    for (const action of ['people:write', 'targets:write', 'changes:propose'])
      expect(
        rules.decide({
          ...asking({ id: alice, groups: ['engineers'] }),
          action,
          resource: { type: 'Deployment', id: 'sallyport', attributes: {}, parents: [] },
        }).allowed,
      ).toBe(false);
  });

  test('is joined with the shipped rules, and the strictest wins', async () => {
    const rules = await inForce(aRule({ maxSeconds: 28_800, approval: [{ count: 2, group: group('security') }] }));
    const decision = rules.decide(asking({ id: newId('usr'), groups: ['engineers'], eligible: [target] }));
    expect(decision).toMatchObject({
      policies: ['company.orders-admin', 'rule.production'],
      obligations: {
        maxSeconds: 3600,
        approval: [
          { count: 1, group: 'approvers' },
          { count: 2, group: 'security' },
        ],
      },
    });
  });

  test('fits the schema, whatever its words are', () => {
    const words = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }).filter((text) => text.trim().length > 0);
    fc.assert(
      fc.property(
        words,
        fc.integer({ min: 60, max: 604_800 }),
        fc.integer({ min: 1, max: 20 }),
        (says, maxSeconds, count) => {
          const text = policyOf(aRule({ says, maxSeconds, approval: [{ count, group: group('approvers') }] }));
          const answer = cedar.validate({ schema: shipped.schema, policies: { staticPolicies: { rule: text } } });
          expect(answer).toMatchObject({ type: 'success', validationErrors: [] });
          const back = cedar.policyToJson(text);
          expect(back).toMatchObject({
            type: 'success',
            json: { annotations: { says, maxSeconds: String(maxSeconds) } },
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  test('means to a plan what Cedar decides by it', async () => {
    const names = ['engineers', 'approvers', 'security', 'ops'];
    const people = [newId('usr'), newId('usr'), newId('usr')];
    const targets = [newId('tgt'), newId('tgt'), newId('tgt')];
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          groups: fc.subarray(names),
          ofRule: fc.subarray([...people]),
          on: fc.subarray([...targets], { minLength: 1 }),
        }),
        fc.subarray(names),
        async ({ groups, ofRule, on }, memberOf) => {
          fc.pre(groups.length + ofRule.length > 0);
          const rules = await inForce(aRule({ groups: groups.map(group), people: ofRule, targets: on }));
          for (const id of people)
            for (const wanted of targets) {
              const byCedar = rules.decide(asking({ id, groups: memberOf }, wanted)).allowed;
              const known = {
                id,
                email: id,
                name: id,
                active: true,
                groups: new Set(memberOf.map(group)),
                eligible: new Set<string>(),
              };
              const named = { ...aRule(), groups: groups.map(group), people: ofRule, targets: on };
              expect(on.includes(wanted) && asksUnder(named, known)).toBe(byCedar);
            }
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('the version of a rule', () => {
  test('does not move when another rule is added', async () => {
    const one = await inForce(aRule());
    const two = await inForce(aRule(), aRule({ name: 'other', maxSeconds: 60 }));
    expect(two.versionOf(['company.orders-admin'])).toBe(one.versionOf(['company.orders-admin']));
    expect(two.policyHash).not.toBe(one.policyHash);
  });

  test('moves when the rule does', async () => {
    const one = await inForce(aRule());
    const two = await inForce(aRule({ maxSeconds: 1800 }));
    expect(two.versionOf(['company.orders-admin'])).not.toBe(one.versionOf(['company.orders-admin']));
  });

  test('of the shipped policies is theirs', async () => {
    expect((await inForce(aRule())).versionOf(['rule.production'])).toBe(shipped.hash);
  });
});

test('a set that cannot be read lets nobody decide', async () => {
  const authorization = rulesInForce(shipped, {
    hashInForce: () => Promise.resolve('f'.repeat(64)),
    ruleSet: () => Promise.reject(new Error('gone')),
  });
  await expect(authorization.refresh()).rejects.toThrow('gone');
});
