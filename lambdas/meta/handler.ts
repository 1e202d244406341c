import middy from '@middy/core';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { bundledPolicies } from '../../src/authorization/adapters/bundled-policies.ts';
import { readEnvironment } from '../../src/kernel/environment.ts';
import { getHealth, getOpenApi } from '../../src/http/contract/meta.ts';
import { operations } from '../../src/http/contract/operations.ts';
import { publicApi, publicRoute } from '../../src/http/api.ts';
import type { ApiEvent } from '../../src/http/api.ts';
import { openApiDocument } from '../../src/http/openapi.ts';
import { reportCall } from '../../src/http/report-call.ts';
import { reportFault } from '../../src/http/report-fault.ts';
import { environment } from './environment.ts';

const { ISSUER, VERSION, COMMIT } = readEnvironment(environment);
const { hash } = bundledPolicies();
const document = openApiDocument(operations, { issuer: ISSUER, version: VERSION });

/** `GET /health` and `GET /openapi.json`: public, and they read nothing. */
export const handler = middy<ApiEvent, APIGatewayProxyStructuredResultV2>().handler(
  publicApi({ reportFault, reportCall }, [
    publicRoute(getHealth, () => ({
      status: 200,
      body: { status: 'ok', version: VERSION, commit: COMMIT, policyHash: hash },
    })),
    publicRoute(getOpenApi, () => ({ status: 200, body: document })),
  ]),
);
