import { randomUUID } from 'node:crypto';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import middy from '@middy/core';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { dynamoAccessReads } from '../../src/access/adapters/dynamo-access-reads.ts';
import { vaultRoutes } from '../../src/api/vault-routes.ts';
import { dynamoEntries } from '../../src/audit/adapters/dynamo-entries.ts';
import { apiSurroundings } from '../../src/http/adapters/surroundings.ts';
import { api } from '../../src/http/api.ts';
import type { ApiEvent } from '../../src/http/api.ts';
import { reportFault } from '../../src/http/report-fault.ts';
import { dynamoDirectoryReads } from '../../src/identity/adapters/dynamo-directory-reads.ts';
import { documents } from '../../src/kernel/adapters/documents.ts';
import { readEnvironment } from '../../src/kernel/environment.ts';
import { newId } from '../../src/kernel/ids.ts';
import { dynamoVault } from '../../src/vault/adapters/dynamo-vault.ts';
import { keeperFunction } from '../../src/vault/adapters/keeper-function.ts';
import { secretSchedules } from '../../src/vault/adapters/own-secrets.ts';
import { rotationStarter } from '../../src/vault/adapters/secret-versions.ts';
import { credentialTargets } from '../../src/vault/credential-targets.ts';
import { environment } from './environment.ts';

const settings = readEnvironment(environment);
const tables = {
  accessTable: settings.ACCESS_TABLE,
  auditTable: settings.AUDIT_TABLE,
  vaultTable: settings.VAULT_TABLE,
};
const surroundings = apiSurroundings({ auditTable: tables.auditTable, countersTable: settings.COUNTERS_TABLE });
const access = dynamoAccessReads(documents, tables.accessTable);
const secrets = new SecretsManagerClient({});
const means = {
  store: dynamoVault(documents, tables),
  access,
  credentials: credentialTargets(access),
  directory: dynamoDirectoryReads(documents, settings.DIRECTORY_TABLE),
  entries: dynamoEntries(documents, tables.auditTable),
  keeper: keeperFunction(new LambdaClient({}), settings.KEEPERS),
  rotations: rotationStarter(secrets),
  schedules: secretSchedules(secrets, settings.KEEPERS),
  authorization: surroundings.authorization,
  newId,
  newToken: () => randomUUID(),
  reportFault,
};

/** Leases, queues and rotations of vaulted credentials. It reads no value, and speaks to no target. */
export const handler = middy<ApiEvent, APIGatewayProxyStructuredResultV2>().handler(
  api(surroundings, vaultRoutes(means)),
);
