import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { asDeployed } from './deployed.ts';
import { settingsSets } from './settings-sets.ts';
import { resourcesOf, templates } from './synthesis.ts';
import type { Templates } from './synthesis.ts';

type Amounts = readonly (readonly [what: string, amount: number])[];
interface Quota {
  readonly of: string;
  readonly limit: number;
  readonly source: string;
  /** Everything in the templates that it binds. */
  readonly amounts: (all: Templates) => Amounts;
}

const length = (value: unknown): number => JSON.stringify(value).length;
const strings = z.record(z.string(), z.unknown());
const both = ({ data, service }: Templates) => Object.entries({ data, service });
const counted = (keys: readonly string[]): Amounts => {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts];
};
const properties = ({ data, service }: Templates, type: string) =>
  [data, service].flatMap((from) =>
    resourcesOf(from, type).map(([id, { Properties }]) => ({
      id,
      ...strings.parse(asDeployed({ data, service })(Properties)),
    })),
  );
const each = (type: string, amount: (of: Readonly<Record<string, unknown>>) => number) => (all: Templates) =>
  properties(all, type).map(({ id, ...of }) => [id, amount(of)] as const);
const grouped = (type: string, key: string) => (all: Templates) =>
  counted(properties(all, type).map((of) => String(strings.parse(of)[key])));

/** All inline policies of a role together, as IAM counts them: without white space. */
const inlinePolicies = (all: Templates): Amounts => {
  const sizes = new Map<string, number>();
  const add = (role: string, document: unknown) => sizes.set(role, (sizes.get(role) ?? 0) + length(document));
  const attached = z.object({ PolicyDocument: z.unknown(), Roles: z.array(z.string()) });
  for (const policy of properties(all, 'AWS::IAM::Policy')) {
    const { PolicyDocument, Roles } = attached.parse(policy);
    for (const role of Roles) add(role, PolicyDocument);
  }
  const role = z.looseObject({
    id: z.string(),
    RoleName: z.string().optional(),
    Policies: z.array(z.looseObject({ PolicyDocument: z.unknown() })).default([]),
  });
  for (const one of properties(all, 'AWS::IAM::Role')) {
    const { id, RoleName, Policies } = role.parse(one);
    for (const { PolicyDocument } of Policies) add(RoleName ?? id, PolicyDocument);
  }
  return [...sizes];
};

/** Each permission to invoke is a statement of the function's resource policy, in about this form. */
const invokers = (all: Templates): Amounts => {
  const sizes = new Map<string, number>();
  for (const permission of properties(all, 'AWS::Lambda::Permission')) {
    const { FunctionName, ...rest } = strings.parse(permission);
    const statement = { Sid: '123456789012345678901234567890123456', Effect: 'Allow', Resource: FunctionName, ...rest };
    sizes.set(String(FunctionName), (sizes.get(String(FunctionName)) ?? 0) + length(statement) + 60);
  }
  return [...sizes];
};

const cloudFormation = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html';
const iam = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html';
const lambda = 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html';
const stepFunctions = 'https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html';
const httpApi = 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html';
const dynamo = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html';
const events = 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html';

/** AWS's own numbers; those that can be raised stand here as they are for a new account. */
const quotas: readonly Quota[] = [
  {
    of: 'bytes of a template',
    limit: 1_000_000,
    source: cloudFormation,
    amounts: (all) => both(all).map(([name, one]) => [name, length(one)]),
  },
  {
    of: 'resources of a stack',
    limit: 500,
    source: cloudFormation,
    amounts: (all) => both(all).map(([name, one]) => [name, Object.keys(one.Resources).length]),
  },
  {
    of: 'outputs of a stack',
    limit: 200,
    source: cloudFormation,
    amounts: (all) => both(all).map(([name, one]) => [name, Object.keys(one.Outputs).length]),
  },
  { of: 'characters of a role’s inline policies together', limit: 10_240, source: iam, amounts: inlinePolicies },
  {
    of: 'characters of a role’s trust',
    limit: 2048,
    source: iam,
    amounts: each('AWS::IAM::Role', (of) => length(of['AssumeRolePolicyDocument'])),
  },
  {
    of: 'characters of a role’s name',
    limit: 64,
    source: iam,
    amounts: each('AWS::IAM::Role', (of) => z.string().safeParse(of['RoleName']).data?.length ?? 0),
  },
  {
    of: 'bytes of a function’s environment',
    limit: 4096,
    source: lambda,
    amounts: each('AWS::Lambda::Function', (of) => length(of['Environment'] ?? {})),
  },
  { of: 'bytes of a function’s resource policy', limit: 20_480, source: lambda, amounts: invokers },
  {
    of: 'filters of an event source',
    limit: 5,
    source: lambda,
    amounts: each(
      'AWS::Lambda::EventSourceMapping',
      (of) => z.object({ Filters: z.array(z.unknown()) }).safeParse(of['FilterCriteria']).data?.Filters.length ?? 0,
    ),
  },
  {
    of: 'bytes of a state machine’s definition',
    limit: 1_000_000,
    source: stepFunctions,
    amounts: each('AWS::StepFunctions::StateMachine', (of) => length(of['DefinitionString'])),
  },
  { of: 'routes of an HTTP API', limit: 300, source: httpApi, amounts: grouped('AWS::ApiGatewayV2::Route', 'ApiId') },
  {
    of: 'integrations of an HTTP API',
    limit: 300,
    source: httpApi,
    amounts: grouped('AWS::ApiGatewayV2::Integration', 'ApiId'),
  },
  {
    of: 'authorizers of an HTTP API',
    limit: 10,
    source: httpApi,
    amounts: grouped('AWS::ApiGatewayV2::Authorizer', 'ApiId'),
  },
  {
    of: 'functions that read one table’s stream (more would throttle each other)',
    limit: 2,
    source: dynamo,
    amounts: grouped('AWS::Lambda::EventSourceMapping', 'EventSourceArn'),
  },
  {
    of: 'indexes of a table',
    limit: 20,
    source: dynamo,
    amounts: each(
      'AWS::DynamoDB::Table',
      (of) => z.array(z.unknown()).safeParse(of['GlobalSecondaryIndexes']).data?.length ?? 0,
    ),
  },
  {
    of: 'rules of the event bus',
    limit: 100,
    source: events,
    amounts: (all) => [['default', properties(all, 'AWS::Events::Rule').length]],
  },
  {
    of: 'targets of a rule',
    limit: 5,
    source: events,
    amounts: each('AWS::Events::Rule', (of) => z.array(z.unknown()).parse(of['Targets']).length),
  },
];

/** What grows with the product is noticed before it fails; small whole numbers may be used up. */
const margin = (limit: number): number => (limit <= 20 ? limit : Math.floor(limit * 0.8));

describe.each(Object.entries(settingsSets))('with %s, the templates keep below', (_, decided) => {
  const all = templates(decided);

  test.each(quotas)('$limit $of, with a fifth to spare ($source)', ({ amounts, limit }) => {
    const found = amounts(all);
    expect(found.filter(([, amount]) => !(amount <= margin(limit)))).toEqual([]);
  });
});

test('each quota binds something, or it would be kept by looking away', () => {
  const all = Object.values(settingsSets).map((decided) => templates(decided));
  const idle = quotas.filter(({ amounts }) => all.every((one) => amounts(one).every(([, amount]) => amount === 0)));
  expect(idle.map(({ of }) => of)).toEqual([]);
});

describe('parallel executions', () => {
  const functions = properties(templates(), 'AWS::Lambda::Function').map((of) =>
    z.looseObject({ FunctionName: z.string(), ReservedConcurrentExecutions: z.number().optional() }).parse(of),
  );

  test('are reserved for one function alone: two writers of one boundary could undo each other', () => {
    expect(
      functions.flatMap(({ FunctionName: name, ReservedConcurrentExecutions: reserved }) =>
        reserved === undefined ? [] : [{ name, reserved }],
      ),
    ).toEqual([{ name: 'sallyport-take-away', reserved: 1 }]);
  });

  test('are left to the others as AWS demands: 100 of an account’s 1,000', () => {
    const reserved = functions.reduce((sum, { ReservedConcurrentExecutions: one = 0 }) => sum + one, 0);
    expect(1000 - reserved).toBeGreaterThanOrEqual(100);
  });

  test('of the API are bounded by the throttle of its stage', () => {
    for (const decided of Object.values(settingsSets)) {
      const [stage] = properties(templates(decided), 'AWS::ApiGatewayV2::Stage');
      expect(stage).toMatchObject({
        DefaultRouteSettings: {
          ThrottlingRateLimit: decided.apiThrottle.ratePerSecond,
          ThrottlingBurstLimit: decided.apiThrottle.burst,
        },
      });
    }
  });
});
