import * as z from 'zod';
import { asDeployed } from './deployed.ts';
import { resourcesOf } from './synthesis.ts';
import type { Templates } from './synthesis.ts';

const statement = z.looseObject({ Effect: z.string(), Resource: z.unknown().optional() });
const document = z.looseObject({ Statement: z.array(statement) });
export type PolicyDocument = z.infer<typeof document>;

/** Where templates keep policies, and under which property. */
const places = {
  'AWS::IAM::Policy': ['PolicyDocument'],
  'AWS::IAM::ManagedPolicy': ['PolicyDocument'],
  'AWS::IAM::Role': ['AssumeRolePolicyDocument', 'Policies'],
  'AWS::KMS::Key': ['KeyPolicy'],
  'AWS::SNS::TopicPolicy': ['PolicyDocument'],
  'AWS::SQS::QueuePolicy': ['PolicyDocument'],
  'AWS::S3::BucketPolicy': ['PolicyDocument'],
  'AWS::SecretsManager::ResourcePolicy': ['ResourcePolicy'],
} as const;

/** Every policy of the templates as IAM would see it, by the resource and the property that hold it. */
export function policyDocuments(all: Templates): Readonly<Record<string, PolicyDocument>> {
  const resolve = asDeployed(all);
  const found: Record<string, PolicyDocument> = {};
  for (const from of [all.data, all.service])
    for (const [type, properties] of Object.entries(places))
      for (const [id, { Properties }] of resourcesOf(from, type))
        for (const property of properties)
          for (const [index, one] of within(resolve(Properties[property])).entries())
            found[`${id.replace(/[0-9A-F]{8}$/, '')} ${property}${index > 0 ? ` ${index}` : ''}`] = speaking(one);
  return found;
}

/** A role's own policies are a list of named ones. */
function within(value: unknown): PolicyDocument[] {
  if (value === undefined) return [];
  if (Array.isArray(value))
    return value.map((each) => z.looseObject({ PolicyDocument: document }).parse(each).PolicyDocument);
  return [document.parse(value)];
}

/** Trust names no resource: it is the role itself. The linters know identities' policies alone, which always do. */
export const speaking = ({ Statement, ...rest }: PolicyDocument): PolicyDocument => ({
  ...rest,
  Statement: Statement.map(({ Principal: _, ...one }) => ({ ...one, Resource: one.Resource ?? '*' })),
});
