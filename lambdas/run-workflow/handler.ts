import { SFNClient } from '@aws-sdk/client-sfn';
import middy from '@middy/core';
import { completeTask } from '../../src/access/adapters/complete-task.ts';
import { dynamoAccessReads } from '../../src/access/adapters/dynamo-access-reads.ts';
import { dynamoObligations } from '../../src/access/adapters/dynamo-obligations.ts';
import { outboxIdsOf } from '../../src/access/adapters/outbox-invocation.ts';
import { startExecution } from '../../src/access/adapters/start-execution.ts';
import { runWorkflow } from '../../src/access/run-workflow.ts';
import { loggedEvent } from '../../src/http/logged-event.ts';
import { documents } from '../../src/kernel/adapters/documents.ts';
import { readEnvironment } from '../../src/kernel/environment.ts';
import { systemClock } from '../../src/kernel/time.ts';
import { environment } from './environment.ts';

const { ACCESS_TABLE, STATE_MACHINE_ARN } = readEnvironment(environment);
const sfn = new SFNClient({});
const store = { ...dynamoAccessReads(documents, ACCESS_TABLE), ...dynamoObligations(documents, ACCESS_TABLE) };
const engine = {
  start: startExecution(sfn, { stateMachineArn: STATE_MACHINE_ARN, clock: systemClock }),
  complete: completeTask(sfn),
};

/** Carries events of the Access table to the workflow. One that fails holds up no other: the sweeper brings it again. */
export const handler = middy<unknown, { failed: number }>().handler(async (given, { awsRequestId }) => {
  let failed = 0;
  for (const id of outboxIdsOf(given))
    if ((await loggedEvent(awsRequestId, id, (each) => runWorkflow({ store, engine }, each))) !== null) failed += 1;
  return { failed };
});
