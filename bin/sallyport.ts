import { App } from 'aws-cdk-lib';
import { DataStack } from '../lib/data-stack.ts';
import { ServiceStack } from '../lib/service-stack.ts';
import { readSettings } from '../lib/settings.ts';

const settings = readSettings();
const app = new App();
const env = { account: process.env['CDK_DEFAULT_ACCOUNT'] ?? '', region: process.env['CDK_DEFAULT_REGION'] ?? '' };
const data = new DataStack(app, 'SallyportData', { env });
new ServiceStack(app, 'SallyportService', { env, data, settings });
