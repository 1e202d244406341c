import {
  ApiGatewayV2Client,
  GetApiCommand,
  GetDomainNameCommand,
  NotFoundException,
} from '@aws-sdk/client-apigatewayv2';
import type { Deployment } from './deployment.ts';
import type { Check } from './finding.ts';

/** Behind a custom domain the API has one address; the one that AWS made up would go round whatever guards the other. */
export const endpointCheck = ({ issuer, made }: Deployment): Check => ({
  name: 'address',
  expected: 'the API answers at the issuer alone, if that is a custom domain of API Gateway',
  async look({ right, wrong, unknown }) {
    const client = new ApiGatewayV2Client({});
    const [ApiId] = made('AWS::ApiGatewayV2::Api');
    if (ApiId === undefined) return unknown('the stack has no API', 'Deploy again.');
    const { ApiEndpoint, DisableExecuteApiEndpoint } = await client.send(new GetApiCommand({ ApiId }));
    const host = new URL(issuer).hostname;
    const domain = await client.send(new GetDomainNameCommand({ DomainName: host })).catch((error: unknown) => {
      if (error instanceof NotFoundException) return undefined;
      throw error;
    });
    if (domain === undefined)
      return right(
        `${host} is no custom domain of API Gateway here, so ${ApiEndpoint ?? 'the API’s address'} has to answer`,
      );
    if (DisableExecuteApiEndpoint === true) return right(`${host} is the only address`);
    return wrong(
      `${ApiEndpoint ?? 'the address that AWS made up'} answers beside ${host}`,
      'Set `domain` in the settings, and deploy: then it is switched off.',
    );
  },
});
