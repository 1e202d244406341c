import * as z from 'zod';
import { readable, resourcesOf } from './synthesis.ts';
import type { Templates } from './synthesis.ts';

const list = z.union([z.string().transform((one) => [one]), z.array(z.unknown())]);
const statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: z.union([z.string().transform((one) => [one]), z.array(z.string())]),
  Resource: z.union([z.array(z.unknown()), z.unknown().transform((one) => [one])]).optional(),
  Principal: z.record(z.string(), list).optional(),
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
});
const document = z.object({ Statement: z.array(statement) });
const policy = z.object({ PolicyDocument: document, Roles: z.array(z.unknown()).default([]) });
const role = z.looseObject({
  AssumeRolePolicyDocument: document,
  Policies: z.array(z.looseObject({ PolicyDocument: document })).default([]),
  ManagedPolicyArns: z.array(z.unknown()).default([]),
});

export interface RoleInTemplate {
  readonly name: string;
  /** Who may take the role on. */
  readonly trusts: readonly string[];
  readonly managedPolicies: readonly string[];
  /** One line for each action on each resource: `dynamodb:PutItem Audit`, with its condition where there is one. */
  readonly may: readonly string[];
}

/** Every role of the service stack with all it may do, wherever the template says it. */
export function rolesOf(all: Templates): RoleInTemplate[] {
  const text = readable(all);
  const lines = ({ Statement }: z.infer<typeof document>) =>
    Statement.flatMap(({ Effect, Action, Resource = [], Condition }) =>
      Action.flatMap((action) =>
        Resource.map((resource) => {
          const allowed = `${action} ${shortArn(text(resource))}`;
          const conditions = Object.entries(Condition ?? {}).flatMap(([operator, keys]) =>
            Object.entries(keys).map(([key, value]) => `${key} ${operator} ${text(value)}`),
          );
          return `${Effect === 'Deny' ? 'NOT ' : ''}${allowed}${conditions.length > 0 ? ` when ${conditions.join(' and ')}` : ''}`;
        }),
      ),
    );
  const attached = resourcesOf(all.service, 'AWS::IAM::Policy').map(([, { Properties }]) => policy.parse(Properties));
  return resourcesOf(all.service, 'AWS::IAM::Role').map(([id, { Properties }]) => {
    const { AssumeRolePolicyDocument, Policies, ManagedPolicyArns } = role.parse(Properties);
    const own = attached.filter(({ Roles }) =>
      Roles.some((each) => JSON.stringify(each) === JSON.stringify({ Ref: id })),
    );
    const documents = [...Policies, ...own].map(({ PolicyDocument }) => PolicyDocument);
    return {
      name: text({ Ref: id }),
      trusts: AssumeRolePolicyDocument.Statement.flatMap(({ Principal = {} }) =>
        Object.values(Principal).flatMap((each) => each.map(text)),
      ),
      managedPolicies: ManagedPolicyArns.map(text),
      may: documents.flatMap(lines).sort(),
    };
  });
}

/** The account, the region and the partition say nothing here: every resource is the deployment's own. */
const shortArn = (arn: string): string =>
  arn
    .replace(/^arn:(partition|aws):/, '')
    .replace(/:(region|eu-central-1):/, ':')
    .replace(/:(accountid|111122223333):/, ':');
