import { LambdaClient } from '@aws-sdk/client-lambda';
import { STSClient } from '@aws-sdk/client-sts';
import middy from '@middy/core';
import { dynamoAccess } from '../../src/access/adapters/dynamo-access.ts';
import { verifyGone } from '../../src/access/verify-gone.ts';
import { orders, takenBy, workflowTask } from '../../src/access/workflow-task.ts';
import { reportFault } from '../../src/http/report-fault.ts';
import { documents } from '../../src/kernel/adapters/documents.ts';
import { readEnvironment } from '../../src/kernel/environment.ts';
import { newId } from '../../src/kernel/ids.ts';
import { systemClock } from '../../src/kernel/time.ts';
import { probeRole } from '../../src/targets/aws-role/adapters/probe-role.ts';
import { dynamoVault } from '../../src/vault/adapters/dynamo-vault.ts';
import { keeperFunction } from '../../src/vault/adapters/keeper-function.ts';
import { tenderFunction } from '../../src/vault/adapters/tender-function.ts';
import { endingTargets } from '../../src/vault/ending-targets.ts';
import { environment } from './environment.ts';

const { ACCESS_TABLE, AUDIT_TABLE, VAULT_TABLE, KEEPERS, TEND_VAULT_FUNCTION } = readEnvironment(environment);
const tables = { accessTable: ACCESS_TABLE, auditTable: AUDIT_TABLE, vaultTable: VAULT_TABLE };
const store = dynamoAccess(documents, tables);
const lambda = new LambdaClient({});
const target = endingTargets({
  role: probeRole(new STSClient({})),
  access: store,
  vault: dynamoVault(documents, tables),
  keeper: keeperFunction(lambda, KEEPERS),
  tender: tenderFunction(lambda, TEND_VAULT_FUNCTION, reportFault),
  newId,
});

/**
 * Takes back what no boundary denies, and stores `ended` once nothing of the grant is let in any more; until then it
 * throws, and is tried again.
 */
export const handler = middy<unknown, { state: string; timeToEndSeconds: number | null }>().handler(
  workflowTask(orders.verifyGone, async (order) => {
    const step = { store, target, newId, clock: systemClock, ...takenBy(order) };
    const ended = await verifyGone(step, { grantId: order.grantId, attempt: order.retries + 1 });
    return { state: ended?.state ?? 'none', timeToEndSeconds: ended?.timeToEndSeconds ?? null };
  }),
);
