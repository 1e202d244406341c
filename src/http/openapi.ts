import * as z from 'zod';
import { refusals } from '../kernel/refusal.ts';
import type { RefusalCode } from '../kernel/refusal.ts';
import type { Operation } from './operation.ts';
import { problemSchema } from './problem.ts';

type Json = Record<string, unknown>;

/** What every guarded operation may answer besides its own refusals. */
const guarded: readonly RefusalCode[] = [
  'invalid_request',
  'invalid_token',
  'insufficient_user_authentication',
  'not_permitted',
  'unavailable',
];

/** OpenAPI 3.1 from the very schemas that parse the requests (JSON Schema 2020-12, so they need no translation). */
export function openApiDocument(
  operations: readonly Operation[],
  { issuer, version }: { readonly issuer: string; readonly version: string },
): Json {
  const components: Json = {};
  const schema = (type: z.ZodType, io: 'input' | 'output'): Json => {
    const { $schema: _, $defs, ...own } = z.toJSONSchema(type, { io, unrepresentable: 'any' });
    for (const [name, definition] of Object.entries($defs ?? {}))
      components[name] = isAnyJson(name) ? { description: 'any JSON' } : refer(definition);
    const { id, ...rest } = own;
    if (id === undefined) return refer(own) as Json;
    components[id] = refer(rest);
    return { $ref: `#/components/schemas/${id}` };
  };

  const paths: Record<string, Json> = {};
  for (const each of operations) {
    const { id, method, path, action, input, replies } = each;
    const codes = [...new Set(action === 'public' ? each.refusals : [...guarded, ...each.refusals])];
    const body = method === 'GET' || method === 'DELETE' ? undefined : schema(input.body, 'input');
    (paths[path] ??= {})[method.toLowerCase()] = {
      operationId: id,
      summary: each.summary,
      description: `${each.description}${action === 'public' ? '' : `\n\nPermitted by the Cedar action \`${action}\`.`}`,
      tags: [each.function],
      security: action === 'public' ? [] : [{ bearer: [] }],
      parameters: [
        ...parameters('path', schema(input.path, 'input')),
        ...parameters('query', schema(input.query, 'input')),
      ],
      ...(body && Object.keys(body).length > 0 && !('not' in body)
        ? { requestBody: { required: true, content: { 'application/json': { schema: body } } } }
        : {}),
      responses: {
        ...Object.fromEntries(
          Object.entries(replies).map(([status, reply]) => [
            status,
            {
              description: reply.description,
              ...(reply.body && { content: { 'application/json': { schema: schema(reply.body, 'output') } } }),
            },
          ]),
        ),
        ...problems(codes),
      },
    };
  }
  schema(problemSchema, 'output');
  return {
    openapi: '3.1.0',
    info: { title: 'Sallyport', version, description: 'Identity and privileged access management on AWS.' },
    servers: [{ url: issuer }],
    paths,
    components: {
      schemas: components,
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'An access token of this issuer (RFC 9068)',
        },
      },
    },
  };
}

function parameters(where: 'path' | 'query', { properties = {}, required = [] }: Json): Json[] {
  return Object.entries(properties as Json).map(([name, schema]) => ({
    name,
    in: where,
    required: where === 'path' || (required as string[]).includes(name),
    schema,
  }));
}

function problems(codes: readonly RefusalCode[]): Json {
  const byStatus = Object.groupBy(codes, (code) => String(refusals[code].status));
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, same = []]) => [
      status,
      {
        description: same.map((code) => `\`${code}\`: ${refusals[code].title}`).join('. '),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  );
}

/** zod names `z.json()` so, which refers to itself: generated types could not. */
const isAnyJson = (name: string): boolean => /^__schema\d+$/.test(name);

/** zod refers to `#/$defs/X`; an OpenAPI document keeps schemas under its components. */
function refer(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(refer);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [
      key,
      key === '$ref' && typeof value === 'string' ? value.replace('#/$defs/', '#/components/schemas/') : refer(value),
    ]),
  );
}
