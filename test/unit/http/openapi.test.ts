import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { operations } from '../../../src/http/contract/operations.ts';
import { openApiDocument } from '../../../src/http/openapi.ts';
import { openDoor } from './scene.ts';

const parameter = z.looseObject({ name: z.string(), in: z.enum(['path', 'query']), required: z.boolean() });
const answer = z.looseObject({ description: z.string().min(1) });
const described = z.looseObject({
  operationId: z.string(),
  summary: z.string().min(3),
  description: z.string().min(3),
  parameters: z.array(parameter),
  requestBody: z.looseObject({}).optional(),
  responses: z.record(z.string(), answer),
});
const shape = z.looseObject({
  openapi: z.literal('3.1.0'),
  paths: z.record(z.string(), z.record(z.string(), described)),
  components: z.looseObject({ schemas: z.record(z.string(), z.unknown()) }),
});
const of = (list: Parameters<typeof openApiDocument>[0]) =>
  shape.parse(openApiDocument(list, { issuer: 'https://sallyport.example.com', version: '1.2.3' }));

describe('the OpenAPI document', () => {
  const document = of(operations);
  const all = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, each]) => ({ key: `${method} ${path}`, path, method, ...each })),
  );

  test('refers to nothing that it does not have', () => {
    const text = JSON.stringify(document);
    const names = [...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(5);
    expect(names.filter((name) => name === undefined || !(name in document.components.schemas))).toEqual([]);
    expect(text).not.toMatch(/\$defs|"\$ref":"#\/(?!components)/);
  });

  test('names every parameter of a path, and no other', () => {
    for (const { key, path, parameters } of all) {
      const inPath = parameters.filter((each) => each.in === 'path').map(({ name }) => name);
      const braces = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect({ key, inPath: inPath.sort() }).toEqual({ key, inPath: braces.sort() });
      expect(parameters.filter((each) => each.in === 'path' && !each.required)).toEqual([]);
    }
  });

  test('says of every operation how it can go well, and how it can be refused', () => {
    for (const { key, responses } of all) {
      const statuses = Object.keys(responses);
      expect({ key, well: statuses.some((status) => status.startsWith('2')) }).toEqual({ key, well: true });
      if (!['get /health', 'get /openapi.json'].includes(key))
        expect({ key, statuses }).toEqual({ key, statuses: expect.arrayContaining(['400', '401', '403', '503']) });
    }
  });

  test('a GET has no body', () => {
    expect(all.filter(({ method, requestBody }) => method === 'get' && requestBody)).toEqual([]);
  });

  test('is made of the schemas that parse: bounds and closed objects are in it', () => {
    const [door] = Object.values(of([openDoor]).paths);
    expect(door?.['post']?.requestBody).toMatchObject({
      content: {
        'application/json': {
          schema: { additionalProperties: false, properties: { reason: { minLength: 1, maxLength: 20 } } },
        },
      },
    });
  });
});
