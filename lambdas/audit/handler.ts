import middy from '@middy/core';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { dynamoEntries } from '../../src/audit/adapters/dynamo-entries.ts';
import { listEntries } from '../../src/audit/list-entries.ts';
import { deploymentEntity } from '../../src/authorization/user-entity.ts';
import { apiSurroundings } from '../../src/http/adapters/surroundings.ts';
import { api, route } from '../../src/http/api.ts';
import type { ApiEvent } from '../../src/http/api.ts';
import { listEntries as listEntriesContract } from '../../src/http/contract/audit.ts';
import { documents } from '../../src/kernel/adapters/documents.ts';
import { readEnvironment } from '../../src/kernel/environment.ts';
import { newId } from '../../src/kernel/ids.ts';
import { ok } from '../../src/kernel/result.ts';
import { environment } from './environment.ts';

const { AUDIT_TABLE, COUNTERS_TABLE } = readEnvironment(environment);
const store = dynamoEntries(documents, AUDIT_TABLE);

/** `GET /audit/entries`: reads the record, and records that it was read. */
export const handler = middy<ApiEvent, APIGatewayProxyStructuredResultV2>().handler(
  api(apiSurroundings({ auditTable: AUDIT_TABLE, countersTable: COUNTERS_TABLE }), [
    route(listEntriesContract, {
      resource: () => ok(deploymentEntity),
      handle: async ({ cause, input: { query } }) => {
        const page = await listEntries(store, newId, cause, {
          search: { grantId: query.grant ?? null, from: query.from ?? null, to: query.to ?? null },
          cursor: query.cursor ?? null,
          limit: query.limit ?? 50,
        });
        return page.ok ? ok({ status: 200, body: page.value }) : page;
      },
    }),
  ]),
);
