import * as z from 'zod';
import { operation } from '../operation.ts';
import { noBody, nothing } from './nothing.ts';

export const healthSchema = z
  .strictObject({
    status: z.literal('ok'),
    version: z.string(),
    commit: z.string().meta({ description: 'the commit that was deployed, "unknown" outside a checkout' }),
    policyHash: z.string().meta({ description: 'SHA-256 over the Cedar schema and policies' }),
  })
  .meta({ id: 'Health' });

export const getHealth = operation({
  id: 'getHealth',
  method: 'GET',
  path: '/health',
  function: 'meta',
  summary: 'Which Sallyport is this',
  description: 'Version, commit and policy hash of the deployment. Reads nothing and needs no sign-in.',
  action: 'public',
  input: { path: nothing, query: nothing, body: noBody },
  replies: { 200: { description: 'it runs', body: healthSchema } },
  refusals: [],
});

export const getOpenApi = operation({
  id: 'getOpenApi',
  method: 'GET',
  path: '/openapi.json',
  function: 'meta',
  summary: 'This document',
  description: 'OpenAPI 3.1, generated from the schemas that parse the requests.',
  action: 'public',
  input: { path: nothing, query: nothing, body: noBody },
  replies: { 200: { description: 'an OpenAPI 3.1 document', body: z.record(z.string(), z.unknown()) } },
  refusals: [],
});

export const metaOperations = [getHealth, getOpenApi] as const;
