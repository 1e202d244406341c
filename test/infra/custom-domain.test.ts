import { describe, expect, test } from '@jest/globals';
import { App } from 'aws-cdk-lib';
import { DataStack } from '../../lib/data-stack.ts';
import { ServiceStack } from '../../lib/service-stack.ts';
import type { Settings } from '../../lib/settings.ts';
import { settingsSets } from './settings-sets.ts';
import { resourcesOf, templates } from './synthesis.ts';

const everything = settingsSets['a custom domain with everything'];
const withoutZone = settingsSets['several accounts'];
const only = (decided: Settings, type: string) =>
  resourcesOf(templates(decided).service, type).map(([, { Properties }]) => Properties);

describe('a custom domain', () => {
  test('is the host of the issuer, under the operator’s certificate, with TLS 1.2 or newer', () => {
    expect(only(everything, 'AWS::ApiGatewayV2::DomainName')).toEqual([
      expect.objectContaining({
        DomainName: 'sallyport.example.com',
        DomainNameConfigurations: [
          expect.objectContaining({
            CertificateArn: everything.domain?.certificateArn,
            SecurityPolicy: 'TLS_1_2',
            EndpointType: 'REGIONAL',
          }),
        ],
      }),
    ]);
    expect(only(everything, 'AWS::ApiGatewayV2::ApiMapping')).toEqual([expect.objectContaining({ Stage: '$default' })]);
  });

  test('is the one address: what AWS made up answers no more', () => {
    expect(only(everything, 'AWS::ApiGatewayV2::Api')).toEqual([
      expect.objectContaining({ DisableExecuteApiEndpoint: true }),
    ]);
    expect(only(settingsSets['the smallest'], 'AWS::ApiGatewayV2::Api')).toEqual([
      expect.objectContaining({ DisableExecuteApiEndpoint: false }),
    ]);
  });

  test('has its record in the zone of the settings', () => {
    expect(only(everything, 'AWS::Route53::RecordSet')).toEqual([
      expect.objectContaining({
        HostedZoneId: everything.domain?.hostedZone?.id,
        Name: 'sallyport.example.com.',
        Type: 'A',
        AliasTarget: {
          DNSName: { 'Fn::GetAtt': [expect.any(String), 'RegionalDomainName'] },
          HostedZoneId: { 'Fn::GetAtt': [expect.any(String), 'RegionalHostedZoneId'] },
        },
      }),
    ]);
    expect(Object.keys(templates(everything).service.Outputs)).not.toContain('DnsRecord');
  });

  test('without a zone leaves the record to the operator, and says which', () => {
    expect(only(withoutZone, 'AWS::Route53::RecordSet')).toEqual([]);
    const { DnsRecord } = templates(withoutZone).service.Outputs;
    expect(JSON.stringify(DnsRecord?.Value)).toMatch(/sallyport\.example\.com\. CNAME .*RegionalDomainName/);
  });

  test('is refused with a certificate of another region, before anything is deployed', () => {
    const app = new App({ context: { 'sallyport:bundle': false } });
    const env = { account: '111122223333', region: 'us-east-1' };
    const data = new DataStack(app, 'SallyportData', { env });
    expect(() => new ServiceStack(app, 'SallyportService', { env, data, settings: everything })).toThrow(
      /domain\.certificateArn names a certificate in eu-central-1: the API is in us-east-1/,
    );
  });
});

describe('logs', () => {
  test.each(Object.entries(settingsSets))('with %s are kept as long as the settings say, every one', (_, decided) => {
    const kept = only(decided, 'AWS::Logs::LogGroup').map(({ RetentionInDays }) => RetentionInDays);
    expect(kept.length).toBeGreaterThan(10);
    expect(new Set(kept)).toEqual(new Set([decided.logRetentionDays]));
  });

  test('are made by the stack alone: no function makes one that is kept for ever', () => {
    for (const [id, { Properties }] of resourcesOf(templates(everything).service, 'AWS::Lambda::Function'))
      expect({ id, log: Properties['LoggingConfig'] }).toEqual({
        id,
        log: expect.objectContaining({ LogGroup: { Ref: expect.any(String) } }),
      });
  });
});

test('the templates can be made without AWS at hand, for whatever account and region', () => {
  const app = new App({ context: { 'sallyport:bundle': false } });
  const data = new DataStack(app, 'SallyportData');
  new ServiceStack(app, 'SallyportService', { data, settings: everything });
  expect(app.synth().stacks.length).toBe(2);
});
