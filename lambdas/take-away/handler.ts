import { STSClient } from '@aws-sdk/client-sts';
import middy from '@middy/core';
import { dynamoAccess } from '../../src/access/adapters/dynamo-access.ts';
import { takeAway } from '../../src/access/take-away.ts';
import { orders, takenBy, workflowTask } from '../../src/access/workflow-task.ts';
import { documents } from '../../src/kernel/adapters/documents.ts';
import { readEnvironment } from '../../src/kernel/environment.ts';
import { newId } from '../../src/kernel/ids.ts';
import { systemClock } from '../../src/kernel/time.ts';
import { WRITER_ROLE } from '../../src/targets/aws-role/account-access.ts';
import { denyInBoundary } from '../../src/targets/aws-role/adapters/deny-in-boundary.ts';
import { iamInAccount } from '../../src/targets/aws-role/adapters/iam-in-account.ts';
import { environment } from './environment.ts';

const { ACCESS_TABLE, AUDIT_TABLE, OWN_ACCOUNT } = readEnvironment(environment);
const store = dynamoAccess(documents, { accessTable: ACCESS_TABLE, auditTable: AUDIT_TABLE });
const sts = new STSClient({});
const writing = { sts, ownAccount: OWN_ACCOUNT, role: WRITER_ROLE, sessionName: 'sallyport-take-away' };
const target = denyInBoundary(iamInAccount(writing));

/** Stores `ending` and denies the grant on its target. The one function that may write a boundary. */
export const handler = middy<unknown, { state: string }>().handler(
  workflowTask(orders.takeAway, async (order) => ({
    state: await takeAway({ store, target, newId, clock: systemClock, ...takenBy(order) }, order),
  })),
);
