import { LambdaClient } from '@aws-sdk/client-lambda';
import { MetricUnit, Metrics } from '@aws-lambda-powertools/metrics';
import middy from '@middy/core';
import { dynamoAccessReads } from '../../src/access/adapters/dynamo-access-reads.ts';
import { dynamoDirectoryOutbox } from '../../src/access/adapters/dynamo-directory-outbox.ts';
import { dynamoObligations } from '../../src/access/adapters/dynamo-obligations.ts';
import { elevationFunctions } from '../../src/access/adapters/elevation-functions.ts';
import { sweep } from '../../src/access/sweep.ts';
import type { Swept } from '../../src/access/sweep.ts';
import { began, reportCall } from '../../src/http/report-call.ts';
import { reportFault } from '../../src/http/report-fault.ts';
import { documents } from '../../src/kernel/adapters/documents.ts';
import { readEnvironment } from '../../src/kernel/environment.ts';
import { systemClock } from '../../src/kernel/time.ts';
import { environment } from './environment.ts';

const settings = readEnvironment(environment);
const lambda = new LambdaClient({ maxAttempts: 5 });
const names = {
  expireRequest: settings.EXPIRE_REQUEST_FUNCTION,
  takeAway: settings.TAKE_AWAY_FUNCTION,
  verifyGone: settings.VERIFY_GONE_FUNCTION,
  markRevokeFailed: settings.MARK_REVOKE_FAILED_FUNCTION,
  runWorkflow: settings.RUN_WORKFLOW_FUNCTION,
  notifySlack: settings.NOTIFY_SLACK_FUNCTION,
  endLeaver: settings.END_LEAVER_FUNCTION,
};
const store = {
  ...dynamoAccessReads(documents, settings.ACCESS_TABLE),
  ...dynamoObligations(documents, settings.ACCESS_TABLE),
};
const leavers = dynamoDirectoryOutbox(documents, settings.DIRECTORY_TABLE);
// The service is the metric's one dimension; the alarm (lib/elevation.ts) counts on it.
const metrics = new Metrics({ namespace: settings.METRIC_NAMESPACE, serviceName: 'sallyport' });

/** Every minute: finishes what a workflow or a stream has left behind. It may write nothing itself. */
export const handler = middy<unknown, Swept>().handler(async (_event, { awsRequestId }) => {
  const start = began();
  const steps = elevationFunctions(lambda, names, awsRequestId);
  const swept = await sweep({ store, leavers, steps, clock: systemClock, reportFault });
  metrics.addMetric(settings.METRIC_NAME, MetricUnit.Count, swept.found);
  metrics.publishStoredMetrics();
  const outcome = `${swept.found} found, ${swept.failed} failed`;
  reportCall({ correlationId: awsRequestId, operation: 'sweep', outcome, began: start });
  return swept;
});
