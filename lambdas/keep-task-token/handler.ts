import { SFNClient } from '@aws-sdk/client-sfn';
import middy from '@middy/core';
import { completeTask } from '../../src/access/adapters/complete-task.ts';
import { dynamoAccessReads } from '../../src/access/adapters/dynamo-access-reads.ts';
import { dynamoObligations } from '../../src/access/adapters/dynamo-obligations.ts';
import { keepTaskToken } from '../../src/access/keep-task-token.ts';
import { orders, workflowTask } from '../../src/access/workflow-task.ts';
import { documents } from '../../src/kernel/adapters/documents.ts';
import { readEnvironment } from '../../src/kernel/environment.ts';
import { systemClock } from '../../src/kernel/time.ts';
import { environment } from './environment.ts';

const { ACCESS_TABLE } = readEnvironment(environment);
const store = { ...dynamoAccessReads(documents, ACCESS_TABLE), ...dynamoObligations(documents, ACCESS_TABLE) };
const engine = { complete: completeTask(new SFNClient({})) };

/** Keeps the token of a wait in the table, where whoever settles the matter finds it. */
export const handler = middy().handler(
  workflowTask(orders.keepTaskToken, ({ token, correlationId: _, ...task }) =>
    keepTaskToken({ store, engine, clock: systemClock }, task, token),
  ),
);
