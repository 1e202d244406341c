import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { environment as authorizerEnvironment } from '../lambdas/authorizer/environment.ts';
import { environment as bootstrapEnvironment } from '../lambdas/bootstrap/environment.ts';
import { environment as directoryEnvironment } from '../lambdas/directory/environment.ts';
import { environment as unknownRouteEnvironment } from '../lambdas/unknown-route/environment.ts';
import type { Api } from './api.ts';
import type { DataStack } from './data-stack.ts';
import { SallyportFunction } from './function.ts';
import { mayInvite, mayOn, mayOnKeys, mayRecord, mayUseTables } from './permissions.ts';
import type { Settings } from './settings.ts';

export interface IdentityProps {
  readonly data: DataStack;
  readonly settings: Settings;
}

/** Who someone is: the authorizer, the issuer, the directory and the first administrator. */
export class Identity extends Construct {
  readonly authorizer: SallyportFunction<typeof authorizerEnvironment>;
  readonly directory: SallyportFunction<typeof directoryEnvironment>;
  readonly bootstrap: SallyportFunction<typeof bootstrapEnvironment>;
  readonly unknownRoute: SallyportFunction<typeof unknownRouteEnvironment>;

  constructor(scope: Construct, id: string, { data, settings }: IdentityProps) {
    super(scope, id);
    this.authorizer = new SallyportFunction(this, 'Authorizer', {
      name: 'authorizer',
      description: 'Authenticates every call to the API: token, then the person as the directory has them now',
      schema: authorizerEnvironment,
      environment: {
        ISSUER: settings.issuer,
        SIGNING_KEY_ID: data.signingKey.keyId,
        DIRECTORY_TABLE: data.directory.tableName,
        ACCESS_LIFETIME_SECONDS: String(settings.tokens.accessTokenSeconds),
      },
      may: [
        new PolicyStatement({
          sid: 'ReadSigningKey',
          actions: ['kms:GetPublicKey'],
          resources: [data.signingKey.keyArn],
        }),
        mayOn('ReadPerson', data.directory, ['Query']),
        mayUseTables(data),
      ],
    });
    this.unknownRoute = new SallyportFunction(this, 'UnknownRoute', {
      name: 'unknown-route',
      description: 'Answers what no route knows',
      schema: unknownRouteEnvironment,
      environment: {},
      may: [],
    });
    this.directory = new SallyportFunction(this, 'Directory', {
      name: 'directory',
      description: 'People, groups, eligibility, and what a person may do about themselves',
      schema: directoryEnvironment,
      environment: {
        ISSUER: settings.issuer,
        DIRECTORY_TABLE: data.directory.tableName,
        SIGN_IN_TABLE: data.signIn.tableName,
        AUDIT_TABLE: data.audit.tableName,
        COUNTERS_TABLE: data.counters.tableName,
        ACCESS_TABLE: data.access.tableName,
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
        mayOnKeys('SeeTargets', data.access, ['GetItem'], 'tgt_'),
        ...mayInvite(settings),
        ...mayRecord(data),
        mayUseTables(data),
      ],
    });
    this.bootstrap = new SallyportFunction(this, 'Bootstrap', {
      name: 'bootstrap',
      description: 'Makes the first administrator, once; has no route, `sallyport bootstrap` invokes it',
      schema: bootstrapEnvironment,
      environment: {
        ISSUER: settings.issuer,
        DIRECTORY_TABLE: data.directory.tableName,
        SIGN_IN_TABLE: data.signIn.tableName,
        AUDIT_TABLE: data.audit.tableName,
      },
      may: [
        mayOn('AddFirstPerson', data.directory, ['GetItem', 'Query', 'PutItem', 'UpdateItem']),
        mayOn('PutEnrolment', data.signIn, ['PutItem', 'ConditionCheckItem']),
        mayOn('PutEntry', data.audit, ['PutItem']),
        mayUseTables(data),
      ],
    });
  }

  addRoutes(api: Api): void {
    api.addOperations('directory', this.directory);
  }
}
