import { randomBytes } from 'node:crypto';
import middy from '@middy/core';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { dynamoAccessReads } from '../../src/access/adapters/dynamo-access-reads.ts';
import { dynamoTargets } from '../../src/access/adapters/dynamo-targets.ts';
import { changeRoutes } from '../../src/api/change-routes.ts';
import { configurationRoutes } from '../../src/api/configuration-routes.ts';
import { bundledPolicies } from '../../src/authorization/adapters/bundled-policies.ts';
import { dynamoRules } from '../../src/authorization/adapters/dynamo-rules.ts';
import { rulesInForce } from '../../src/authorization/rules-in-force.ts';
import { dynamoChanges } from '../../src/configuration/adapters/dynamo-changes.ts';
import { dynamoConfiguration } from '../../src/configuration/adapters/dynamo-configuration.ts';
import { apiSurroundings } from '../../src/http/adapters/surroundings.ts';
import { api } from '../../src/http/api.ts';
import type { ApiEvent } from '../../src/http/api.ts';
import { dynamoDirectory } from '../../src/identity/adapters/dynamo-directory.ts';
import { openInvitations } from '../../src/identity/adapters/open-invitations.ts';
import { documents } from '../../src/kernel/adapters/documents.ts';
import { readEnvironment } from '../../src/kernel/environment.ts';
import { newId } from '../../src/kernel/ids.ts';
import { systemClock } from '../../src/kernel/time.ts';
import { environment, withinOf } from './environment.ts';

const settings = readEnvironment(environment);
const tables = {
  accessTable: settings.ACCESS_TABLE,
  auditTable: settings.AUDIT_TABLE,
  countersTable: settings.COUNTERS_TABLE,
  directoryTable: settings.DIRECTORY_TABLE,
  signInTable: settings.SIGN_IN_TABLE,
};
const rules = dynamoRules(documents, tables.accessTable);
const authorization = rulesInForce(bundledPolicies(), rules);
const stores = dynamoConfiguration(documents, tables);
const means = {
  issuer: settings.ISSUER,
  access: dynamoAccessReads(documents, tables.accessTable),
  targets: dynamoTargets(documents, tables),
  directory: dynamoDirectory(documents, tables),
  changes: dynamoChanges(documents, tables),
  stores,
  rules,
  authorization,
  secondPerson: settings.SECOND_PERSON === 'yes',
  newId,
  randomBytes,
  invitations: openInvitations(settings.ISSUER, settings.EMAIL_FROM),
  clock: systemClock,
  within: withinOf(settings),
  minimumSeconds: settings.MINIMUM_GRANT_SECONDS,
  revision: () => stores.revision(),
};

/** People, groups, targets and rules as one thing: what it is, and changes of it. */
export const handler = middy<ApiEvent, APIGatewayProxyStructuredResultV2>().handler(
  api(apiSurroundings(tables, authorization, means.secondPerson), [
    ...configurationRoutes(means),
    ...changeRoutes(means),
  ]),
);
