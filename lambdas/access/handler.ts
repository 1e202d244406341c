import middy from '@middy/core';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { dynamoAccess } from '../../src/access/adapters/dynamo-access.ts';
import { dynamoNotifications } from '../../src/access/notify/adapters/dynamo-notifications.ts';
import { grantRoutes } from '../../src/api/grant-routes.ts';
import { requestRoutes } from '../../src/api/request-routes.ts';
import { targetRoutes } from '../../src/api/target-routes.ts';
import { dynamoEntries } from '../../src/audit/adapters/dynamo-entries.ts';
import { bundledPolicies } from '../../src/authorization/adapters/bundled-policies.ts';
import { dynamoRules } from '../../src/authorization/adapters/dynamo-rules.ts';
import { rulesInForce } from '../../src/authorization/rules-in-force.ts';
import { apiSurroundings } from '../../src/http/adapters/surroundings.ts';
import { api } from '../../src/http/api.ts';
import type { ApiEvent } from '../../src/http/api.ts';
import { dynamoDirectoryReads } from '../../src/identity/adapters/dynamo-directory-reads.ts';
import { documents } from '../../src/kernel/adapters/documents.ts';
import { readEnvironment } from '../../src/kernel/environment.ts';
import { newId } from '../../src/kernel/ids.ts';
import { environment } from './environment.ts';

const settings = readEnvironment(environment);
const tables = { accessTable: settings.ACCESS_TABLE, auditTable: settings.AUDIT_TABLE };
const surroundings = apiSurroundings(
  { auditTable: tables.auditTable, countersTable: settings.COUNTERS_TABLE },
  rulesInForce(bundledPolicies(), dynamoRules(documents, tables.accessTable)),
);
const means = {
  access: dynamoAccess(documents, tables),
  directory: dynamoDirectoryReads(documents, settings.DIRECTORY_TABLE),
  notifications: dynamoNotifications(documents, tables),
  entries: dynamoEntries(documents, tables.auditTable),
  authorization: surroundings.authorization,
  newId,
  minimumSeconds: settings.MINIMUM_GRANT_SECONDS,
  expirySeconds: settings.REQUEST_EXPIRY_SECONDS,
};

/** Targets, requests, decisions and grants: reads and writes tables, and can do nothing to a target. */
export const handler = middy<ApiEvent, APIGatewayProxyStructuredResultV2>().handler(
  api(surroundings, [...targetRoutes(means), ...requestRoutes(means), ...grantRoutes(means)]),
);
