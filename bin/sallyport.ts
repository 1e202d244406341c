import { App } from 'aws-cdk-lib';
import { DataStack } from '../lib/data-stack.ts';
import { ServiceStack } from '../lib/service-stack.ts';
import { readSettings } from '../lib/settings/read-settings.ts';

const settings = readSettings();
const app = new App();
// Unknown without AWS credentials: the templates can be made all the same, for any account and region.
const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
const env = { ...(account !== undefined && { account }), ...(region !== undefined && { region }) };
const data = new DataStack(app, 'SallyportData', { env, restored: settings.restoredTables });
new ServiceStack(app, 'SallyportService', { env, data, settings });
