import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import openapiTS, { astToString } from 'openapi-typescript';
import type { OpenAPI3 } from 'openapi-typescript';
import { format, resolveConfig } from 'prettier';
import { operations } from '../src/http/contract/operations.ts';
import { openApiDocument } from '../src/http/openapi.ts';
import { root } from './places.ts';

export const apiTypesFile = join(root, 'cli', 'api-types.ts');

/** The types of the command line's API client, from the document that `/openapi.json` shows. */
export async function apiTypes(): Promise<string> {
  const document = openApiDocument(operations, { issuer: 'https://sallyport.example.com', version: '0.0.0' });
  const text = astToString(await openapiTS(JSON.parse(JSON.stringify(document)) as OpenAPI3));
  const head = '// Made from the OpenAPI document by `npm run api-types`. Not edited by hand.\n';
  return format(head + text, { ...(await resolveConfig(apiTypesFile)), filepath: apiTypesFile });
}

if (import.meta.main) await writeFile(apiTypesFile, await apiTypes());
