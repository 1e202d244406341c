import { readFileSync } from 'node:fs';
import { matchesGlob } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { added, deploymentPermissions, needed, unused } from '../../lib/deployment-permissions.ts';
import { asDeployed } from './deployed.ts';
import { deploymentTemplate, deploymentTemplateFile, handlersOfTypes } from './deployment-template.ts';
import { lintPolicies } from './lint-policies.ts';
import { policyDocuments } from './policy-documents.ts';
import { settingsSets } from './settings-sets.ts';
import { readTemplate, resourcesOf, templates } from './synthesis.ts';

/**
 * The local cloud's CloudFormation asks nobody's permission (its resources are made without a call, and a role that is
 * handed to it is ignored), so a deployment by exactly these permissions cannot be tried there. What can be held is held
 * here: that they are what CloudFormation's own registry names for every type in the templates, and fit our names.
 */
const nothing = readTemplate({ Resources: {} });
const documents = () =>
  policyDocuments({ data: nothing, service: readTemplate(JSON.parse(readFileSync(deploymentTemplateFile, 'utf8'))) });
const statement = z.looseObject({
  Sid: z.string(),
  Action: z.array(z.string()),
  Resource: z.union([z.array(z.string()), z.string().transform((one) => [one])]),
});
const statements = () => Object.values(documents()).flatMap(({ Statement }) => z.array(statement).parse(Statement));

describe('the permissions of a deployment', () => {
  test('are those that the registry of CloudFormation names (npm run deployment-permissions)', async () => {
    expect(readFileSync(deploymentTemplateFile, 'utf8')).toBe(await deploymentTemplate());
  }, 120_000);

  test('cover every type of resource in the templates', async () => {
    const allowed = new Set(statements().flatMap(({ Action }) => Action));
    const types = await handlersOfTypes();
    expect(types.size).toBeGreaterThan(20);
    for (const [type, permissions] of types) {
      expect({ type, known: permissions.length > 0 }).toEqual({ type, known: true });
      const [extra, missing] = [needed([]), needed(permissions).filter((action) => !allowed.has(action))];
      expect({ type, missing: missing.filter((action) => !extra.includes(action)) }).toEqual({ type, missing: [] });
    }
  });

  test('leave out only what handlers do call, each with its reason', async () => {
    const called = [...(await handlersOfTypes()).values()].flat();
    expect(unused.filter(({ actions }) => !called.some((action) => actions.test(action)))).toEqual([]);
    for (const { because } of [...unused, ...added]) expect(because.length).toBeGreaterThan(10);
  });

  test('are refused for an action that nobody has said the place of', () => {
    expect(() => deploymentPermissions(['quantum:CreateComputer'])).toThrow('no area for quantum:CreateComputer');
  });

  test('reach every resource of ours by its name', () => {
    const made: Readonly<Record<string, string>> = {
      'AWS::Lambda::Function': 'lambda:CreateFunction',
      'AWS::IAM::Role': 'iam:CreateRole',
      'AWS::Logs::LogGroup': 'logs:CreateLogGroup',
      'AWS::DynamoDB::Table': 'dynamodb:CreateTable',
      'AWS::StepFunctions::StateMachine': 'states:CreateStateMachine',
      'AWS::SecretsManager::Secret': 'secretsmanager:CreateSecret',
      'AWS::CloudWatch::Alarm': 'cloudwatch:PutMetricAlarm',
      'AWS::SNS::Topic': 'sns:CreateTopic',
      'AWS::Events::Rule': 'events:PutRule',
    };
    const patternsOf = (action: string) =>
      statements().flatMap(({ Action, Resource }) => (Action.includes(action) ? Resource : []));
    for (const decided of Object.values(settingsSets)) {
      const all = templates(decided);
      for (const [type, action] of Object.entries(made))
        for (const [id] of [all.data, all.service].flatMap((from) => resourcesOf(from, type))) {
          const arn = z
            .string()
            .parse(asDeployed(all)({ 'Fn::GetAtt': [id, 'Arn'] }))
            .replace(/:\*$/, '');
          const reached = patternsOf(action).some((pattern) => fits(arn, pattern));
          expect({ arn, action, reached }).toEqual({ arn, action, reached: true });
        }
    }
  });

  test('stand on everything only where AWS knows nothing narrower, and read no item and no secret', () => {
    const wide = statements().filter(({ Resource }) => Resource.includes('*'));
    expect(wide.map(({ Sid }) => Sid).sort()).toEqual(['Everywhere', 'NewEventSources']);
    const actions = statements().flatMap(({ Action }) => Action);
    expect(
      actions.filter((action) => /\*|GetItem|PutItem|:Query|:Scan|GetSecretValue|InvokeFunction|kms:Sign/.test(action)),
    ).toEqual([]);
  });

  test('fit into managed policies', () => {
    for (const document of Object.values(documents()))
      expect(JSON.stringify(document).length).toBeLessThan(6144 * 0.95);
  });

  test('are known to the public linters, which say what is true: who deploys functions and their roles has great power', async () => {
    const said = await lintPolicies(documents());
    expect(
      said
        .map(([, kind]) => kind)
        .filter((kind) => !['PERMISSIONS_MANAGEMENT_ACTIONS', 'PRIVILEGE_ESCALATION'].includes(kind)),
    ).toEqual([]);
    expect(said.some(([, kind]) => kind === 'PRIVILEGE_ESCALATION')).toBe(true);
  }, 180_000);
});

/** As IAM compares an ARN: `*` stands for any characters, also slashes and colons. */
const fits = (arn: string, pattern: string): boolean =>
  matchesGlob(arn.replaceAll('/', '|'), pattern.replaceAll('/', '|'));
