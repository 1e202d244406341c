import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { parse } from 'yaml';
import * as z from 'zod';
import { AccountAccess } from '../../lib/account-access.ts';
import { adoptionTemplates } from '../../lib/adoption-templates.ts';
import { TargetRole } from '../../lib/target-role.ts';
import { lint } from './lint.ts';

const SALLYPORT = '111122223333';
const templateOf = (make: (scope: IConstruct & Stack) => void) => {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, 'Other', { env: { account: '222222222222', region: 'eu-central-1' } });
  make(stack);
  return z
    .looseObject({ Resources: z.record(z.string(), z.unknown()) })
    .parse(app.synth().getStackArtifact('Other').template);
};

const known: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::AccountId': '222222222222',
  SallyportAccount: SALLYPORT,
  TargetName: 'operator',
  ExternalId: 'external-1',
};

/** A value as CloudFormation would have it, as far as both ways of writing it go. */
function resolved(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(resolved);
  if (typeof value !== 'object' || value === null) return value;
  const [[kind, of] = ['', undefined]] = Object.entries(value);
  if (kind === 'Ref') return known[String(of)] ?? 'a resource';
  if (kind === 'Fn::Sub') return String(of).replaceAll(/\$\{([\w:]+)\}/g, (_, name: string) => known[name] ?? name);
  if (kind === 'Fn::Join') {
    const [separator, parts] = z.tuple([z.string(), z.array(z.unknown())]).parse(of);
    return parts.map((part) => String(resolved(part))).join(separator);
  }
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, resolved(each)]));
}

const document = z.looseObject({ Statement: z.array(z.unknown()) });
const resources = (template: unknown, type: string) =>
  Object.values(
    z.looseObject({ Resources: z.record(z.string(), z.looseObject({ Type: z.string() })) }).parse(template).Resources,
  )
    .filter(({ Type }) => Type === type)
    .map(({ Properties }) => z.record(z.string(), z.unknown()).parse(resolved(Properties)));

/** Every role by its name: whom it trusts, and what it may by inline policies, whichever way these are attached. */
function rolesIn(template: unknown) {
  const attached = resources(template, 'AWS::IAM::Policy');
  return Object.fromEntries(
    resources(template, 'AWS::IAM::Role').map((role) => {
      const inline = z
        .array(z.looseObject({ PolicyDocument: document }))
        .default([])
        .parse(role['Policies']);
      const others = attached.filter(({ Roles }) => JSON.stringify(Roles) === '["a resource"]');
      const of =
        inline.length > 0 ? inline : others.map((each) => z.looseObject({ PolicyDocument: document }).parse(each));
      return [
        String(role['RoleName']),
        {
          trust: document.parse(role['AssumeRolePolicyDocument']).Statement,
          may: of.flatMap(({ PolicyDocument }) => PolicyDocument.Statement),
          bounded: role['PermissionsBoundary'] !== undefined,
        },
      ];
    }),
  );
}

describe('the plain templates', () => {
  test.each(Object.entries(adoptionTemplates))(
    '%s is what the code makes: `npm run templates` writes it',
    (name, make) => {
      expect(readFileSync(new URL(`../../templates/${name}`, import.meta.url), 'utf8')).toBe(make());
    },
  );

  test.each(Object.keys(adoptionTemplates))(
    'cfn-lint has nothing to say about %s',
    async (name) => {
      const file = new URL(`../../templates/${name}`, import.meta.url);
      expect(await lint(parse(readFileSync(file, 'utf8')))).toBe('');
    },
    120_000,
  );

  test('a lendable role of the template is the one that the construct makes: trust, boundary, names', () => {
    const template: unknown = parse(adoptionTemplates['lendable-role.yaml']());
    const construct = templateOf(
      (stack) =>
        new TargetRole(stack, 'Role', {
          targetName: 'operator',
          description: 'x',
          externalId: 'external-1',
          sallyportAccount: SALLYPORT,
        }),
    );
    expect(rolesIn(template)).toEqual(rolesIn(construct));
    const boundary = (of: unknown) =>
      resources(of, 'AWS::IAM::ManagedPolicy').map(({ ManagedPolicyName, PolicyDocument }) => ({
        ManagedPolicyName,
        PolicyDocument,
      }));
    expect(boundary(template)).toEqual(boundary(construct));
    expect(JSON.stringify(boundary(template))).toContain('NoClimbing');
  });

  test('the account access of the template is the one that the construct makes', () => {
    const template = rolesIn(parse(adoptionTemplates['account-access.yaml']()));
    const only = templateOf((stack) => new AccountAccess(stack, 'Access', { sallyportAccount: SALLYPORT }));
    const roles = rolesIn(only);
    for (const name of ['sallyport-read-targets', 'sallyport-write-boundaries'])
      expect(template[name]?.trust).toEqual(roles[name]?.trust);
    expect(Object.keys(template).sort()).toEqual(Object.keys(roles).sort());
  });
});

describe('what another account gives Sallyport', () => {
  const roles = rolesIn(parse(adoptionTemplates['account-access.yaml']()));

  test('is one role that reads lendable roles and boundaries, for the two functions that look', () => {
    expect(roles['sallyport-read-targets']?.may).toEqual([
      {
        Sid: 'SeeRoles',
        Effect: 'Allow',
        Action: 'iam:GetRole',
        Resource: 'arn:aws:iam::222222222222:role/sallyport-target-*',
      },
      {
        Sid: 'SeeBoundaries',
        Effect: 'Allow',
        Action: ['iam:GetPolicy', 'iam:GetPolicyVersion'],
        Resource: 'arn:aws:iam::222222222222:policy/sallyport-boundary-*',
      },
    ]);
  });

  test('and one that writes boundaries and nothing else, for take-away alone', () => {
    expect(roles['sallyport-write-boundaries']).toEqual({
      bounded: false,
      trust: [
        {
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Principal: { AWS: `arn:aws:iam::${SALLYPORT}:root` },
          Condition: {
            ArnEquals: { 'aws:PrincipalArn': [`arn:aws:iam::${SALLYPORT}:role/sallyport-take-away`] },
            StringEquals: { 'sts:ExternalId': 'sallyport-account-222222222222' },
          },
        },
      ],
      may: [
        {
          Sid: 'WriteBoundaries',
          Effect: 'Allow',
          Action: ['iam:ListPolicyVersions', 'iam:CreatePolicyVersion', 'iam:DeletePolicyVersion'],
          Resource: 'arn:aws:iam::222222222222:policy/sallyport-boundary-*',
        },
      ],
    });
  });

  test('is asked for by twelve digits', () => {
    expect(() => templateOf((stack) => new AccountAccess(stack, 'A', { sallyportAccount: '1' }))).toThrow(
      'twelve digits',
    );
  });
});
