import { describe, expect, test } from '@jest/globals';
import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import { readPolicies } from '../../policies/read-policies.ts';
import type { Authorization } from '../../src/authorization/decision.ts';
import { policySet } from '../../src/authorization/policy-set.ts';
import type { PolicyBundle } from '../../src/authorization/policy-set.ts';
import { caseFiles, policyCases, questionOf, written } from './policy-cases.ts';
import type { PolicyCase } from './policy-cases.ts';

const bundle = readPolicies();
const shipped = policySet(bundle);

/** What the policies say to a case, in the case's own words. */
function answer(policies: Authorization, asked: PolicyCase) {
  const decision = policies.decide(questionOf(asked));
  return decision.allowed
    ? { decision: 'allow', by: decision.policies, obligations: written(decision.obligations) }
    : { decision: 'deny', by: decision.policies };
}
const expected = (asked: PolicyCase) =>
  asked.decision === 'allow'
    ? { decision: asked.decision, by: asked.by, obligations: asked.obligations }
    : { decision: asked.decision, by: asked.by };

describe.each(caseFiles)('policies/cases/%s', (_, cases) => {
  test.each(cases.map((each) => [each.case, each] as const))('%s', (_name, asked) => {
    expect(answer(shipped, asked)).toEqual(expected(asked));
  });
});

describe('the cases are enough', () => {
  test('each says something of its own', () => {
    const questions = policyCases.map(({ who, action, on }) => `${who} ${action} ${on}`);
    expect(questions.filter((each, index) => questions.indexOf(each) !== index)).toEqual([]);
  });

  test('every action of the schema is permitted to somebody and refused to somebody else', () => {
    const actions = cedar.schemaToJson(bundle.schema);
    if (actions.type === 'failure') throw new Error('the schema is not one');
    const names = Object.keys(actions.json['Sallyport']?.actions ?? {});
    expect(names.length).toBeGreaterThan(10);
    const seen = (decision: PolicyCase['decision']) =>
      new Set(policyCases.filter((each) => each.decision === decision).map(({ action }) => action));
    expect(names.filter((name) => !seen('allow').has(name))).toEqual([]);
    expect(names.filter((name) => !seen('deny').has(name)).sort()).toEqual(openToEveryone);
  });

  /** Everyone who is signed in may do these; there is nobody to refuse. */
  const openToEveryone = ['credentials:list', 'grants:list', 'requests:list', 'target:read', 'targets:list'];

  test.each(Object.keys(bundle.policies))('%s: without it, a case would fail', (id) => {
    expect(casesBrokenBy(changed(id, () => null))).not.toEqual([]);
  });

  const narrowed = Object.keys(bundle.policies).filter((id) => widened(policyJson(id)) !== null);

  test('all but those open to everyone have something that narrows them', () => {
    expect(Object.keys(bundle.policies).filter((id) => !narrowed.includes(id))).toEqual([
      'everyone.lists',
      'target.read',
    ]);
  });

  test.each(narrowed)('%s: were it wider, a case would fail', (id) => {
    expect(casesBrokenBy(changed(id, widened))).not.toEqual([]);
  });
});

function policyJson(id: string): cedar.PolicyJson {
  const parsed = cedar.policyToJson(bundle.policies[id] ?? '');
  if (parsed.type === 'failure') throw new Error(`${id} does not parse`);
  return parsed.json;
}

/** The policy without its conditions, or for anybody instead of a group; null where neither narrows it. */
function widened(policy: cedar.PolicyJson): cedar.PolicyJson | null {
  if (policy.conditions.length > 0) return { ...policy, conditions: [] };
  if (policy.principal.op === 'in') return { ...policy, principal: { op: 'All' } };
  return null;
}

/** The shipped policies with one of them changed, or left out. */
function changed(id: string, how: (policy: cedar.PolicyJson) => cedar.PolicyJson | null): PolicyBundle {
  const { [id]: _left, ...others } = bundle.policies;
  const policy = how(policyJson(id));
  if (policy === null) return { ...bundle, hash: `without ${id}`, policies: others };
  const text = cedar.policyToText(policy);
  if (text.type === 'failure') throw new Error(`${id} cannot be written`);
  return { ...bundle, hash: `wider ${id}`, policies: { ...others, [id]: text.text } };
}

function casesBrokenBy(policies: PolicyBundle): string[] {
  const authorization = policySet(policies);
  return policyCases
    .filter((each) => JSON.stringify(answer(authorization, each)) !== JSON.stringify(answer(shipped, each)))
    .map((each) => each.case);
}
