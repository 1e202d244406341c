import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { environment as authorizerEnvironment } from '../lambdas/authorizer/environment.ts';
import { environment as unknownRouteEnvironment } from '../lambdas/unknown-route/environment.ts';
import type { Api } from './api.ts';
import type { DataStack } from './data-stack.ts';
import { SallyportFunction } from './function.ts';
import type { Settings } from './settings.ts';

export interface IdentityProps {
  readonly data: DataStack;
  readonly settings: Settings;
}

/** Who someone is: the authorizer, the issuer, the directory and the first administrator. */
export class Identity extends Construct {
  readonly authorizer: SallyportFunction<typeof authorizerEnvironment>;
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
      },
      may: [
        new PolicyStatement({
          sid: 'ReadSigningKey',
          actions: ['kms:GetPublicKey'],
          resources: [data.signingKey.keyArn],
        }),
        new PolicyStatement({ sid: 'ReadPerson', actions: ['dynamodb:Query'], resources: [data.directory.tableArn] }),
        new PolicyStatement({ sid: 'ReadEncrypted', actions: ['kms:Decrypt'], resources: [data.dataKey.keyArn] }),
      ],
    });
    this.unknownRoute = new SallyportFunction(this, 'UnknownRoute', {
      name: 'unknown-route',
      description: 'Answers what no route knows',
      schema: unknownRouteEnvironment,
      environment: {},
      may: [],
    });
  }

  addRoutes(_api: Api): void {}
}
