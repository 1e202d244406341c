import middy from '@middy/core';
import { loggedPage } from '../../src/http/logged-page.ts';
import type { PageEvent, PageReply } from '../../src/http/page.ts';
import { reportFault } from '../../src/http/report-fault.ts';
import { openIssuer } from '../../src/identity/sign-in/adapters/open-issuer.ts';
import { answerIssuer } from '../../src/identity/sign-in/pages/answer-issuer.ts';
import { readEnvironment } from '../../src/kernel/environment.ts';
import { systemClock } from '../../src/kernel/time.ts';
import { environment } from './environment.ts';

const env = readEnvironment(environment);

let opened: ReturnType<typeof openIssuer> | undefined;

/** Opened once; if the key cannot be read, the next request tries again. */
function open(): ReturnType<typeof openIssuer> {
  opened ??= openIssuer({
    issuer: env.ISSUER,
    signingKeyId: env.SIGNING_KEY_ID,
    dataKeyId: env.DATA_KEY_ID,
    directoryTable: env.DIRECTORY_TABLE,
    signInTable: env.SIGN_IN_TABLE,
    auditTable: env.AUDIT_TABLE,
    countersTable: env.COUNTERS_TABLE,
    lifetimes: { accessTokenSeconds: env.ACCESS_LIFETIME_SECONDS, signInSeconds: env.SIGN_IN_SECONDS },
  }).catch((error: unknown) => {
    opened = undefined;
    throw error;
  });
  return opened;
}

/** The OpenID Connect issuer and its pages: sign-in, second factor, enrolment, sign-out. Public, with gates of its own. */
export const handler = middy<PageEvent, PageReply>().handler(loggedPage(answerIssuer(open, systemClock, reportFault)));
