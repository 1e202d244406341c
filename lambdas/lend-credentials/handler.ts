import { LambdaClient } from '@aws-sdk/client-lambda';
import { STSClient } from '@aws-sdk/client-sts';
import middy from '@middy/core';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { boundaryWriter } from '../../src/access/adapters/boundary-writer.ts';
import { dynamoAccess } from '../../src/access/adapters/dynamo-access.ts';
import { examinesByKind } from '../../src/access/target-by-kind.ts';
import { lendingRoutes } from '../../src/api/lending-routes.ts';
import { dynamoEntries } from '../../src/audit/adapters/dynamo-entries.ts';
import { apiSurroundings } from '../../src/http/adapters/surroundings.ts';
import { api } from '../../src/http/api.ts';
import type { ApiEvent } from '../../src/http/api.ts';
import { documents } from '../../src/kernel/adapters/documents.ts';
import { readEnvironment } from '../../src/kernel/environment.ts';
import { newId } from '../../src/kernel/ids.ts';
import { systemClock as clock } from '../../src/kernel/time.ts';
import { READER_ROLE } from '../../src/targets/aws-role/account-access.ts';
import { iamInAccount } from '../../src/targets/aws-role/adapters/iam-in-account.ts';
import { lendRole } from '../../src/targets/aws-role/adapters/lend-role.ts';
import { examineRole } from '../../src/targets/aws-role/adapters/look-at-role.ts';
import { examineAccount, logInToAccount } from '../../src/vault/account-as-target.ts';
import { keeperFunction } from '../../src/vault/adapters/keeper-function.ts';
import { examineCredential } from '../../src/vault/credential-as-target.ts';
import { environment } from './environment.ts';

const { ACCESS_TABLE, AUDIT_TABLE, COUNTERS_TABLE, OWN_ACCOUNT, KEEPERS, TAKE_AWAY_FUNCTION } =
  readEnvironment(environment);
const sts = new STSClient({});
const lambda = new LambdaClient({});
const store = dynamoAccess(documents, { accessTable: ACCESS_TABLE, auditTable: AUDIT_TABLE });
const accounts = { access: store, keeper: keeperFunction(lambda, KEEPERS) };
const role = examineRole({
  sts,
  iamFor: iamInAccount({ sts, ownAccount: OWN_ACCOUNT, role: READER_ROLE, sessionName: 'sallyport-lend-credentials' }),
  sallyportAccount: OWN_ACCOUNT,
  clock,
  ...boundaryWriter(lambda, TAKE_AWAY_FUNCTION),
});
const means = {
  store,
  entries: dynamoEntries(documents, AUDIT_TABLE),
  target: {
    ...lendRole(sts, clock),
    ...examinesByKind({
      'aws-role': role,
      credential: examineCredential(accounts.keeper),
      'database-account': examineAccount(accounts),
    }),
  },
  accounts: logInToAccount(accounts),
  newId,
  clock,
};

/** The one function that hands out what a grant gives, and tries for administrators whether it could. */
export const handler = middy<ApiEvent, APIGatewayProxyStructuredResultV2>().handler(
  api(apiSurroundings({ auditTable: AUDIT_TABLE, countersTable: COUNTERS_TABLE }), lendingRoutes(means)),
);
