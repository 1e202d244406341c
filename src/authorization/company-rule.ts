import { createHash } from 'node:crypto';
import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import * as z from 'zod';
import { groupName, idOf } from '../kernel/ids.ts';
import { plainText } from '../kernel/plain-text.ts';

/** A rule is named like a group, because people and entries speak of it. */
export const ruleName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,62}$/, {
    error: 'expected a rule name: 2 to 63 of a-z, 0-9 and "-", beginning with a letter',
  })
  .meta({ examples: ['orders-admin'] });

/** What a rule demands of those who ask. */
export const ruleTerms = {
  maxSeconds: z.int().min(60).max(604_800).meta({ description: 'the longest grant, in seconds' }),
  approval: z
    .array(z.strictObject({ count: z.int().min(1).max(20), group: groupName }))
    .min(1)
    .max(10)
    .meta({ description: 'who must agree: all of these, distinct people, nobody for themselves' }),
  peers: z.boolean().meta({
    description: 'whether people who may ask under this rule may also decide under it, on the requests of others',
  }),
};

/**
 * A rule that a company adds to the shipped ones: who may ask for which targets, for how long at most, and who must
 * agree. It can say nothing else, so whoever keeps the rules can give nobody the administration of Sallyport by one.
 */
export const companyRule = z.strictObject({
  name: ruleName,
  says: plainText(200).meta({ description: 'the rule in words, for those who ask and decide' }),
  groups: z.array(groupName).max(50).meta({ description: 'members of these may ask' }),
  people: z.array(idOf('usr')).max(500).meta({ description: 'these may ask too' }),
  targets: z.array(idOf('tgt')).min(1).max(200),
  ...ruleTerms,
});
export type CompanyRule = z.infer<typeof companyRule>;

/** All rules of a company at one time. Never changed: another set has another hash. */
export interface RuleSet {
  readonly hash: string;
  readonly rules: readonly CompanyRule[];
}

export const MAX_RULES = 500;
/** DynamoDB keeps 400 KB in one item. */
export const MAX_RULE_SET_BYTES = 300_000;

/** SHA-256 over the rules in the order of their names. */
export function ruleSet(rules: readonly CompanyRule[]): RuleSet {
  const sorted = [...rules].sort((a, b) => (a.name < b.name ? -1 : 1));
  const hash = createHash('sha256')
    .update(JSON.stringify(sorted.map(ruleText)), 'utf8')
    .digest('hex');
  return { hash, rules: sorted };
}

/** Fields in a fixed order. */
export const ruleText = (rule: CompanyRule): string =>
  JSON.stringify([
    rule.name,
    rule.says,
    [...rule.groups].sort(),
    [...rule.people].sort(),
    [...rule.targets].sort(),
    rule.maxSeconds,
    rule.approval.map(({ count, group }) => [count, group]),
    rule.peers,
  ]);

export const noRules: RuleSet = ruleSet([]);

/** Told from the shipped policies by its id. */
export const policyIdOf = ({ name }: Pick<CompanyRule, 'name'>): string => `company.${name}`;

/** The rule as a Cedar policy. It is built as a tree, never as text, so no name can become policy. */
export function policyOf(rule: CompanyRule): string {
  const answer = cedar.policyToText({
    effect: 'permit',
    principal: { op: 'is', entity_type: 'Sallyport::User' },
    action: { op: '==', entity: { type: 'Sallyport::Action', id: 'access:request' } },
    resource: { op: 'is', entity_type: 'Sallyport::Target' },
    conditions: [
      { kind: 'when', body: { '&&': { left: asker(rule), right: among('Target', rule.targets, 'resource') } } },
    ],
    annotations: {
      id: policyIdOf(rule),
      says: rule.says,
      factor: 'mfa',
      maxSeconds: String(rule.maxSeconds),
      approval: rule.approval.map(({ count, group }) => `${count} of ${group}`).join(' and '),
    },
  });
  if (answer.type === 'failure')
    throw new Error(`rule ${rule.name}: ${answer.errors.map(({ message }) => message).join('; ')}`);
  return answer.text;
}

/** Cedar knows no empty set: a rule that names no group, or nobody, says nothing of it. */
function asker({ name, groups, people }: CompanyRule): cedar.Expr {
  const ofGroups: cedar.Expr = {
    in: { left: { Var: 'principal' }, right: { Set: groups.map((id) => entity('Group', id)) } },
  };
  const ofPeople = among('User', people, 'principal');
  if (groups.length === 0 && people.length === 0) throw new Error(`rule ${name}: it lets nobody ask`);
  if (groups.length === 0) return ofPeople;
  return people.length === 0 ? ofGroups : { '||': { left: ofGroups, right: ofPeople } };
}

const among = (type: 'User' | 'Target', ids: readonly string[], what: 'principal' | 'resource'): cedar.Expr => ({
  contains: { left: { Set: ids.map((id) => entity(type, id)) }, right: { Var: what } },
});

const entity = (type: 'User' | 'Group' | 'Target', id: string): cedar.Expr => ({
  Value: { __entity: { type: `Sallyport::${type}`, id } },
});
