import { STSClient } from '@aws-sdk/client-sts';
import middy from '@middy/core';
import { dynamoAccess } from '../../src/access/adapters/dynamo-access.ts';
import { rolesAlone } from '../../src/access/roles-alone.ts';
import { verifyGone } from '../../src/access/verify-gone.ts';
import { orders, takenBy, workflowTask } from '../../src/access/workflow-task.ts';
import { documents } from '../../src/kernel/adapters/documents.ts';
import { readEnvironment } from '../../src/kernel/environment.ts';
import { newId } from '../../src/kernel/ids.ts';
import { systemClock } from '../../src/kernel/time.ts';
import { probeRole } from '../../src/targets/aws-role/adapters/probe-role.ts';
import { environment } from './environment.ts';

const { ACCESS_TABLE, AUDIT_TABLE } = readEnvironment(environment);
const store = dynamoAccess(documents, { accessTable: ACCESS_TABLE, auditTable: AUDIT_TABLE });
const target = rolesAlone.probes(probeRole(new STSClient({})));

/** Stores `ended` once a fresh session of the grant is refused; until then it throws, and is tried again. */
export const handler = middy<unknown, { state: string; timeToEndSeconds: number | null }>().handler(
  workflowTask(orders.verifyGone, async (order) => {
    const step = { store, target, newId, clock: systemClock, ...takenBy(order) };
    const ended = await verifyGone(step, { grantId: order.grantId, attempt: order.retries + 1 });
    return { state: ended?.state ?? 'none', timeToEndSeconds: ended?.timeToEndSeconds ?? null };
  }),
);
