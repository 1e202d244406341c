import { Logger } from '@aws-lambda-powertools/logger';
import { MetricUnit, Metrics } from '@aws-lambda-powertools/metrics';
import middy from '@middy/core';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { findTampering } from '../../src/audit/find-tampering.ts';
import { began, reportCall } from '../../src/http/report-call.ts';
import { readEnvironment } from '../../src/kernel/environment.ts';
import { environment } from './environment.ts';

const { METRIC_NAMESPACE, METRIC_NAME } = readEnvironment(environment);
const logger = new Logger({ serviceName: 'sallyport' });
// The service is the metric's one dimension; the alarm (lib/audit.ts) counts on it.
const metrics = new Metrics({ namespace: METRIC_NAMESPACE, serviceName: 'sallyport' });

/** Says aloud that an audit entry was changed or removed. What IAM cannot forbid (a put over an entry) is seen here. */
export const handler = middy<DynamoDBStreamEvent>().handler((event, { awsRequestId }) => {
  const start = began();
  const findings = findTampering(event.Records);
  for (const { kind, entryId, eventId } of findings)
    logger.critical('an audit entry was tampered with', { kind, entryId, eventId });
  if (findings.length > 0) {
    metrics.addMetric(METRIC_NAME, MetricUnit.Count, findings.length);
    metrics.publishStoredMetrics();
  }
  const outcome = `${event.Records.length} seen, ${findings.length} tampered with`;
  reportCall({ correlationId: awsRequestId, operation: 'watch', outcome, began: start });
  return Promise.resolve();
});
