import { MetricUnit, Metrics } from '@aws-lambda-powertools/metrics';
import middy from '@middy/core';
import { dynamoAccess } from '../../src/access/adapters/dynamo-access.ts';
import { markRevokeFailed } from '../../src/access/mark-revoke-failed.ts';
import { orders, takenBy, workflowTask } from '../../src/access/workflow-task.ts';
import { documents } from '../../src/kernel/adapters/documents.ts';
import { readEnvironment } from '../../src/kernel/environment.ts';
import { newId } from '../../src/kernel/ids.ts';
import { systemClock } from '../../src/kernel/time.ts';
import { environment } from './environment.ts';

const { ACCESS_TABLE, AUDIT_TABLE, METRIC_NAMESPACE, METRIC_NAME } = readEnvironment(environment);
const store = dynamoAccess(documents, { accessTable: ACCESS_TABLE, auditTable: AUDIT_TABLE });
// The service is the metric's one dimension; the alarm (lib/elevation.ts) counts on it.
const metrics = new Metrics({ namespace: METRIC_NAMESPACE, serviceName: 'sallyport' });

/** Stores `revoke_failed` and raises the alarm, first the alarm. Trying goes on. */
export const handler = middy<unknown, { state: string }>().handler(
  workflowTask(orders.markRevokeFailed, async (order) => {
    metrics.addMetric(METRIC_NAME, MetricUnit.Count, 1);
    metrics.publishStoredMetrics();
    const grant = await markRevokeFailed({ store, newId, clock: systemClock, ...takenBy(order) }, order);
    return { state: grant?.state ?? 'none' };
  }),
);
