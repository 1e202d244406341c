import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { environment } from '../lambdas/configuration/environment.ts';
import type { Api } from './api.ts';
import type { DataStack } from './data-stack.ts';
import { SallyportFunction } from './function.ts';
import { mayOn, mayInvite, mayOnKeys, mayRecord, mayUseTables } from './permissions.ts';
import { reachOf } from './reach.ts';
import type { Settings } from './settings.ts';

export interface ConfigurationProps {
  readonly data: DataStack;
  readonly settings: Settings;
}

/** Targets, rules, and changes of the whole configuration. Of requests and grants it writes nothing. */
export class Configuration extends Construct {
  private readonly keeper: SallyportFunction<typeof environment>;

  constructor(scope: Construct, id: string, { data, settings }: ConfigurationProps) {
    super(scope, id);
    this.keeper = new SallyportFunction(this, 'Keeper', {
      name: 'configuration',
      description: 'The configuration: targets, rules, and changes that are planned, agreed to and carried out',
      schema: environment,
      environment: {
        ISSUER: settings.issuer,
        ACCESS_TABLE: data.access.tableName,
        AUDIT_TABLE: data.audit.tableName,
        COUNTERS_TABLE: data.counters.tableName,
        DIRECTORY_TABLE: data.directory.tableName,
        SIGN_IN_TABLE: data.signIn.tableName,
        ...reachOf(settings).environment,
        NETWORKS: Object.keys(settings.vault.networks).join(),
        IMPORTED_SECRETS: settings.vault.importedSecrets.join(),
        // Their names may hold commas, and no spaces.
        IAM_USERS: settings.vault.iamUsers.join(' '),
        MINIMUM_GRANT_SECONDS: String(settings.minimumGrantSeconds),
        EMAIL_FROM: settings.email?.from ?? '',
        SECOND_PERSON: settings.configurationChanges.secondPerson ? 'yes' : 'no',
      },
      may: [
        mayOn('KeepDirectory', data.directory, [
          'GetItem',
          'BatchGetItem',
          'Query',
          'PutItem',
          'UpdateItem',
          'DeleteItem',
          'ConditionCheckItem',
        ]),
        mayOn('RenewEnrolments', data.signIn, ['PutItem', 'DeleteItem']),
        mayOn('ReadTargetsAndGrants', data.access, ['GetItem', 'BatchGetItem', 'Query']),
        // One statement, because one transaction writes several of them. Requests, grants and footprints are not among them.
        mayOnKeys('KeepTargetsAndRules', data.access, ['PutItem', 'DeleteItem'], 'tgt_', 'target-', 'targets', 'rules'),
        ...mayInvite(settings),
        ...mayRecord(data),
        mayUseTables(data),
      ],
      timeout: Duration.seconds(29),
      memorySize: 1024,
    });
  }

  addRoutes(api: Api): void {
    api.addOperations('configuration', this.keeper);
  }
}
