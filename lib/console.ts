import { Construct } from 'constructs';
import { environment } from '../lambdas/console/environment.ts';
import type { Api } from './api.ts';
import type { DataStack } from './data-stack.ts';
import { SallyportFunction } from './function.ts';
import { mayOn, mayOnKeys, mayRecord, mayUseTables } from './permissions.ts';
import type { Settings } from './settings.ts';

export interface ConsoleProps {
  readonly data: DataStack;
  readonly settings: Settings;
}

/** The pages under /console: tables only, no role to assume and no secret to read. */
export class Console extends Construct {
  private readonly pages: SallyportFunction<typeof environment>;

  constructor(scope: Construct, id: string, { data, settings }: ConsoleProps) {
    super(scope, id);
    this.pages = new SallyportFunction(this, 'Pages', {
      name: 'console',
      description: 'HTML pages: ask, decide, follow, give back',
      schema: environment,
      environment: {
        ISSUER: settings.issuer,
        ACCESS_TABLE: data.access.tableName,
        AUDIT_TABLE: data.audit.tableName,
        COUNTERS_TABLE: data.counters.tableName,
        DIRECTORY_TABLE: data.directory.tableName,
        SIGN_IN_TABLE: data.signIn.tableName,
        MINIMUM_GRANT_SECONDS: String(settings.minimumGrantSeconds),
        REQUEST_EXPIRY_SECONDS: String(settings.requestExpirySeconds),
        SIGN_IN_SECONDS: String(settings.tokens.signInSeconds),
      },
      may: [
        ...mayRecord(data),
        mayOn('KeepRequestsAndGrants', data.access, ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'DeleteItem']),
        mayOn('ReadPeople', data.directory, ['Query', 'BatchGetItem']),
        // The table also holds password hashes and second factors: the console reaches its own records alone.
        mayOnKeys('KeepConsoleSignIns', data.signIn, ['GetItem', 'PutItem', 'DeleteItem'], 'console#'),
        mayUseTables(data),
      ],
    });
  }

  addRoutes(api: Api): void {
    api.addPages('console', this.pages, [
      { method: 'GET', path: '/console' },
      { method: 'GET', path: '/console/sign-in' },
      { method: 'GET', path: '/console/callback' },
      { method: 'POST', path: '/console/sign-out' },
      { method: 'POST', path: '/console/requests' },
      { method: 'GET', path: '/console/requests/{id}' },
      { method: 'POST', path: '/console/requests/{id}/decision' },
      { method: 'POST', path: '/console/requests/{id}/cancel' },
      { method: 'GET', path: '/console/grants/{id}' },
      { method: 'POST', path: '/console/grants/{id}/end' },
    ]);
  }
}
