import middy from '@middy/core';
import { dynamoAccess } from '../../src/access/adapters/dynamo-access.ts';
import { dynamoNotifications } from '../../src/access/notify/adapters/dynamo-notifications.ts';
import { bundledPolicies } from '../../src/authorization/adapters/bundled-policies.ts';
import { dynamoRules } from '../../src/authorization/adapters/dynamo-rules.ts';
import { rulesInForce } from '../../src/authorization/rules-in-force.ts';
import { dynamoConsoleSignIns } from '../../src/console/adapters/dynamo-console-sign-ins.ts';
import { issuerClient } from '../../src/console/adapters/issuer-client.ts';
import { consolePages } from '../../src/console/console.ts';
import { apiSurroundings } from '../../src/http/adapters/surroundings.ts';
import { loggedPage } from '../../src/http/logged-page.ts';
import type { PageEvent, PageReply } from '../../src/http/page.ts';
import { dynamoDirectoryReads } from '../../src/identity/adapters/dynamo-directory-reads.ts';
import { documents } from '../../src/kernel/adapters/documents.ts';
import { readEnvironment } from '../../src/kernel/environment.ts';
import { newId } from '../../src/kernel/ids.ts';
import { environment } from './environment.ts';

const settings = readEnvironment(environment);
const tables = {
  accessTable: settings.ACCESS_TABLE,
  auditTable: settings.AUDIT_TABLE,
  countersTable: settings.COUNTERS_TABLE,
  signInTable: settings.SIGN_IN_TABLE,
};

/** The pages under `/console`: the API's own use cases, behind a cookie instead of a token. */
export const handler = middy<PageEvent, PageReply>().handler(
  loggedPage(
    consolePages({
      issuer: settings.ISSUER,
      surroundings: apiSurroundings(
        tables,
        rulesInForce(bundledPolicies(), dynamoRules(documents, tables.accessTable)),
      ),
      newId,
      access: dynamoAccess(documents, tables),
      directory: dynamoDirectoryReads(documents, settings.DIRECTORY_TABLE),
      notifications: dynamoNotifications(documents, tables),
      minimumSeconds: settings.MINIMUM_GRANT_SECONDS,
      expirySeconds: settings.REQUEST_EXPIRY_SECONDS,
      signInSeconds: settings.SIGN_IN_SECONDS,
      signIns: dynamoConsoleSignIns(documents, tables),
      issuerClient: issuerClient(settings.ISSUER),
    }),
  ),
);
