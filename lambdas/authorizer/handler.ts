import type { APIGatewayRequestAuthorizerEventV2, APIGatewaySimpleAuthorizerWithContextResult } from 'aws-lambda';
import { verifyAccessToken } from '../../src/identity/access-token.ts';
import { dynamoDirectoryReads } from '../../src/identity/adapters/dynamo-directory-reads.ts';
import { kmsPublicKey } from '../../src/identity/adapters/kms-public-key.ts';
import { authenticate } from '../../src/identity/authenticate.ts';
import type { AuthenticatedPerson } from '../../src/http/gate.ts';
import { began, reportCall } from '../../src/http/report-call.ts';
import { reportFault } from '../../src/http/report-fault.ts';
import { documents } from '../../src/kernel/adapters/documents.ts';
import { readEnvironment } from '../../src/kernel/environment.ts';
import { systemClock } from '../../src/kernel/time.ts';
import { environment } from './environment.ts';

const { ISSUER, SIGNING_KEY_ID, DIRECTORY_TABLE, ACCESS_LIFETIME_SECONDS } = readEnvironment(environment);
const directory = dynamoDirectoryReads(documents, DIRECTORY_TABLE);
const signingKey = kmsPublicKey(SIGNING_KEY_ID);

type Answer = Pick<APIGatewaySimpleAuthorizerWithContextResult<{ person?: string }>, 'isAuthorized' | 'context'>;
const refuse: Answer = { isAuthorized: false, context: {} };

/** Authenticates every call of the API. Whatever fails refuses; logs hold at most the id of a token. */
export async function handler(event: APIGatewayRequestAuthorizerEventV2): Promise<Answer> {
  const correlationId = event.requestContext.requestId;
  const start = began();
  const report = (outcome: string, tokenId?: string | null) =>
    reportCall({ correlationId, operation: 'authenticate', outcome, began: start, ...(tokenId && { tokenId }) });
  try {
    const key = await signingKey();
    const verify = (token: string) =>
      verifyAccessToken(token, {
        issuer: ISSUER,
        key,
        oldestSeconds: ACCESS_LIFETIME_SECONDS,
        now: systemClock(),
      });
    const found = await authenticate({ verify, directory }, event.identitySource[0]);
    if (!found.authenticated) {
      report(found.why, found.tokenId);
      return refuse;
    }
    const { groups, eligible, ...signIn } = found.signIn;
    const person: AuthenticatedPerson = { ...signIn, groups: [...groups], eligible: [...eligible] };
    report('authenticated');
    return { isAuthorized: true, context: { person: JSON.stringify(person) } };
  } catch (error) {
    reportFault(error, correlationId);
    report('fault');
    return refuse;
  }
}
