import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import middy from '@middy/core';
import * as z from 'zod';
import { dynamoAccessReads } from '../../src/access/adapters/dynamo-access-reads.ts';
import { dynamoObligations } from '../../src/access/adapters/dynamo-obligations.ts';
import { outboxIdsOf } from '../../src/access/adapters/outbox-invocation.ts';
import { slack } from '../../src/access/adapters/slack.ts';
import { dynamoNotifications } from '../../src/access/notify/adapters/dynamo-notifications.ts';
import { slackToken } from '../../src/access/notify/adapters/slack-token.ts';
import { deliverNotification } from '../../src/access/notify/deliver-notification.ts';
import { readFacts } from '../../src/access/notify/read-facts.ts';
import { sendTestMessage } from '../../src/access/notify/send-test-message.ts';
import type { TestReport } from '../../src/access/notify/send-test-message.ts';
import { loggedEvent } from '../../src/http/logged-event.ts';
import { dynamoDirectoryReads } from '../../src/identity/adapters/dynamo-directory-reads.ts';
import { documents } from '../../src/kernel/adapters/documents.ts';
import { readEnvironment } from '../../src/kernel/environment.ts';
import { newId } from '../../src/kernel/ids.ts';
import { systemClock } from '../../src/kernel/time.ts';
import { environment } from './environment.ts';

const settings = readEnvironment(environment);
const { ISSUER: issuer, ACCESS_TABLE, AUDIT_TABLE, SLACK_CHANNELS: channels, SLACK_API_URL: apiUrl } = settings;
const secrets = new SecretsManagerClient({});
const readToken = () => slackToken(secrets, settings.SLACK_TOKEN_SECRET, systemClock);
const messenger = slack({ apiUrl, readToken: readToken() });
const outbox = dynamoObligations(documents, ACCESS_TABLE);
const store = dynamoNotifications(documents, { accessTable: ACCESS_TABLE, auditTable: AUDIT_TABLE });
const facts = readFacts(
  dynamoAccessReads(documents, ACCESS_TABLE),
  dynamoDirectoryReads(documents, settings.DIRECTORY_TABLE),
);

/** From the operator's `sallyport configure slack` and `sallyport doctor`; everything else comes from the outbox. */
const testOrder = z.strictObject({
  test: z.literal(true),
  channel: z.string().optional(),
  quietly: z.boolean().default(false),
});

export const handler = middy<unknown, TestReport | null>().handler(async (given, { awsRequestId: correlationId }) => {
  const test = testOrder.safeParse(given);
  if (test.success)
    return sendTestMessage(
      { messenger: slack({ apiUrl, readToken: readToken() }), channels, issuer },
      { only: test.data.channel, quietly: test.data.quietly },
    );
  const ports = { facts, store, messenger, clock: systemClock, newId, issuer, channels, correlationId };
  for (const id of outboxIdsOf(given))
    // One that cannot be delivered must not hold up the others; it stays in the outbox, and the sweeper brings it again.
    await loggedEvent(correlationId, id, (each) => deliverNotification(outbox, ports, each));
  return null;
});
