import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { environment as metaEnvironment } from '../lambdas/meta/environment.ts';
import { Access } from './access.ts';
import { AlarmTopic } from './alarm-topic.ts';
import { Api } from './api.ts';
import { Audit } from './audit.ts';
import { bundleWith } from './bundle.ts';
import { Configuration } from './configuration.ts';
import { Console } from './console.ts';
import { CustomDomain } from './custom-domain.ts';
import type { DataStack } from './data-stack.ts';
import { SallyportDashboard } from './dashboard.ts';
import { deployedVersion } from './deployed-version.ts';
import { Elevation } from './elevation.ts';
import { decideFeatures } from './features.ts';
import { SallyportFunction } from './function.ts';
import { Identity } from './identity.ts';
import { Issuer } from './issuer.ts';
import { keepLogsFor } from './log-retention.ts';
import { Notify } from './notify.ts';
import { PlatformAlarms } from './platform-alarms.ts';
import type { Settings } from './settings.ts';
import { Vault } from './vault.ts';

export interface ServiceStackProps extends StackProps {
  readonly data: DataStack;
  readonly settings: Settings;
}

/** All that can be redeployed: functions, API, workflow, alarms. */
export class ServiceStack extends Stack {
  constructor(scope: Construct, id: string, { data, settings, ...props }: ServiceStackProps) {
    super(scope, id, props);
    decideFeatures(this.node);
    bundleWith(this.node, settings);
    const identity = new Identity(this, 'Identity', { data, settings });
    const api = new Api(this, 'Api', {
      authorizer: identity.authorizer,
      unknownRoute: identity.unknownRoute,
      settings,
    });
    identity.addRoutes(api);
    new Issuer(this, 'Issuer', { data, settings }).addRoutes(api);
    api.addOperations('meta', this.meta(settings));
    const alarms = new AlarmTopic(this, 'Alarms', settings);
    new Audit(this, 'Audit', { data, alarms }).addRoutes(api);
    new Configuration(this, 'Configuration', { data, settings }).addRoutes(api);
    new Console(this, 'Console', { data, settings }).addRoutes(api);
    const elevation = new Elevation(this, 'Elevation', { data, alarms, settings });
    elevation.addRoutes(api);
    new Access(this, 'Access', { data, settings, alarms, elevation }).addRoutes(api);
    new Vault(this, 'Vault', { data, settings, alarms }).addRoutes(api);
    new Notify(this, 'Notify', { data, settings });
    if (settings.domain !== undefined)
      new CustomDomain(this, 'Domain', { issuer: settings.issuer, domain: settings.domain, httpApi: api.httpApi });
    new PlatformAlarms(this, 'PlatformAlarms', {
      alarms,
      httpApi: api.httpApi,
      accessLog: api.accessLog,
      tables: data,
    });
    new SallyportDashboard(this, 'Dashboard', { alarms: alarms.alarms, httpApi: api.httpApi });
    new CfnOutput(this, 'ApiId', { value: api.httpApi.apiId });
    new CfnOutput(this, 'IssuerOrigin', { value: settings.issuer });
    keepLogsFor(this, settings.logRetentionDays);
  }

  private meta(settings: Settings): SallyportFunction<typeof metaEnvironment> {
    const { version, commit } = deployedVersion();
    return new SallyportFunction(this, 'Meta', {
      name: 'meta',
      description: 'GET /health and GET /openapi.json',
      schema: metaEnvironment,
      environment: { ISSUER: settings.issuer, VERSION: version, COMMIT: commit },
      may: [],
    });
  }
}
