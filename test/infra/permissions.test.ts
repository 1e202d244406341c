import { beforeAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { functions, holdersOf, onEverything, otherRoles } from './permissions.ts';
import { rolesOf } from './read-roles.ts';
import type { RoleInTemplate } from './read-roles.ts';
import { readable, resourcesOf, templates } from './synthesis.ts';
import type { Templates } from './synthesis.ts';

let all: Templates;
let roles: readonly RoleInTemplate[];
beforeAll(() => {
  all = templates();
  roles = rolesOf(all);
});
const ownLog = (name: string) =>
  ['CreateLogStream', 'PutLogEvents'].map((action) => `logs:${action} logs:log-group:/aws/lambda/${name}:*`);
const withoutLog = ({ name, may }: RoleInTemplate) => may.filter((line) => !ownLog(name).includes(line));

describe('what is deployed may do exactly what is written in permissions.ts', () => {
  test('the roles are those of the table', () => {
    expect(roles.map(({ name }) => name).sort()).toEqual(
      [...Object.keys(functions).map((name) => `sallyport-${name}`), ...Object.keys(otherRoles)].sort(),
    );
  });

  test.each(Object.entries(functions))('sallyport-%s', (name, may) => {
    const role = roles.find((each) => each.name === `sallyport-${name}`);
    expect(role && withoutLog(role)).toEqual([...new Set(may)].sort());
    expect(role?.trusts).toEqual(['lambda.amazonaws.com']);
    expect(role?.may).toEqual(expect.arrayContaining(ownLog(`sallyport-${name}`)));
  });

  test('the other roles', () => {
    for (const [name, { trusts, may }] of Object.entries(otherRoles)) {
      const role = roles.find((each) => each.name === name);
      expect({ name, may: role?.may, trusts: role?.trusts }).toEqual({ name, may: [...may].sort(), trusts: [trusts] });
    }
  });

  test('every function has a role of its own, of its own name', () => {
    const text = readable(all);
    for (const [, { Properties }] of resourcesOf(all.service, 'AWS::Lambda::Function'))
      expect(text(Properties['Role'])).toBe(Properties['FunctionName']);
  });

  test('no role has a managed policy, which would say more than is written here', () => {
    expect(roles.filter(({ managedPolicies }) => managedPolicies.length > 0)).toEqual([]);
  });
});

describe('whatever the table says', () => {
  const lines = () => roles.flatMap(({ name, may }) => may.map((line) => ({ name, line })));

  test('an audit entry is put and never changed or taken away, by anyone', () => {
    const writes = lines().filter(({ line }) => /^dynamodb:\S+ Audit$/.test(line));
    expect(new Set(writes.map(({ line }) => line))).toEqual(
      new Set(['dynamodb:PutItem Audit', 'dynamodb:Query Audit']),
    );
  });

  test('no action is a wildcard, and `*` stands only where AWS knows nothing narrower', () => {
    const allowed = lines().filter(({ line }) => !line.startsWith('NOT '));
    expect(allowed.filter(({ line }) => /^\S*\*/.test(line))).toEqual([]);
    expect(allowed.filter(({ line }) => / \*( |$)/.test(line) && !onEverything.includes(line))).toEqual([]);
  });

  test('no table is scanned, described away, or reached by PartiQL', () => {
    expect(
      lines().filter(({ line }) => /^dynamodb:(Scan|PartiQL|Create|DeleteTable|Update(Table|Time)|Restore)/.test(line)),
    ).toEqual([]);
  });

  test.each(Object.entries(holdersOf))('%s… is held by %j alone', (prefix, holders) => {
    const held = lines().filter(({ line }) => line.startsWith(prefix) || line.startsWith(`NOT ${prefix}`));
    expect([...new Set(held.map(({ name }) => name.replace(/^sallyport-/, '')))].sort()).toEqual([...holders].sort());
  });

  test('a function is invoked by a named source only', () => {
    const text = readable(all);
    for (const [id, { Properties }] of resourcesOf(all.service, 'AWS::Lambda::Permission')) {
      const { Principal, SourceArn, SourceAccount } = z
        .looseObject({
          Principal: z.string(),
          SourceArn: z.unknown().optional(),
          SourceAccount: z.unknown().optional(),
        })
        .parse(Properties);
      expect({ id, Principal }).toEqual({
        id,
        Principal: expect.stringMatching(/^(apigateway|events|scheduler|secretsmanager)\.amazonaws\.com$/),
      });
      // An ARN, or the resource of this very template that has it. Secrets are made later, so theirs is not known yet:
      // https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets-required-permissions-function.html
      if (Principal.startsWith('secretsmanager')) expect(text(SourceAccount)).toMatch(/^(accountid|111122223333)$/);
      else expect(text(SourceArn)).toMatch(/^(arn:|ElevationEveryMinute$|VaultEveryMinute$)/);
    }
    expect(resourcesOf(all.service, 'AWS::Lambda::Url')).toEqual([]);
  });
});
