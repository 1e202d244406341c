import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import middy from '@middy/core';
import * as z from 'zod';
import { dynamoAccessReads } from '../../src/access/adapters/dynamo-access-reads.ts';
import { workflowTask } from '../../src/access/workflow-task.ts';
import { documents } from '../../src/kernel/adapters/documents.ts';
import { readEnvironment } from '../../src/kernel/environment.ts';
import { newId } from '../../src/kernel/ids.ts';
import { systemClock } from '../../src/kernel/time.ts';
import { dynamoVault } from '../../src/vault/adapters/dynamo-vault.ts';
import { secretVersions } from '../../src/vault/adapters/secret-versions.ts';
import { allEngines } from '../../src/vault/engines/engines.ts';
import { awsIamKeys } from '../../src/vault/engines/iam-access-key/adapters/aws-iam-keys.ts';
import { keepOrder, keepRotation } from '../../src/vault/keeper.ts';
import { keeperOrder, rotationStep } from '../../src/vault/keeper-orders.ts';
import { environment } from './environment.ts';

const { ACCESS_TABLE, AUDIT_TABLE, VAULT_TABLE, NETWORK } = readEnvironment(environment);
const wait = async (milliseconds: number): Promise<void> => {
  await sleep(milliseconds);
};
const means = {
  store: dynamoVault(documents, { accessTable: ACCESS_TABLE, auditTable: AUDIT_TABLE, vaultTable: VAULT_TABLE }),
  access: dynamoAccessReads(documents, ACCESS_TABLE),
  secrets: secretVersions(new SecretsManagerClient({}), wait),
  engines: allEngines({ keys: awsIamKeys(), wait }),
  network: NETWORK === '' ? null : NETWORK,
  randomBytes: (count: number) => randomBytes(count),
  newId,
  newRunId: () => randomUUID(),
  clock: systemClock,
};

/** Called by Secrets Manager for each step of a rotation, and by Sallyport's own functions with ids. */
export const handler = middy<unknown, object>().handler(
  workflowTask(z.union([rotationStep, keeperOrder]), async (order) => {
    if ('order' in order) return keepOrder(means, keeperOrder.parse(order));
    await keepRotation(means, rotationStep.parse(order), rotationStep.parse(order).ClientRequestToken);
    return { state: rotationStep.parse(order).Step };
  }),
);
