import { DescribeStackResourcesCommand, CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { Failure } from '../failure.ts';

const STACK = 'SallyportService';

const environment = z.looseObject({
  ISSUER: z.url(),
  SIGNING_KEY_ID: z.string(),
  DATA_KEY_ID: z.string(),
});

/** What is deployed, as AWS tells it: never what a file on this machine says. */
export interface Deployment {
  readonly issuer: string;
  readonly signingKeyId: string;
  readonly dataKeyId: string;
  /** Physical ids of the service stack's resources, by type. */
  readonly made: (type: string) => readonly string[];
}

/** Reads the deployment; without it there is nothing to check. */
export async function readDeployment(
  lambda = new LambdaClient({}),
  cloudFormation = new CloudFormationClient({}),
): Promise<Deployment> {
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: 'sallyport-issuer' }));
  const found = environment.safeParse(Environment?.Variables);
  if (!found.success)
    throw new Failure('The function "sallyport-issuer" is there, and does not say its issuer and keys. Deploy again.');
  const { StackResources = [] } = await cloudFormation.send(new DescribeStackResourcesCommand({ StackName: STACK }));
  const { ISSUER: issuer, SIGNING_KEY_ID: signingKeyId, DATA_KEY_ID: dataKeyId } = found.data;
  return {
    issuer,
    signingKeyId,
    dataKeyId,
    made: (type) =>
      StackResources.flatMap(({ ResourceType, PhysicalResourceId }) =>
        ResourceType === type && PhysicalResourceId !== undefined ? [PhysicalResourceId] : [],
      ),
  };
}
