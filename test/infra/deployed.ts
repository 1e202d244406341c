import * as z from 'zod';
import type { Resource, Template, Templates } from './synthesis.ts';

export const ACCOUNT = '111122223333';
export const REGION = 'eu-central-1';
const pseudo: Readonly<Record<string, string>> = {
  'AWS::AccountId': ACCOUNT,
  'AWS::Partition': 'aws',
  'AWS::Region': REGION,
  'AWS::URLSuffix': 'amazonaws.com',
};

/** The properties that name a resource; the others are named by CloudFormation: stack, logical id, random letters. */
const naming = [
  'FunctionName',
  'RoleName',
  'TableName',
  'LogGroupName',
  'StateMachineName',
  'ManagedPolicyName',
  'Name',
];
const nameOf = (stack: string, id: string, { Properties }: Resource): string =>
  naming.map((property) => Properties[property]).find((name) => typeof name === 'string') ??
  `${stack}-${id}-ABCDEFGHIJKL`;

const arns: Readonly<Record<string, (name: string) => string>> = {
  'AWS::DynamoDB::Table': (name) => `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${name}`,
  'AWS::IAM::ManagedPolicy': (name) => `arn:aws:iam::${ACCOUNT}:policy/${name}`,
  'AWS::IAM::Role': (name) => `arn:aws:iam::${ACCOUNT}:role/${name}`,
  'AWS::KMS::Key': () => `arn:aws:kms:${REGION}:${ACCOUNT}:key/12345678-1234-1234-1234-123456789012`,
  'AWS::Lambda::Function': (name) => `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`,
  'AWS::Logs::LogGroup': (name) => `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${name}:*`,
  'AWS::SNS::Topic': (name) => `arn:aws:sns:${REGION}:${ACCOUNT}:${name}`,
  'AWS::SQS::Queue': (name) => `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`,
  'AWS::S3::Bucket': (name) => `arn:aws:s3:::${name.toLowerCase()}`,
  'AWS::SecretsManager::Secret': (name) => `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:${name}-AbCdEf`,
  'AWS::StepFunctions::StateMachine': (name) => `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:${name}`,
  'AWS::StepFunctions::StateMachineVersion': (name) => `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:${name}:1`,
  'AWS::CloudWatch::Alarm': (name) => `arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:${name}`,
  'AWS::Events::Rule': (name) => `arn:aws:events:${REGION}:${ACCOUNT}:rule/${name}`,
};
const refIsArn = [
  'AWS::SNS::Topic',
  'AWS::SecretsManager::Secret',
  'AWS::StepFunctions::StateMachine',
  'AWS::IAM::ManagedPolicy',
];

/** A value of either template as AWS would have it once deployed: names, ARNs and lengths as they would be. */
export function asDeployed({ data, service }: Templates): (value: unknown) => unknown {
  const exported = new Map<string, unknown>(
    Object.values(data.Outputs).flatMap(({ Export, Value }) => {
      const { success, data: found } = z.object({ Name: z.string() }).safeParse(Export);
      return success ? [[found.Name, Value]] : [];
    }),
  );
  const find = (id: string): { stack: string; resource: Resource } | undefined => {
    const stacks: readonly [string, Template][] = [
      ['SallyportService', service],
      ['SallyportData', data],
    ];
    for (const [stack, { Resources }] of stacks) {
      const resource = Resources[id];
      if (resource) return { stack, resource };
    }
    return undefined;
  };
  const arnOf = (id: string): string => {
    const found = find(id);
    const name = found ? nameOf(found.stack, id, found.resource) : id;
    return arns[found?.resource.Type ?? '']?.(name) ?? `arn:aws:unknown:${REGION}:${ACCOUNT}:${name}`;
  };
  const reference = (id: string): string => {
    const found = find(id);
    if (!found) return pseudo[id] ?? id;
    return refIsArn.includes(found.resource.Type) ? arnOf(id) : nameOf(found.stack, id, found.resource);
  };
  // The label of a stream has colons, at which parliament would take the ARN apart: points stand in for them.
  const attribute = ([id, name]: readonly [string, string]): string => {
    if (name === 'Arn') return arnOf(id);
    return name === 'StreamArn' ? `${arnOf(id)}/stream/2026-01-01T00.00.00.000` : `${id}.${name}`;
  };
  const one = (kind: string, of: unknown): unknown => {
    switch (kind) {
      case 'Ref':
        return reference(z.string().parse(of));
      case 'Fn::GetAtt':
        return attribute(z.tuple([z.string(), z.string()]).parse(of));
      case 'Fn::ImportValue':
        return resolve(exported.get(z.string().parse(of)));
      case 'Fn::GetStackOutput':
        return resolve(data.Outputs[z.looseObject({ OutputName: z.string() }).parse(of).OutputName]?.Value);
      case 'Fn::Join': {
        const [separator, parts] = z.tuple([z.string(), z.array(z.unknown())]).parse(of);
        return parts.map((part) => String(resolve(part))).join(separator);
      }
      case 'Fn::Sub':
        return String(of).replaceAll(/\$\{([\w:]+)\}/g, (_, name: string) => reference(name));
      default:
        return undefined;
    }
  };
  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [first] = entries;
    const said = entries.length === 1 && first ? one(...first) : undefined;
    return said ?? Object.fromEntries(entries.map(([key, each]) => [key, resolve(each)]));
  };
  return resolve;
}
