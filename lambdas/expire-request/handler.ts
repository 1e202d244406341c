import middy from '@middy/core';
import { dynamoAccess } from '../../src/access/adapters/dynamo-access.ts';
import { expireRequest } from '../../src/access/expire-request.ts';
import { orders, takenBy, workflowTask } from '../../src/access/workflow-task.ts';
import { documents } from '../../src/kernel/adapters/documents.ts';
import { readEnvironment } from '../../src/kernel/environment.ts';
import { newId } from '../../src/kernel/ids.ts';
import { systemClock } from '../../src/kernel/time.ts';
import { environment } from './environment.ts';

const { ACCESS_TABLE, AUDIT_TABLE } = readEnvironment(environment);
const store = dynamoAccess(documents, { accessTable: ACCESS_TABLE, auditTable: AUDIT_TABLE });

/** Stores `expired` for a request that nobody decided in time; answers the state that counts. */
export const handler = middy<unknown, { state: string }>().handler(
  workflowTask(orders.expireRequest, async (order) => ({
    state: await expireRequest({ store, newId, clock: systemClock, ...takenBy(order) }, order.requestId),
  })),
);
