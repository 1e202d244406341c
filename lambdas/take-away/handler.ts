import { STSClient } from '@aws-sdk/client-sts';
import middy from '@middy/core';
import * as z from 'zod';
import { dynamoAccess } from '../../src/access/adapters/dynamo-access.ts';
import { rewriteDeniesOf } from '../../src/access/rewrite-denies.ts';
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

const step = { store, target, newId, clock: systemClock };

/**
 * Stores `ending` and denies the grant on its target. The one function that may write a boundary: whoever checks a
 * target has it written by this one, as it is.
 */
export const handler = middy<unknown, { state: string }>().handler(
  workflowTask(z.union([orders.takeAway, orders.rewriteDenies]), async (order) => ({
    state:
      'rewrite' in order
        ? await rewriteDeniesOf(step, order.rewrite)
        : await takeAway({ ...step, ...takenBy(order) }, order),
  })),
);
