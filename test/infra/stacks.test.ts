import { beforeAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { readable, resourcesOf, sallyport, settings, templates } from './synthesis.ts';
import type { Resource, Template, Templates } from './synthesis.ts';

let all: Templates;
beforeAll(() => {
  all = templates();
});

const stateful = ['AWS::DynamoDB::Table', 'AWS::KMS::Key', 'AWS::SecretsManager::Secret', 'AWS::S3::Bucket'];
const each = ({ Resources }: Template, types: readonly string[]): [string, Resource][] =>
  Object.entries(Resources).filter(([, { Type }]) => types.includes(Type));
const shortName = (id: string) => id.replace(/[0-9A-F]{8}$/, '');

describe('what must outlive a deployment', () => {
  test('lies in the data stack, which cannot be deleted by accident', () => {
    expect(each(all.service, stateful)).toEqual([]);
    expect(each(all.data, stateful).length).toBeGreaterThan(5);
    expect(sallyport().data.terminationProtection).toBe(true);
  });

  test('is kept when its stack goes, or when it would be replaced', () => {
    for (const [id, { DeletionPolicy, UpdateReplacePolicy }] of each(all.data, stateful))
      expect({ id, DeletionPolicy, UpdateReplacePolicy }).toEqual({
        id,
        DeletionPolicy: 'Retain',
        UpdateReplacePolicy: 'Retain',
      });
  });

  test('tables are protected, backed up, encrypted under the customer key and paid by use', () => {
    for (const [id, { Properties }] of each(all.data, ['AWS::DynamoDB::Table']))
      expect({ id, ...Properties }).toMatchObject({
        id,
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: {
          SSEEnabled: true,
          SSEType: 'KMS',
          KMSMasterKeyId: { 'Fn::GetAtt': [expect.any(String), 'Arn'] },
        },
        BillingMode: 'PAY_PER_REQUEST',
      });
  });

  test('each table has its keys, its stream and its way to forget', () => {
    const told = each(all.data, ['AWS::DynamoDB::Table']).map(([id, { Properties }]) => {
      const { KeySchema, StreamSpecification, TimeToLiveSpecification } = z
        .looseObject({
          KeySchema: z.array(z.object({ AttributeName: z.string() })),
          StreamSpecification: z.object({ StreamViewType: z.string() }).optional(),
          TimeToLiveSpecification: z.object({ AttributeName: z.string(), Enabled: z.literal(true) }).optional(),
        })
        .parse(Properties);
      return [
        shortName(id),
        KeySchema.map(({ AttributeName }) => AttributeName).join(' '),
        StreamSpecification?.StreamViewType ?? 'no stream',
        TimeToLiveSpecification?.AttributeName ?? 'keeps everything',
      ].join(', ');
    });
    expect(told.sort()).toEqual([
      'Access, pk sk, NEW_IMAGE, expiresAt',
      // Whoever may put an item could have it expire: an entry never does. The old image shows what was changed.
      'Audit, pk sk, NEW_AND_OLD_IMAGES, keeps everything',
      'Counters, pk sk, no stream, expiresAt',
      'Directory, pk sk, NEW_IMAGE, expiresAt',
      'SignIn, pk sk, no stream, expiresAt',
      'Vault, pk sk, no stream, expiresAt',
    ]);
  });

  test('the audit is found by grant', () => {
    const [audit] = each(all.data, ['AWS::DynamoDB::Table']).filter(([id]) => shortName(id) === 'Audit');
    expect(audit?.[1].Properties['GlobalSecondaryIndexes']).toEqual([
      {
        IndexName: 'byGrant',
        KeySchema: [
          { AttributeName: 'grantId', KeyType: 'HASH' },
          { AttributeName: 'id', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ]);
  });
});

describe('keys and secrets', () => {
  const keys = () => [all.data, all.service].flatMap((from) => each(from, ['AWS::KMS::Key']));

  test('there are at most three customer keys; the one that encrypts is rotated', () => {
    expect(keys().length).toBeLessThanOrEqual(3);
    for (const [id, { Properties }] of keys())
      if (Properties['KeySpec'] === undefined)
        expect({ id, rotated: Properties['EnableKeyRotation'] }).toEqual({ id, rotated: true });
  });

  test('a key is opened by IAM alone: its policy names nobody but the account', () => {
    for (const [, { Properties }] of keys())
      expect(
        JSON.stringify(Properties['KeyPolicy'])
          .match(/"Principal":\{[^}]*\}/g)
          ?.every((one) => one.includes('"AWS"')),
      ).toBe(true);
  });

  test('no template holds a secret: values are put in by an operator, or generated, under the customer’s key', () => {
    for (const from of [all.data, all.service]) {
      for (const [id, { Properties }] of each(from, ['AWS::SecretsManager::Secret']))
        expect({ id, value: Properties['SecretString'], key: typeof Properties['KmsKeyId'] }).toEqual({
          id,
          value: undefined,
          key: 'object',
        });
      expect(JSON.stringify(from)).not.toMatch(
        /xox[abp]-|BEGIN [A-Z ]*PRIVATE KEY|\{\{resolve:(secretsmanager|ssm-secure)/,
      );
    }
  });

  test('no environment variable holds one: at most the name of where it lies', () => {
    for (const [, { Properties }] of resourcesOf(all.service, 'AWS::Lambda::Function')) {
      const { Variables } = z
        .looseObject({ Variables: z.record(z.string(), z.unknown()).default({}) })
        .parse(Properties['Environment'] ?? {});
      for (const [name, value] of Object.entries(Variables))
        // A reference to a resource of the template, not a text; or the ARNs of secrets that the settings name.
        if (/SECRET|TOKEN|PASSWORD|PRIVATE/.test(name) && !(name === 'IMPORTED_SECRETS' && areSecretArns(value)))
          expect({ name, value: typeof value }).toEqual({ name, value: 'object' });
    }
  });
});

describe('functions', () => {
  const functions = () => resourcesOf(all.service, 'AWS::Lambda::Function');

  test('run on the current Node, on arm64, with a name, a description and an end', () => {
    for (const [, { Properties }] of functions())
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        FunctionName: expect.stringMatching(/^sallyport-[a-z-]+$/),
        Description: expect.stringMatching(/.{10}/),
        Timeout: expect.any(Number),
      });
  });

  test('that answer a request end before API Gateway gives up on them', () => {
    const text = readable(all);
    const behindRoutes = new Set(
      resourcesOf(all.service, 'AWS::ApiGatewayV2::Integration').map(([, { Properties }]) =>
        text(Properties['IntegrationUri']),
      ),
    );
    const slow = functions().filter(
      ([, { Properties }]) => behindRoutes.has(text(Properties['FunctionName'])) && Number(Properties['Timeout']) > 29,
    );
    expect(slow.map(([id]) => id)).toEqual([]);
  });

  test('that make tokens, and those that judge them, know the same lifetimes: those of the settings', () => {
    const of = (name: string) =>
      functions().find(([, { Properties }]) => Properties['FunctionName'] === `sallyport-${name}`)?.[1].Properties[
        'Environment'
      ];
    const { accessTokenSeconds, signInSeconds } = settings.tokens;
    const access = { ACCESS_LIFETIME_SECONDS: String(accessTokenSeconds) };
    const signIn = { SIGN_IN_SECONDS: String(signInSeconds) };
    expect(of('issuer')).toMatchObject({ Variables: { ...access, ...signIn } });
    expect(of('authorizer')).toMatchObject({ Variables: access });
    expect(of('console')).toMatchObject({ Variables: signIn });
  });

  test('keep their log for a while, each its own', () => {
    const groups = resourcesOf(all.service, 'AWS::Logs::LogGroup');
    for (const [id, { Properties }] of groups)
      expect({ id, days: Properties['RetentionInDays'] }).toEqual({ id, days: expect.any(Number) });
    const used = functions().map(([, { Properties }]) => JSON.stringify(Properties['LoggingConfig'] ?? 'none'));
    expect(new Set(used).size).toBe(functions().length);
    expect(used).not.toContain('"none"');
    for (const config of used) expect(config).toContain('"LogFormat":"JSON"');
  });

  test('follow streams as told here: what must not be lost begins at the beginning and is asked for again', () => {
    const text = readable(all);
    const told = resourcesOf(all.service, 'AWS::Lambda::EventSourceMapping').map(([, { Properties }]) =>
      [
        text(Properties['FunctionName']),
        text(Properties['EventSourceArn']),
        Properties['StartingPosition'],
        Properties['BisectBatchOnFunctionError'] === true ? 'halves what fails' : 'whole',
        Properties['MaximumRetryAttempts'] === undefined ? 'until it is done' : 'then the sweeper brings it again',
      ].join(', '),
    );
    expect(told.sort()).toEqual(streams);
  });
});

/** A function without an end to its retries must handle a record that it cannot understand itself. */
const streams = [
  'sallyport-end-leaver, Directory/stream, TRIM_HORIZON, halves what fails, until it is done',
  'sallyport-notify-slack, Access/stream, LATEST, whole, then the sweeper brings it again',
  'sallyport-run-workflow, Access/stream, TRIM_HORIZON, halves what fails, until it is done',
  'sallyport-watch-audit, Audit/stream, TRIM_HORIZON, halves what fails, until it is done',
];

const areSecretArns = (value: unknown): boolean =>
  typeof value === 'string' && value.split(',').every((arn) => /^(arn:aws:secretsmanager:[\w:/.@+=-]+)?$/.test(arn));
