import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { environment } from '../lambdas/issuer/environment.ts';
import type { Api, PageRoute } from './api.ts';
import type { DataStack } from './data-stack.ts';
import { SallyportFunction } from './function.ts';
import { mayOn, mayRecord, mayUseTables } from './permissions.ts';
import type { Settings } from './settings.ts';

/** Every route of the issuer: public, because who asks here is not signed in yet. */
export const issuerPages: readonly PageRoute[] = [
  { method: 'GET', path: '/.well-known/openid-configuration' },
  { method: 'GET', path: '/.well-known/oauth-authorization-server' },
  { method: 'GET', path: '/oauth2/jwks' },
  { method: 'GET', path: '/oauth2/authorize' },
  { method: 'GET', path: '/oauth2/authorize/{interaction}' },
  { method: 'POST', path: '/oauth2/token' },
  { method: 'POST', path: '/oauth2/device' },
  { method: 'GET', path: '/oauth2/userinfo' },
  { method: 'POST', path: '/oauth2/userinfo' },
  { method: 'POST', path: '/oauth2/revoke' },
  { method: 'GET', path: '/oauth2/end-session' },
  { method: 'POST', path: '/oauth2/end-session' },
  { method: 'POST', path: '/oauth2/end-session/confirm' },
  { method: 'GET', path: '/oauth2/end-session/success' },
  { method: 'GET', path: '/sign-in/{interaction}' },
  { method: 'POST', path: '/sign-in/{interaction}' },
  { method: 'GET', path: '/sign-in/{interaction}/second-factor' },
  { method: 'POST', path: '/sign-in/{interaction}/second-factor' },
  { method: 'GET', path: '/sign-in/{interaction}/device' },
  { method: 'POST', path: '/sign-in/{interaction}/device' },
  { method: 'GET', path: '/device' },
  { method: 'POST', path: '/device' },
  { method: 'GET', path: '/device/done' },
  { method: 'GET', path: '/enrol' },
  { method: 'POST', path: '/enrol' },
  { method: 'GET', path: '/enrol/password' },
  { method: 'POST', path: '/enrol/password' },
  { method: 'GET', path: '/enrol/second-factor' },
  { method: 'POST', path: '/enrol/second-factor' },
];

export interface IssuerProps {
  readonly data: DataStack;
  readonly settings: Settings;
}

/** The OpenID Connect issuer with its sign-in pages. The only function that signs tokens or opens second factors. */
export class Issuer extends Construct {
  readonly fn: SallyportFunction<typeof environment>;

  constructor(scope: Construct, id: string, { data, settings }: IssuerProps) {
    super(scope, id);
    this.fn = new SallyportFunction(this, 'Issuer', {
      name: 'issuer',
      description: 'OpenID Connect issuer, sign-in, second factor, enrolment, sign-out',
      schema: environment,
      environment: {
        ISSUER: settings.issuer,
        SIGNING_KEY_ID: data.signingKey.keyId,
        DATA_KEY_ID: data.dataKey.keyId,
        DIRECTORY_TABLE: data.directory.tableName,
        SIGN_IN_TABLE: data.signIn.tableName,
        AUDIT_TABLE: data.audit.tableName,
        COUNTERS_TABLE: data.counters.tableName,
        ACCESS_LIFETIME_SECONDS: String(settings.tokens.accessTokenSeconds),
        SIGN_IN_SECONDS: String(settings.tokens.signInSeconds),
      },
      may: [
        new PolicyStatement({
          sid: 'SignTokens',
          actions: ['kms:GetPublicKey', 'kms:Sign'],
          resources: [data.signingKey.keyArn],
        }),
        new PolicyStatement({
          sid: 'SealSecondFactors',
          actions: ['kms:Encrypt', 'kms:Decrypt'],
          resources: [data.dataKey.keyArn],
          conditions: { StringEquals: { 'kms:EncryptionContext:purpose': 'second-factor' } },
        }),
        mayOn('KeepSignIns', data.signIn, ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem']),
        // Reads who someone is; writes that a sign-in has ended, and since when older ones count no more.
        mayOn('JudgeSignIns', data.directory, ['GetItem', 'Query', 'ConditionCheckItem', 'PutItem', 'UpdateItem']),
        mayOn('SlowAttempts', data.counters, ['GetItem', 'PutItem', 'DeleteItem']),
        ...mayRecord(data),
        mayUseTables(data),
      ],
      // Argon2 and the provider's start both want a processor, and Lambda gives it with memory.
      memorySize: 1024,
      timeout: Duration.seconds(20),
    });
  }

  addRoutes(api: Api): void {
    api.addPages('issuer', this.fn, issuerPages);
  }
}
