import { randomUUID } from 'node:crypto';
import { MetricUnit, Metrics } from '@aws-lambda-powertools/metrics';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import middy from '@middy/core';
import { dynamoAccessReads } from '../../src/access/adapters/dynamo-access-reads.ts';
import { began, reportCall } from '../../src/http/report-call.ts';
import { reportFault } from '../../src/http/report-fault.ts';
import { documents } from '../../src/kernel/adapters/documents.ts';
import { readEnvironment } from '../../src/kernel/environment.ts';
import { newId } from '../../src/kernel/ids.ts';
import * as metric from '../../src/kernel/metric-names.ts';
import { systemClock } from '../../src/kernel/time.ts';
import { dynamoVault } from '../../src/vault/adapters/dynamo-vault.ts';
import { keeperFunction } from '../../src/vault/adapters/keeper-function.ts';
import { secretSchedules } from '../../src/vault/adapters/own-secrets.ts';
import { rotationStarter } from '../../src/vault/adapters/secret-versions.ts';
import { credentialTargets } from '../../src/vault/credential-targets.ts';
import { tendOrder, tendVault } from '../../src/vault/tend.ts';
import type { Tended } from '../../src/vault/tend.ts';
import { environment } from './environment.ts';

const { ACCESS_TABLE, AUDIT_TABLE, VAULT_TABLE, KEEPERS } = readEnvironment(environment);
const secrets = new SecretsManagerClient({});
const means = {
  store: dynamoVault(documents, { accessTable: ACCESS_TABLE, auditTable: AUDIT_TABLE, vaultTable: VAULT_TABLE }),
  credentials: credentialTargets(dynamoAccessReads(documents, ACCESS_TABLE)),
  keeper: keeperFunction(new LambdaClient({}), KEEPERS),
  rotations: rotationStarter(secrets),
  schedules: secretSchedules(secrets, KEEPERS),
  newId,
  newToken: () => randomUUID(),
  clock: systemClock,
  reportFault,
};
// The service is the metrics' one dimension; the alarms (lib/vault.ts) count on it.
const metrics = new Metrics({ namespace: metric.METRIC_NAMESPACE, serviceName: metric.METRIC_SERVICE });

/** Every minute: what is due of each vaulted credential; or of the one that it is called for. It reads no value. */
export const handler = middy<unknown, Tended>().handler(async (event, { awsRequestId }) => {
  const start = began();
  const tended = await tendVault({ ...means, correlationId: awsRequestId }, tendOrder(event));
  metrics.addMetric(metric.ROTATIONS_FAILING, MetricUnit.Count, tended.failing);
  metrics.addMetric(metric.ROTATIONS_OVERDUE, MetricUnit.Count, tended.overdue);
  metrics.addMetric(metric.ROTATIONS_SLOW, MetricUnit.Count, tended.slow);
  metrics.addMetric(metric.CREDENTIALS_UNHEALTHY, MetricUnit.Count, tended.unhealthy);
  metrics.publishStoredMetrics();
  const outcome = `${tended.found} found, ${tended.faults} faults`;
  reportCall({ correlationId: awsRequestId, operation: 'tend-vault', outcome, began: start });
  return tended;
});
