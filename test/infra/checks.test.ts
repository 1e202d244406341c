import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import aslValidator from 'asl-validator';
import { Validations } from 'aws-cdk-lib';
import type { Stack } from 'aws-cdk-lib';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { AwsSolutionsChecks } from 'cdk-nag';
import * as z from 'zod';
import type { Settings } from '../../lib/settings.ts';
import { lint, lintAll } from './lint.ts';
import { settingsSets } from './settings-sets.ts';
import { readable, resourcesOf, sallyport, settings, templates } from './synthesis.ts';

/** The local cloud is laxer than AWS; these three are not. */
const all = templates();

const violation = z.looseObject({
  ruleName: z.string(),
  violatingConstructs: z.array(z.looseObject({ constructPath: z.string() })),
});
const nagReport = z.looseObject({
  pluginReports: z.tuple([
    z.looseObject({
      pluginName: z.literal('AwsSolutions'),
      violations: z.array(violation),
      suppressedViolations: z.array(violation.extend({ reason: z.string() })).default([]),
    }),
  ]),
});

/** What the rule pack found, errors and warnings, and what was acknowledged. */
function nag(more: (stack: Stack) => void = () => undefined, decided: Settings = settings) {
  const { app, service } = sallyport(
    (prepared) => Validations.of(prepared).addPlugins(new AwsSolutionsChecks(prepared)),
    decided,
  );
  more(service);
  const quiet = [jest.spyOn(console, 'error'), jest.spyOn(console, 'log')].map((each) =>
    each.mockReturnValue(undefined),
  );
  const printed = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    app.synth();
  } catch (error) {
    // Errors (warnings do not) stop the synthesis; the report has both.
    if (!String(error).startsWith('ValidationFailed')) throw error;
  } finally {
    for (const each of quiet) each.mockRestore();
    printed.mockRestore();
  }
  const report: unknown = JSON.parse(readFileSync(join(app.outdir, 'validation-report.json'), 'utf8'));
  const [{ violations, suppressedViolations }] = nagReport.parse(report).pluginReports;
  return {
    found: violations.flatMap(({ ruleName, violatingConstructs }) =>
      violatingConstructs.map(({ constructPath }) => `${ruleName} ${constructPath}`),
    ),
    acknowledged: suppressedViolations,
  };
}

describe('cdk-nag (AWS Solutions)', () => {
  const { found, acknowledged } = nag();

  test('finds nothing that is not acknowledged', () => expect(found).toEqual([]));

  test.each(Object.entries(settingsSets))('nor with other settings: %s', (_, decided) => {
    if (decided !== settings) expect(nag(undefined, decided).found).toEqual([]);
  });

  test('what is acknowledged is of these kinds, with a reason', () => {
    const kinds = acknowledged.map(({ ruleName }) =>
      ruleName.replace(/(log-group:\/aws\/lambda\/sallyport-)[a-z-]+/, '$1…'),
    );
    const here = 'arn:<AWS::Partition>';
    expect([...new Set(kinds)].sort()).toEqual([
      'AwsSolutions-APIG4',
      'AwsSolutions-IAM5[Resource::*]',
      `AwsSolutions-IAM5[Resource::${here}:iam::222222222222:role/sallyport-target-*]`,
      `AwsSolutions-IAM5[Resource::${here}:iam::<AWS::AccountId>:policy/sallyport-boundary-*]`,
      `AwsSolutions-IAM5[Resource::${here}:iam::<AWS::AccountId>:role/sallyport-target-*]`,
      `AwsSolutions-IAM5[Resource::${here}:logs:eu-central-1:111122223333:log-group:/aws/lambda/sallyport-…:*]`,
      `AwsSolutions-IAM5[Resource::${here}:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:sallyport/credential/*]`,
      `AwsSolutions-IAM5[Resource::${here}:states:eu-central-1:111122223333:stateMachine:sallyport-elevation:*]`,
      'AwsSolutions-SF1',
      'AwsSolutions-SF2',
      'AwsSolutions-SMG4',
    ]);
    for (const { reason } of acknowledged) expect(reason.length).toBeGreaterThan(40);
  });

  test('would find a table without a backup, and a role that may do everything', () => {
    const worse = nag((stack) => {
      new Table(stack, 'Bare', { partitionKey: { name: 'pk', type: AttributeType.STRING } });
      new Role(stack, 'Everything', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }).addToPolicy(
        new PolicyStatement({ actions: ['*'], resources: ['*'] }),
      );
    });
    expect(worse.found).toEqual(
      expect.arrayContaining([
        'AwsSolutions-DDB3 SallyportService/Bare/Resource',
        'AwsSolutions-IAM5[Resource::*] SallyportService/Everything/DefaultPolicy/Resource',
      ]),
    );
  });
});

describe('cfn-lint', () => {
  test('has nothing to say about any template, whatever the settings', async () => {
    const made = Object.entries(settingsSets).flatMap(([name, decided]) =>
      Object.entries(templates(decided)).map(([stack, template]) => [`${name}: ${stack}`, template] as const),
    );
    expect(made.length).toBe(2 * Object.keys(settingsSets).length);
    expect(await lintAll(Object.fromEntries(made))).toBe('');
  }, 180_000);

  test('would say something about a template that is wrong', async () => {
    const wrong = { Resources: { Table: { Type: 'AWS::DynamoDB::Table', Properties: { BillingMode: 'FREE' } } } };
    expect(await lint(wrong)).toMatch(/E3\d\d\d/);
  }, 120_000);
});

describe('the workflow', () => {
  /** The definition as Step Functions gets it, each placeholder replaced. */
  const definitions = () => {
    const text = readable(all);
    return resourcesOf(all.service, 'AWS::StepFunctions::StateMachine').map(([id, { Properties }]) => {
      const given = z.record(z.string(), z.unknown()).parse(Properties['DefinitionSubstitutions'] ?? {});
      const filled = text(Properties['DefinitionString']).replaceAll(/\$\{(\w+)\}/g, (placeholder, name: string) => {
        if (!(name in given)) return placeholder;
        return name === 'Partition' ? 'aws' : `arn:aws:lambda:eu-central-1:111122223333:function:${text(given[name])}`;
      });
      const definition: unknown = JSON.parse(filled);
      return { id, filled, definition: z.record(z.string(), z.unknown()).parse(definition) };
    });
  };

  test('is what the Amazon States Language allows', () => {
    expect(definitions().length).toBe(1);
    for (const { id, filled, definition } of definitions()) {
      expect(filled).not.toContain('${');
      const { isValid, errorsText } = aslValidator(definition);
      expect({ id, faults: isValid ? '' : errorsText('\n') }).toEqual({ id, faults: '' });
    }
  });

  test('would not be valid with a state that leads nowhere', () => {
    expect(aslValidator({ StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' } } }).isValid).toBe(false);
  });
});
