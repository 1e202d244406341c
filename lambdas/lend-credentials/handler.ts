import { STSClient } from '@aws-sdk/client-sts';
import middy from '@middy/core';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { dynamoAccess } from '../../src/access/adapters/dynamo-access.ts';
import { grantEntity } from '../../src/access/grant.ts';
import { lendCredentials } from '../../src/access/lend-credentials.ts';
import { apiSurroundings } from '../../src/http/adapters/surroundings.ts';
import { api, route } from '../../src/http/api.ts';
import type { ApiEvent } from '../../src/http/api.ts';
import { lendCredentials as lend } from '../../src/http/contract/grants.ts';
import { documents } from '../../src/kernel/adapters/documents.ts';
import { readEnvironment } from '../../src/kernel/environment.ts';
import { newId } from '../../src/kernel/ids.ts';
import { refusal } from '../../src/kernel/refusal.ts';
import { ok, refused } from '../../src/kernel/result.ts';
import { systemClock } from '../../src/kernel/time.ts';
import { lendRole } from '../../src/targets/aws-role/adapters/lend-role.ts';
import { environment } from './environment.ts';

const { ACCESS_TABLE, AUDIT_TABLE, COUNTERS_TABLE } = readEnvironment(environment);
const store = dynamoAccess(documents, { accessTable: ACCESS_TABLE, auditTable: AUDIT_TABLE });
const target = lendRole(new STSClient({}), systemClock);

/** `POST /grants/{id}/credentials`: the one function that hands out what a grant gives. */
export const handler = middy<ApiEvent, APIGatewayProxyStructuredResultV2>().handler(
  api(apiSurroundings({ auditTable: AUDIT_TABLE, countersTable: COUNTERS_TABLE }), [
    route(lend, {
      async resource({ path: { id } }) {
        const grant = await store.grant(id);
        return grant === null ? refused(refusal('not_found', `There is no grant ${id}.`)) : ok(grantEntity(grant));
      },
      async handle({ input, cause }) {
        const lent = await lendCredentials({ store, target, newId, clock: systemClock }, input.path.id, cause);
        if (!lent.ok) return lent;
        const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = lent.value;
        return ok({
          status: 200,
          body: {
            Version: 1,
            AccessKeyId: accessKeyId,
            SecretAccessKey: secretAccessKey,
            SessionToken: sessionToken,
            Expiration: new Date(expiresAt * 1000).toISOString(),
          },
        });
      },
    }),
  ]),
);
