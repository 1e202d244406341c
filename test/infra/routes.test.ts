import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import * as z from 'zod';
import { operations } from '../../src/http/contract/operations.ts';
import { openApiDocument } from '../../src/http/openapi.ts';
import { readPolicies } from '../../policies/read-policies.ts';
import { pages, publicOperations } from './public-routes.ts';
import { readable, resourcesOf, settings, templates } from './synthesis.ts';
import type { Templates } from './synthesis.ts';

interface RouteInTemplate {
  readonly key: string;
  readonly open: boolean;
  readonly function: string;
}

let all: Templates;
let routes: readonly RouteInTemplate[];
beforeAll(() => {
  all = templates();
  routes = routesOf(all);
});

const route = z.looseObject({
  RouteKey: z.string(),
  AuthorizationType: z.string(),
  AuthorizerId: z.unknown().optional(),
  Target: z.unknown(),
});

function routesOf(from: Templates): RouteInTemplate[] {
  const text = readable(from);
  const authorizers = resourcesOf(from.service, 'AWS::ApiGatewayV2::Authorizer').map(([id]) => text({ Ref: id }));
  return resourcesOf(from.service, 'AWS::ApiGatewayV2::Route').map(([, { Properties }]) => {
    const { RouteKey, AuthorizationType, AuthorizerId, Target } = route.parse(Properties);
    const guarded =
      AuthorizationType === 'CUSTOM' && AuthorizerId !== undefined && authorizers.includes(text(AuthorizerId));
    if (!guarded && AuthorizationType !== 'NONE')
      throw new Error(`${RouteKey}: ${AuthorizationType} is not known here`);
    const integration = text(Target).replace(/^integrations\//, '');
    const [found] = resourcesOf(from.service, 'AWS::ApiGatewayV2::Integration').filter(
      ([id]) => text({ Ref: id }) === integration,
    );
    return { key: RouteKey, open: !guarded, function: text(found?.[1].Properties['IntegrationUri']) };
  });
}

const keyOf = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;
const sorted = (keys: Iterable<string>) => [...keys].sort();

describe('the routes', () => {
  test('of the template are the operations of the contract, the pages, and $default', () => {
    expect(sorted(routes.map(({ key }) => key))).toEqual(sorted([...operations.map(keyOf), ...pages, '$default']));
  });

  test('that need no token are exactly these', () => {
    expect(sorted(routes.filter(({ open }) => open).map(({ key }) => key))).toEqual(
      sorted([...publicOperations, ...pages]),
    );
    expect(sorted(operations.filter(({ action }) => action === 'public').map(keyOf))).toEqual(sorted(publicOperations));
  });

  test('that nobody knows end behind the authorizer', () => {
    expect(routes.find(({ key }) => key === '$default')).toEqual({
      key: '$default',
      open: false,
      function: 'sallyport-unknown-route',
    });
  });

  test('lead to the function that the contract names', () => {
    for (const operation of operations)
      expect(routes.find(({ key }) => key === keyOf(operation))?.function).toBe(`sallyport-${operation.function}`);
  });

  test('are those of the OpenAPI document, which says of each whether it needs a token', () => {
    const { paths } = z
      .object({ paths: z.record(z.string(), z.record(z.string(), z.looseObject({ security: z.array(z.unknown()) }))) })
      .parse(openApiDocument(operations, { issuer: 'https://sallyport.example.com', version: '1' }));
    const documented = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { security }]) => ({
        key: `${method.toUpperCase()} ${path}`,
        open: security.length === 0,
      })),
    );
    const inTemplate = routes
      .filter(({ key }) => key !== '$default' && !pages.includes(key))
      .map(({ key, open }) => ({ key, open }));
    const byKey = (one: { key: string }, other: { key: string }) => (one.key < other.key ? -1 : 1);
    expect(documented.sort(byKey)).toEqual(inTemplate.sort(byKey));
  });

  test('leave out no contract that was written', async () => {
    const folder = new URL('../../src/http/contract/', import.meta.url);
    const written = new Set<unknown>();
    for (const file of readdirSync(folder).filter((name) => name !== 'operations.ts')) {
      const exports: Record<string, unknown> = await import(new URL(file, folder).pathname);
      for (const each of Object.values(exports))
        if (z.looseObject({ id: z.string(), method: z.string(), path: z.string() }).safeParse(each).success)
          written.add(each);
    }
    expect(written).toEqual(new Set(operations));
  });

  test('and their ids are there once', () => {
    expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length);
    expect(new Set(operations.map(keyOf)).size).toBe(operations.length);
  });

  test('ask about a Cedar action that the schema knows', () => {
    const { schema } = readPolicies();
    for (const { id, action } of operations.filter((each) => each.action !== 'public'))
      expect({ id, known: schema.includes(`"${action}"`) }).toEqual({ id, known: true });
  });
});

describe('the authorizer', () => {
  test('is asked anew for every call, with the Authorization header', () => {
    const [authorizer, ...others] = resourcesOf(all.service, 'AWS::ApiGatewayV2::Authorizer');
    expect(others).toEqual([]);
    expect(authorizer?.[1].Properties).toMatchObject({
      AuthorizerType: 'REQUEST',
      AuthorizerResultTtlInSeconds: 0,
      IdentitySource: ['$request.header.Authorization'],
      EnableSimpleResponses: true,
      AuthorizerPayloadFormatVersion: '2.0',
    });
  });
});

/** Starts the very handlers, with the environment that the template gives them, and asks each for each operation. */
describe('the handler', () => {
  beforeAll(() => {
    const beside = mkdtempSync(join(tmpdir(), 'sallyport-task-'));
    writeFileSync(join(beside, 'policies.json'), JSON.stringify(readPolicies()));
    Object.assign(process.env, {
      LAMBDA_TASK_ROOT: beside,
      AWS_REGION: 'eu-central-1',
      POWERTOOLS_DEV: 'true',
      // Nothing may be reached from here: a call that gets as far as AWS fails.
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
      AWS_ACCESS_KEY_ID: 'none',
      AWS_SECRET_ACCESS_KEY: 'none',
    });
    for (const level of ['log', 'info', 'warn', 'error'] as const)
      jest.spyOn(console, level).mockReturnValue(undefined);
  });

  const ask = async (name: string, { method, path }: { method: string; path: string }, person?: string) => {
    const text = readable(all);
    const [found] = resourcesOf(all.service, 'AWS::Lambda::Function').filter(
      ([, { Properties }]) => Properties['FunctionName'] === `sallyport-${name}`,
    );
    const { Variables = {} } = z
      .looseObject({ Variables: z.record(z.string(), z.unknown()).optional() })
      .parse(found?.[1].Properties['Environment'] ?? {});
    for (const [variable, value] of Object.entries(Variables)) process.env[variable] = text(value);
    const loaded: Record<string, unknown> = await import(`../../lambdas/${name}/handler.ts`);
    const handler = z.function({ input: [z.unknown(), z.unknown()], output: z.unknown() }).parse(loaded['handler']);
    const answer = await handler(
      {
        routeKey: `${method} ${path}`,
        rawPath: path,
        headers: {},
        isBase64Encoded: false,
        requestContext: {
          requestId: 'test',
          http: { method, path, sourceIp: '192.0.2.1' },
          ...(person !== undefined && { authorizer: { lambda: { person } } }),
        },
      },
      {},
    );
    const { statusCode, body } = z
      .looseObject({ statusCode: z.number(), body: z.string().default('{}') })
      .parse(answer);
    const { code } = z.looseObject({ code: z.string().optional() }).parse(JSON.parse(body));
    return { statusCode, code };
  };

  test.each(operations.map((each) => [keyOf(each), each] as const))(
    '%s is registered, and gives nothing to someone whom no authorizer has admitted',
    async (_, operation) => {
      const { statusCode, code } = await ask(operation.function, operation);
      expect(code).not.toBe('unknown_route');
      expect(statusCode).toBe(operation.action === 'public' ? 200 : 503);
    },
  );

  test.each([...new Set(operations.map((each) => each.function))])('%s answers no other route', async (name) => {
    expect(await ask(name, { method: 'GET', path: '/nowhere' })).toEqual({ statusCode: 404, code: 'unknown_route' });
  });

  test('of unknown routes says so in a problem of its own', async () => {
    expect(await ask('unknown-route', { method: 'GET', path: '/nowhere' })).toMatchObject({ statusCode: 404 });
  });
});

test('the issuer of every function is the setting, never taken from a request', () => {
  for (const [, { Properties }] of resourcesOf(all.service, 'AWS::Lambda::Function')) {
    const { Variables = {} } = z
      .looseObject({ Variables: z.record(z.string(), z.unknown()).optional() })
      .parse(Properties['Environment'] ?? {});
    if ('ISSUER' in Variables) expect(Variables['ISSUER']).toBe(settings.issuer);
  }
});
