import { randomBytes } from 'node:crypto';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import * as z from 'zod';
import { enrolmentReply, personReply } from '../../src/api/person-reply.ts';
import { emailAddress, personName } from '../../src/http/contract/person-fields.ts';
import { began, reportCall } from '../../src/http/report-call.ts';
import { reportFault } from '../../src/http/report-fault.ts';
import { dynamoDirectory } from '../../src/identity/adapters/dynamo-directory.ts';
import { bootstrapAdministrator } from '../../src/identity/bootstrap-administrator.ts';
import { documents } from '../../src/kernel/adapters/documents.ts';
import { readEnvironment } from '../../src/kernel/environment.ts';
import { newId } from '../../src/kernel/ids.ts';
import { refusal } from '../../src/kernel/refusal.ts';
import { refused } from '../../src/kernel/result.ts';
import { systemClock } from '../../src/kernel/time.ts';
import { environment } from './environment.ts';

const { ISSUER, DIRECTORY_TABLE, SIGN_IN_TABLE, AUDIT_TABLE } = readEnvironment(environment);
const directory = dynamoDirectory(documents, {
  directoryTable: DIRECTORY_TABLE,
  signInTable: SIGN_IN_TABLE,
  auditTable: AUDIT_TABLE,
});
const administrator = z.strictObject({ name: personName, email: emailAddress });

/** Invoked with AWS credentials by `sallyport bootstrap`; no route leads here. Answers, and never throws. */
export const handler = middy().handler(async (event: unknown, { awsRequestId }: Context) => {
  const start = began();
  const report = (outcome: string) =>
    reportCall({ correlationId: awsRequestId, operation: 'bootstrap', outcome, began: start });
  const given = administrator.safeParse(event);
  if (!given.success) return refused(refusal('invalid_request', z.prettifyError(given.error)));
  const cause = {
    actor: { kind: 'system', name: 'bootstrap' },
    signInId: null,
    correlationId: awsRequestId,
    address: null,
    reasons: [],
    at: systemClock(),
  } as const;
  try {
    const made = await bootstrapAdministrator({ directory, newId, randomBytes }, cause, given.data);
    report(made.ok ? 'done' : made.refusal.code);
    if (!made.ok) return made;
    const { person, enrolment } = made.value;
    return {
      ok: true,
      value: { person: personReply(person), enrolment: enrolmentReply(ISSUER, enrolment, 'not-configured') },
    };
  } catch (error) {
    reportFault(error, awsRequestId);
    report('fault');
    return refused(refusal('unavailable', `Something did not answer; the log of ${awsRequestId} says more.`));
  }
});
