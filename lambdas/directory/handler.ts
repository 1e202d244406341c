import { randomBytes } from 'node:crypto';
import middy from '@middy/core';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { dynamoAccessReads } from '../../src/access/adapters/dynamo-access-reads.ts';
import { eligibilityRoutes } from '../../src/api/eligibility-routes.ts';
import { groupRoutes } from '../../src/api/group-routes.ts';
import { meRoutes } from '../../src/api/me-routes.ts';
import { peopleRoutes } from '../../src/api/people-routes.ts';
import { apiSurroundings, shippedPolicies } from '../../src/http/adapters/surroundings.ts';
import { api } from '../../src/http/api.ts';
import type { ApiEvent } from '../../src/http/api.ts';
import { dynamoDirectory } from '../../src/identity/adapters/dynamo-directory.ts';
import { openInvitations } from '../../src/identity/adapters/open-invitations.ts';
import { documents } from '../../src/kernel/adapters/documents.ts';
import { readEnvironment } from '../../src/kernel/environment.ts';
import { newId } from '../../src/kernel/ids.ts';
import { environment } from './environment.ts';

const { ISSUER, DIRECTORY_TABLE, SIGN_IN_TABLE, AUDIT_TABLE, COUNTERS_TABLE, ACCESS_TABLE, SECOND_PERSON, EMAIL_FROM } =
  readEnvironment(environment);
const directory = dynamoDirectory(documents, {
  directoryTable: DIRECTORY_TABLE,
  signInTable: SIGN_IN_TABLE,
  auditTable: AUDIT_TABLE,
});
const means = { directory, newId, randomBytes };

/** People, groups, eligibility, and what a person may do about themselves. */
export const handler = middy<ApiEvent, APIGatewayProxyStructuredResultV2>().handler(
  api(
    apiSurroundings(
      { auditTable: AUDIT_TABLE, countersTable: COUNTERS_TABLE },
      shippedPolicies(),
      SECOND_PERSON === 'yes',
    ),
    [
      ...meRoutes(means),
      ...peopleRoutes(means, ISSUER, openInvitations(ISSUER, EMAIL_FROM)),
      ...groupRoutes(means),
      ...eligibilityRoutes(means, dynamoAccessReads(documents, ACCESS_TABLE)),
    ],
  ),
);
