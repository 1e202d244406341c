import middy from '@middy/core';
import * as z from 'zod';
import { dynamoAccess } from '../../src/access/adapters/dynamo-access.ts';
import { dynamoDirectoryOutbox } from '../../src/access/adapters/dynamo-directory-outbox.ts';
import { outboxIdsOf } from '../../src/access/adapters/outbox-invocation.ts';
import { endLeaver } from '../../src/access/end-leaver.ts';
import { endUnpermitted } from '../../src/access/end-unpermitted.ts';
import { bundledPolicies } from '../../src/authorization/adapters/bundled-policies.ts';
import { dynamoRules } from '../../src/authorization/adapters/dynamo-rules.ts';
import { rulesInForce } from '../../src/authorization/rules-in-force.ts';
import { loggedEvent } from '../../src/http/logged-event.ts';
import { dynamoDirectoryReads } from '../../src/identity/adapters/dynamo-directory-reads.ts';
import type { Delivered } from '../../src/kernel/delivered.ts';
import { documents } from '../../src/kernel/adapters/documents.ts';
import { readEnvironment } from '../../src/kernel/environment.ts';
import { newId } from '../../src/kernel/ids.ts';
import type { OutboxId } from '../../src/kernel/ids.ts';
import { systemClock } from '../../src/kernel/time.ts';
import { environment } from './environment.ts';

const { ACCESS_TABLE, AUDIT_TABLE, DIRECTORY_TABLE } = readEnvironment(environment);
const outbox = dynamoDirectoryOutbox(documents, DIRECTORY_TABLE);
const authorization = rulesInForce(bundledPolicies(), dynamoRules(documents, ACCESS_TABLE));
const surroundings = {
  access: dynamoAccess(documents, { accessTable: ACCESS_TABLE, auditTable: AUDIT_TABLE }),
  directory: dynamoDirectoryReads(documents, DIRECTORY_TABLE),
  authorization,
  newId,
};

/** Takes from people who have left what they hold. Each is tried before a failure is reported and the batch comes again. */
export const handler = middy().handler(async (given, { awsRequestId }) => {
  const failed: OutboxId[] = [];
  const ids = outboxIdsOf(given);
  for (const id of ids) {
    const fault = await loggedEvent(awsRequestId, id, deliver);
    // What does not parse will not parse next time either, and must not hold up the others: it stays where it is.
    if (fault !== null && !(fault instanceof z.ZodError)) failed.push(id);
  }
  // The batch comes again; those of it that are done are seen to be.
  if (failed.length > 0) throw new Error(`not ended: ${failed.join(', ')}`);
  return { looked: ids.length };
});

async function deliver(id: OutboxId): Promise<Delivered> {
  const event = await outbox.event(id);
  if (event === null) return { correlationId: null, operation: `deliver ${id}`, outcome: 'delivered-before' };
  await authorization.refresh();
  const { cancelled, ended } =
    event.kind === 'rights-changed'
      ? await endUnpermitted(surroundings, event, systemClock())
      : await endLeaver(surroundings, event, systemClock());
  await outbox.delivered(id);
  return {
    correlationId: event.correlationId ?? null,
    operation: event.kind,
    outcome: `${cancelled} cancelled, ${ended} ended`,
  };
}
