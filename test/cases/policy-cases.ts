import { readFileSync, readdirSync } from 'node:fs';
import * as z from 'zod';
import type { Entity, EntityReference, Question } from '../../src/authorization/decision.ts';
import type { Obligations } from '../../src/authorization/obligations.ts';

const folder = new URL('../../policies/cases/', import.meta.url);
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));

const person = z.strictObject({ says: z.string(), groups: z.array(z.string()), eligible: z.array(z.string()) });
const company = z
  .strictObject({
    people: z.record(z.string(), person),
    targets: z.record(z.string(), z.strictObject({ sensitivity: z.string() })),
    credentials: z.record(z.string(), z.strictObject({ target: z.string(), owner: z.string() })),
    requests: z.record(
      z.string(),
      z.strictObject({ requester: z.string(), target: z.string(), approvers: z.array(z.string()) }),
    ),
    grants: z.record(
      z.string(),
      z.strictObject({ holder: z.string(), target: z.string(), approvers: z.array(z.string()) }),
    ),
    changes: z.record(z.string(), z.strictObject({ proposer: z.string() })),
  })
  .parse(read('company.json'));

const common = {
  case: z.string().min(10),
  who: z.string(),
  action: z.string(),
  on: z.string(),
  by: z.array(z.string()),
};
const policyCase = z.discriminatedUnion('decision', [
  z.strictObject({
    ...common,
    decision: z.literal('allow'),
    obligations: z.strictObject({
      factor: z.enum(['mfa', 'not-required']),
      freshSeconds: z.int().optional(),
      maxSeconds: z.int().optional(),
      approval: z.array(z.string()).default([]),
    }),
  }),
  z.strictObject({ ...common, decision: z.literal('deny') }),
]);
export type PolicyCase = z.infer<typeof policyCase>;

/** Every case of policies/cases, by file. */
export const caseFiles: readonly (readonly [file: string, cases: readonly PolicyCase[]])[] = readdirSync(folder)
  .filter((name) => name.endsWith('.json') && name !== 'company.json')
  .sort()
  .map((name) => [name, z.array(policyCase).min(1).parse(read(name))] as const);

export const policyCases = caseFiles.flatMap(([, cases]) => cases);

/** The obligations of a permit as a case writes them. */
export const written = ({ factor, freshSeconds, maxSeconds, approval }: Obligations) => ({
  factor,
  ...(freshSeconds !== null && { freshSeconds }),
  ...(maxSeconds !== null && { maxSeconds }),
  approval: approval.map(({ count, group }) => `${count} of ${group}`),
});

export const questionOf = ({ who, action, on }: PolicyCase): Question => ({
  principal: user(who),
  action,
  resource: resource(on),
});

const to = (type: Entity['type'], id: string): EntityReference => ({ type, id });
const groups = (names: readonly string[]) => names.map((name) => to('Group', name));

/** A misspelt name in a case is an error, not somebody without rights. */
function known<T>(of: Readonly<Record<string, T>>, name: string): T {
  const found = of[name];
  if (found === undefined) throw new Error(`company.json has no "${name}"`);
  return found;
}

function user(name: string): Entity {
  const { groups: memberOf, eligible } = known(company.people, name);
  for (const target of eligible) known(company.targets, target);
  const attributes = { eligible: eligible.map((id) => to('Target', id)) };
  return { type: 'User', id: name, attributes, parents: groups(memberOf) };
}

function resource(on: string): Entity {
  const [kind, id = ''] = on.split(':');
  switch (kind) {
    case 'deployment':
      return { type: 'Deployment', id: 'sallyport', attributes: {}, parents: [] };
    case 'person':
      known(company.people, id);
      return { type: 'Person', id, attributes: { self: to('User', id) }, parents: [] };
    case 'target': {
      const { sensitivity } = known(company.targets, id);
      return { type: 'Target', id, attributes: { sensitivity, kind: 'aws-role' }, parents: [] };
    }
    case 'credential': {
      const { target, owner } = known(company.credentials, id);
      known(company.targets, target);
      return {
        type: 'Credential',
        id,
        attributes: { target: to('Target', target), owner: to('Group', owner) },
        parents: [],
      };
    }
    case 'request': {
      const { requester, target, approvers } = known(company.requests, id);
      const attributes = {
        requester: to('User', requester),
        target: to('Target', target),
        approvers: groups(approvers),
      };
      return { type: 'Request', id, attributes, parents: [] };
    }
    case 'grant': {
      const { holder, target, approvers } = known(company.grants, id);
      const attributes = { holder: to('User', holder), target: to('Target', target), approvers: groups(approvers) };
      return { type: 'Grant', id, attributes, parents: [] };
    }
    case 'change': {
      const { proposer } = known(company.changes, id);
      return { type: 'Change', id, attributes: { proposer: to('User', proposer) }, parents: [] };
    }
    default:
      throw new Error(`"${on}" is not a thing that cases know`);
  }
}
