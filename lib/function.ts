import { ArnFormat, Duration, RemovalPolicy, Stack, Stage } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { EnvironmentOf, EnvironmentSchema } from '../src/kernel/environment.ts';
import { acknowledgeListingStreams, acknowledgeOwnLog } from './acknowledgements.ts';
import { bundleFunction, bundledSettings } from './bundle.ts';

export interface SallyportFunctionProps<Schema extends EnvironmentSchema> {
  /** The folder under lambdas/; also the function's name after "sallyport-". */
  readonly name: string;
  /** What it does, as the Lambda console shows it. */
  readonly description: string;
  /** The schema of lambdas/<name>/environment.ts. */
  readonly schema: Schema;
  readonly environment: EnvironmentOf<Schema>;
  /** Every permission beyond its own log, stated here and nowhere else. */
  readonly may: readonly PolicyStatement[];
  readonly timeout?: Duration;
  readonly memorySize?: number;
  readonly reservedConcurrentExecutions?: number;
}

/** The one way in which Sallyport makes a Lambda function: own role, own log, typed environment, arm64. */
export class SallyportFunction<Schema extends EnvironmentSchema> extends LambdaFunction {
  constructor(scope: Construct, id: string, props: SallyportFunctionProps<Schema>) {
    const { name, description, environment, may, timeout, memorySize, reservedConcurrentExecutions } = props;
    const functionName = `sallyport-${name}`;
    const logGroup = new LogGroup(scope, `${id}Log`, {
      logGroupName: `/aws/lambda/${functionName}`,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(scope, `${id}Role`, {
      roleName: functionName,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `What the function ${functionName} may do`,
    });
    role.addToPolicy(
      new PolicyStatement({
        sid: 'OwnLog',
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [
          Stack.of(scope).formatArn({
            service: 'logs',
            resource: 'log-group',
            resourceName: `/aws/lambda/${functionName}:*`,
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          }),
        ],
      }),
    );
    for (const statement of may) role.addToPolicy(statement);
    acknowledgeOwnLog(role, functionName);
    if (may.some(({ actions }) => actions.includes('dynamodb:ListStreams'))) acknowledgeListingStreams(role);
    super(scope, id, {
      functionName,
      description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: codeOf(scope, name),
      role,
      logGroup,
      // Lambda's own lines too, so that every line of a log is one object.
      loggingFormat: LoggingFormat.JSON,
      environment: { ...environment },
      timeout: timeout ?? Duration.seconds(15),
      memorySize: memorySize ?? 512,
      ...(reservedConcurrentExecutions !== undefined && { reservedConcurrentExecutions }),
    });
  }
}

/** Tests of the template need no bundles: with the context `sallyport:bundle` false the source folder stands in. */
function codeOf(scope: Construct, name: string): Code {
  if (scope.node.tryGetContext('sallyport:bundle') === false) return Code.fromAsset(`lambdas/${name}`);
  return Code.fromAsset(bundleFunction(name, Stage.of(scope)?.outdir ?? 'cdk.out', bundledSettings(scope.node)));
}
