import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { App, Stage } from 'aws-cdk-lib';
import * as z from 'zod';
import { features } from '../../lib/features.ts';
import { sallyport } from '../../lib/sallyport.ts';
import { resourcesOf, templates } from './synthesis.ts';

/**
 * What a release promises (docs/releases.md). CloudFormation knows a resource by its logical id: a table, key or secret
 * under another id would be a new and empty one, and the old one forgotten. A change here is a breaking change of Sallyport.
 */
const retained = {
  Access9901B1FF: 'AWS::DynamoDB::Table',
  Audit3D8ADE0A: 'AWS::DynamoDB::Table',
  CountersFDB211E7: 'AWS::DynamoDB::Table',
  DataKey17AFBB84: 'AWS::KMS::Key',
  Directory98167B95: 'AWS::DynamoDB::Table',
  SignIn1BF1EF28: 'AWS::DynamoDB::Table',
  SigningKeyEEFC2790: 'AWS::KMS::Key',
  SlackToken2B4490B8: 'AWS::SecretsManager::Secret',
  Vault23237E5B: 'AWS::DynamoDB::Table',
};

describe('what is kept', () => {
  const { data } = templates();

  test('is found again by the next release', () => {
    const kept = Object.entries(data.Resources).filter(([, { DeletionPolicy }]) => DeletionPolicy === 'Retain');
    expect(Object.fromEntries(kept.map(([id, { Type }]) => [id, Type]))).toEqual(retained);
  });

  test('has keys that no update can change', () => {
    const key = z.object({ KeySchema: z.array(z.object({ AttributeName: z.string(), KeyType: z.string() })) });
    for (const [, { Properties }] of resourcesOf(data, 'AWS::DynamoDB::Table'))
      expect(key.parse(Properties).KeySchema).toEqual([
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ]);
  });
});

describe('in the app of somebody else', () => {
  const settings = { issuer: 'https://sallyport.example.com' };

  test('the stacks have the names of the documentation', () => {
    const app = new App({ context: { 'sallyport:bundle': false } });
    const { data, service } = sallyport(app, { settings });
    expect([data.node.path, service.node.path]).toEqual(['SallyportData', 'SallyportService']);
  });

  test('the ids do not depend on where in the app the stacks stand, nor on its cdk.json', () => {
    const app = new App({ context: { 'sallyport:bundle': false } });
    const stage = new Stage(app, 'Production');
    const { data } = sallyport(stage, { settings });
    const template = z
      .object({ Resources: z.record(z.string(), z.object({ DeletionPolicy: z.string().optional() })) })
      .parse(stage.synth().getStackByName(data.stackName).template);
    const kept = Object.entries(template.Resources).filter(([, { DeletionPolicy }]) => DeletionPolicy === 'Retain');
    expect(kept.map(([id]) => id).sort()).toEqual(Object.keys(retained).sort());
  });

  test('our own cdk.json asks for what the stacks decide', () => {
    const { context }: { context: unknown } = z
      .object({ context: z.unknown() })
      .parse(JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8')));
    expect(context).toEqual(features);
  });
});
