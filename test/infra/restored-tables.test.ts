import { describe, expect, test } from '@jest/globals';
import { App } from 'aws-cdk-lib';
import { DataStack } from '../../lib/data-stack.ts';
import { ServiceStack } from '../../lib/service-stack.ts';
import { settingsSchema } from '../../lib/settings.ts';
import { settings } from './synthesis.ts';

const table = 'arn:aws:dynamodb:eu-central-1:111122223333:table/Sallyport-Access-restored';
const stream = `${table}/stream/2026-11-25T12:00:00.000`;

function stacks(restoredTables: object) {
  const app = new App({ context: { 'sallyport:bundle': false }, analyticsReporting: false });
  const env = { account: '111122223333', region: 'eu-central-1' };
  const given = settingsSchema.parse({ ...settings, restoredTables });
  const data = new DataStack(app, 'SallyportData', { env, restored: given.restoredTables });
  const service = new ServiceStack(app, 'SallyportService', { env, data, settings: given });
  const assembly = app.synth();
  const text = (name: string) => JSON.stringify(assembly.getStackByName(name).template);
  return { data: text(data.stackName), service: text(service.stackName) };
}

describe('a table that was restored', () => {
  const { data, service } = stacks({ access: stream });

  test('is what functions read, write and follow, under the key of the others', () => {
    expect(service).toContain('"ACCESS_TABLE":"Sallyport-Access-restored"');
    expect(service).toContain(`"EventSourceArn":"${stream}"`);
    expect(service).toContain(`"Resource":"${table}"`);
    expect(service).toContain(`"Resource":"${table}/index/due"`);
    // Nothing of the damaged one is used, so the data stack can take its exports back.
    expect(service).not.toMatch(/SallyportData:ExportsOutput\w*Access[0-9A-F]{8}/);
  });

  test('leaves the damaged one in the data stack as it is', () => {
    expect(data).toMatch(/"Access[0-9A-F]{8}":\{"Type":"AWS::DynamoDB::Table"/);
    expect(data).not.toContain('Sallyport-Access-restored');
  });

  test.each([
    ['a table that is followed, without its stream', { access: table }],
    ['a name instead of an ARN', { signIn: 'Sallyport-SignIn-restored' }],
    ['a table that is none of ours', { orders: table }],
  ])('is refused: %s', (_what, restoredTables) => {
    expect(settingsSchema.safeParse({ ...settings, restoredTables }).success).toBe(false);
  });
});
