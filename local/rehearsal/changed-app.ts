import { App } from 'aws-cdk-lib';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import * as z from 'zod';
import { DataStack } from '../../lib/data-stack.ts';
import { ServiceStack } from '../../lib/service-stack.ts';
import { readSettings } from '../../lib/settings/read-settings.ts';

/** The same app one version on: its workflow has another state on the way to the end, and another wait. */
const settings = readSettings();
const app = new App();
const { CDK_DEFAULT_ACCOUNT: account = '', CDK_DEFAULT_REGION: region = '' } = process.env;
const env = { account, region };
const data = new DataStack(app, 'SallyportData', { env, restored: settings.restoredTables });
const service = new ServiceStack(app, 'SallyportService', { env, data, settings });
const machine = service.node.findAll().find((each) => each instanceof CfnStateMachine);
if (!(machine instanceof CfnStateMachine)) throw new Error('the stack has no workflow');
const definition = z
  .looseObject({ States: z.record(z.string(), z.looseObject({})) })
  .parse(JSON.parse(z.string().parse(machine.definitionString)));
definition.States['Released'] = { Type: 'Pass', Next: 'ReleasedAnew' };
definition.States['ReleasedAnew'] = {
  Type: 'Choice',
  Choices: [{ Variable: '$.held.correlationId', IsPresent: true, Next: 'NamedByEnd' }],
  Default: 'TakeAway',
};
definition.States['TryAgainLater'] = { ...definition.States['TryAgainLater'], Seconds: 61 };
machine.definitionString = JSON.stringify(definition);
