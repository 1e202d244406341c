import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import type { Authorization, Decision, Entity, EntityReference, EntityValue, Question } from './decision.ts';
import { obligationsOf, strictest } from './obligations.ts';

/** The policies of one deployment, as they are bundled (policies/read-policies.ts makes it). */
export interface PolicyBundle {
  readonly hash: string;
  readonly schema: string;
  /** Policy text by the policy's `@id`. */
  readonly policies: Readonly<Record<string, string>>;
}

const NAMESPACE = 'Sallyport';

/**
 * Cedar in process: parsed once, default deny, validated requests, and every decision with its reasons.
 * An error while a policy is evaluated refuses, whatever the other policies say.
 */
export function policySet(bundle: PolicyBundle): Authorization {
  const rules = new Map(
    Object.entries(bundle.policies).map(([id, text]) => {
      const parsed = cedar.policyToJson(text);
      if (parsed.type === 'failure') throw new Error(`policy ${id}: ${parsed.errors.map((e) => e.message).join('; ')}`);
      const { json } = parsed;
      const annotations = json.effect === 'permit' ? obligationsOf(json.annotations) : null;
      return [id, { ...annotations, says: json.annotations?.['says'] ?? null }] as const;
    }),
  );
  const accept = (answer: cedar.CheckParseAnswer): void => {
    if (answer.type === 'failure') throw new Error(answer.errors.map((error) => error.message).join('; '));
  };
  accept(cedar.preparseSchema(bundle.hash, bundle.schema));
  accept(cedar.preparsePolicySet(bundle.hash, { staticPolicies: { ...bundle.policies } }));

  function decide(question: Question): Decision {
    const answer = cedar.statefulIsAuthorized({
      principal: uid(question.principal),
      action: { type: `${NAMESPACE}::Action`, id: question.action },
      resource: uid(question.resource),
      context: {},
      preparsedSchemaName: bundle.hash,
      validateRequest: true,
      preparsedPolicySetId: bundle.hash,
      entities: [question.principal, question.resource, ...(question.others ?? [])].map(entityJson),
    });
    if (answer.type === 'failure')
      throw new Error(`cannot decide ${question.action}: ${answer.errors.map((error) => error.message).join('; ')}`);
    const { decision, diagnostics } = answer.response;
    const policies = [...diagnostics.reason].sort();
    if (diagnostics.errors.length > 0)
      throw new Error(
        `cannot decide ${question.action}: ${diagnostics.errors.map((e) => e.policyId).join(', ')} failed`,
      );
    if (decision === 'deny')
      return { allowed: false, policies, says: policies.flatMap((id) => rules.get(id)?.says ?? []) };
    const obligations = policies.map((id) => rules.get(id)?.obligations).filter((each) => each !== undefined);
    if (obligations.length !== policies.length || obligations.length === 0)
      throw new Error(`cannot decide ${question.action}: a permit without obligations`);
    return { allowed: true, policies, obligations: strictest(obligations) };
  }

  return { policyHash: bundle.hash, versionOf: () => bundle.hash, decide };
}

const uid = ({ type, id }: EntityReference): cedar.TypeAndId => ({ type: `${NAMESPACE}::${type}`, id });

const entityJson = (entity: Entity): cedar.EntityJson => ({
  uid: uid(entity),
  attrs: Object.fromEntries(Object.entries(entity.attributes).map(([name, value]) => [name, valueJson(value)])),
  parents: entity.parents.map(uid),
});

function valueJson(value: EntityValue): cedar.CedarValueJson {
  if (typeof value !== 'object') return value;
  if ('type' in value) return { __entity: uid(value) };
  return value.map(valueJson);
}
