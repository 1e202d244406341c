import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import middy from '@middy/core';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { dynamoAccessReads } from '../../src/access/adapters/dynamo-access-reads.ts';
import { credentialValueRoutes } from '../../src/api/credential-value-routes.ts';
import { apiSurroundings } from '../../src/http/adapters/surroundings.ts';
import { api } from '../../src/http/api.ts';
import type { ApiEvent } from '../../src/http/api.ts';
import { reportFault } from '../../src/http/report-fault.ts';
import { documents } from '../../src/kernel/adapters/documents.ts';
import { readEnvironment } from '../../src/kernel/environment.ts';
import { newId } from '../../src/kernel/ids.ts';
import { systemClock } from '../../src/kernel/time.ts';
import { dynamoVault } from '../../src/vault/adapters/dynamo-vault.ts';
import { keeperFunction } from '../../src/vault/adapters/keeper-function.ts';
import { ownSecrets, secretSchedules } from '../../src/vault/adapters/own-secrets.ts';
import { secretVersions } from '../../src/vault/adapters/secret-versions.ts';
import { credentialTargets } from '../../src/vault/credential-targets.ts';
import { environment } from './environment.ts';

const settings = readEnvironment(environment);
const tables = {
  accessTable: settings.ACCESS_TABLE,
  auditTable: settings.AUDIT_TABLE,
  vaultTable: settings.VAULT_TABLE,
};
const access = dynamoAccessReads(documents, tables.accessTable);
const secrets = new SecretsManagerClient({});
const means = {
  store: dynamoVault(documents, tables),
  access,
  credentials: credentialTargets(access),
  secrets: { ...secretVersions(secrets, pause), ...ownSecrets(secrets, settings.VAULT_KEY) },
  schedules: secretSchedules(secrets, settings.KEEPERS),
  keeper: keeperFunction(new LambdaClient({}), settings.KEEPERS),
  newId,
  newToken: () => randomUUID(),
  clock: systemClock,
  reportFault,
};

/** The one function of the API that a value passes through: typed by who keeps it, shown to who may see it. */
export const handler = middy<ApiEvent, APIGatewayProxyStructuredResultV2>().handler(
  api(
    apiSurroundings({ auditTable: tables.auditTable, countersTable: settings.COUNTERS_TABLE }),
    credentialValueRoutes(means),
  ),
);
