import type { Environment } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type * as z from 'zod';
import { DataStack } from './data-stack.ts';
import { ServiceStack } from './service-stack.ts';
import type { settingsSchema } from './settings.ts';
import { checkSettings, readSettings } from './settings/read-settings.ts';

export { AccountAccess } from './account-access.ts';
export type { AccountAccessProps } from './account-access.ts';
export type { DataStack } from './data-stack.ts';
export type { ServiceStack } from './service-stack.ts';
export type { Settings } from './settings.ts';
export { readSettings } from './settings/read-settings.ts';
export { TargetRole } from './target-role.ts';
export type { TargetRoleProps } from './target-role.ts';

/** The settings as a person writes them: what has a default may be left out. */
export type WrittenSettings = z.input<typeof settingsSchema>;

export interface SallyportProps {
  /** The settings, or the file that has them: `settings.json`, or what `SALLYPORT_SETTINGS` names, unless told. */
  readonly settings?: WrittenSettings | string;
  /** Where to deploy; the account and region of the AWS credentials unless told. */
  readonly env?: Environment;
}

/**
 * All of Sallyport, as two stacks of an app: `SallyportData`, which is retained, and `SallyportService`. This file is
 * the library: what it exports is what a release promises (docs/releases.md).
 */
export function sallyport(
  scope: Construct,
  { settings, env = environmentOfCredentials() }: SallyportProps = {},
): { readonly data: DataStack; readonly service: ServiceStack } {
  const decided = typeof settings === 'object' ? checkSettings(settings) : readSettings(settings);
  const data = new DataStack(scope, 'SallyportData', { env, restored: decided.restoredTables });
  return { data, service: new ServiceStack(scope, 'SallyportService', { env, data, settings: decided }) };
}

/** Unknown without AWS credentials: the templates can be made all the same, for any account and region. */
function environmentOfCredentials(): Environment {
  const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
  return { ...(account !== undefined && { account }), ...(region !== undefined && { region }) };
}
