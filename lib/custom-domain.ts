import { CfnOutput, Stack, Token } from 'aws-cdk-lib';
import { ApiMapping, DomainName, EndpointType, SecurityPolicy } from 'aws-cdk-lib/aws-apigatewayv2';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { ARecord, HostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { ApiGatewayv2DomainProperties } from 'aws-cdk-lib/aws-route53-targets';
import { Construct } from 'constructs';
import type { Settings } from './settings.ts';

export interface CustomDomainProps {
  readonly issuer: string;
  readonly domain: NonNullable<Settings['domain']>;
  readonly httpApi: HttpApi;
}

/** The issuer's host, served by the API under the operator's certificate; the record of the host, where we may keep it. */
export class CustomDomain extends Construct {
  constructor(scope: Construct, id: string, { issuer, domain, httpApi }: CustomDomainProps) {
    super(scope, id);
    const host = new URL(issuer).hostname;
    mustLieIn(Stack.of(this).region, domain.certificateArn);
    const name = new DomainName(this, 'Name', {
      domainName: host,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', domain.certificateArn),
      endpointType: EndpointType.REGIONAL,
      securityPolicy: SecurityPolicy.TLS_1_2,
    });
    new ApiMapping(this, 'Mapping', { api: httpApi, domainName: name });
    if (domain.hostedZone === undefined) {
      new CfnOutput(Stack.of(this), 'DnsRecord', {
        description: 'Enter this record where the domain is kept; at the top of a zone, as an alias instead of a CNAME',
        value: `${host}. CNAME ${name.regionalDomainName}.`,
      });
      return;
    }
    new ARecord(this, 'Record', {
      zone: HostedZone.fromHostedZoneAttributes(this, 'Zone', {
        hostedZoneId: domain.hostedZone.id,
        zoneName: domain.hostedZone.name,
      }),
      // With the dot it is a whole name, and nothing is added to it.
      recordName: `${host}.`,
      target: RecordTarget.fromAlias(
        new ApiGatewayv2DomainProperties(name.regionalDomainName, name.regionalHostedZoneId),
      ),
    });
  }
}

/** A regional domain takes a certificate of its own region only; AWS would say so after minutes of deploying. */
function mustLieIn(region: string, certificateArn: string): void {
  const [, , , found] = certificateArn.split(':');
  if (region === '' || Token.isUnresolved(region) || found === region) return;
  throw new Error(
    `the setting domain.certificateArn names a certificate in ${found}: the API is in ${region}, and takes one of that region only (it is ${certificateArn})`,
  );
}
