import { LambdaClient } from '@aws-sdk/client-lambda';
import { STSClient } from '@aws-sdk/client-sts';
import middy from '@middy/core';
import { activateGrant } from '../../src/access/activate-grant.ts';
import type { Activated } from '../../src/access/activate-grant.ts';
import { dynamoAccess } from '../../src/access/adapters/dynamo-access.ts';
import { stillStands } from '../../src/access/still-stands.ts';
import { orders, takenBy, workflowTask } from '../../src/access/workflow-task.ts';
import { bundledPolicies } from '../../src/authorization/adapters/bundled-policies.ts';
import { dynamoRules } from '../../src/authorization/adapters/dynamo-rules.ts';
import { rulesInForce } from '../../src/authorization/rules-in-force.ts';
import { dynamoDirectoryReads } from '../../src/identity/adapters/dynamo-directory-reads.ts';
import { documents } from '../../src/kernel/adapters/documents.ts';
import { readEnvironment } from '../../src/kernel/environment.ts';
import { newId } from '../../src/kernel/ids.ts';
import { systemClock } from '../../src/kernel/time.ts';
import { READER_ROLE } from '../../src/targets/aws-role/account-access.ts';
import { checkRole } from '../../src/targets/aws-role/adapters/check-role.ts';
import { iamInAccount } from '../../src/targets/aws-role/adapters/iam-in-account.ts';
import { probeRole } from '../../src/targets/aws-role/adapters/probe-role.ts';
import { dynamoVault } from '../../src/vault/adapters/dynamo-vault.ts';
import { keeperFunction } from '../../src/vault/adapters/keeper-function.ts';
import { lendableTargets } from '../../src/vault/lendable-targets.ts';
import { environment } from './environment.ts';

const { ACCESS_TABLE, AUDIT_TABLE, DIRECTORY_TABLE, VAULT_TABLE, OWN_ACCOUNT, KEEPERS } = readEnvironment(environment);
const tables = { accessTable: ACCESS_TABLE, auditTable: AUDIT_TABLE, vaultTable: VAULT_TABLE };
const store = dynamoAccess(documents, tables);
const sts = new STSClient({});
const reading = { sts, ownAccount: OWN_ACCOUNT, role: READER_ROLE, sessionName: 'sallyport-activate-grant' };
const target = lendableTargets({
  role: { ...checkRole(iamInAccount(reading)), ...probeRole(sts) },
  access: store,
  vault: dynamoVault(documents, tables),
  keeper: keeperFunction(new LambdaClient({}), KEEPERS),
});
const authorization = rulesInForce(bundledPolicies(), dynamoRules(documents, ACCESS_TABLE));
const directory = dynamoDirectoryReads(documents, DIRECTORY_TABLE);

/** Turns an approved request into a grant: intent, check, confirmation. Answers a state and seconds, nothing else. */
export const handler = middy<unknown, Activated>().handler(
  workflowTask(orders.activateGrant, (order) =>
    activateGrant(
      {
        store,
        target,
        stillStands: async (request) => {
          await authorization.refresh();
          return stillStands({ access: store, directory, authorization }, request);
        },
        newId,
        clock: systemClock,
        ...takenBy(order),
      },
      order.requestId,
    ),
  ),
);
