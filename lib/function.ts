import { ArnFormat, Duration, RemovalPolicy, Stack, Stage } from 'aws-cdk-lib';
import { SecurityGroup, Subnet, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { EnvironmentOf, EnvironmentSchema } from '../src/kernel/environment.ts';
import { acknowledgeListingStreams, acknowledgeNetworkInterfaces, acknowledgeOwnLog } from './acknowledgements.ts';
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
  /** Where it runs, if it must reach a private network; the network's name comes after its own. */
  readonly place?: Place;
}

/** A private network as the settings describe it. */
export interface Place {
  readonly network: string;
  readonly vpcId: string;
  readonly availabilityZones: readonly string[];
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
}

/** The one way in which Sallyport makes a Lambda function: own role, own log, typed environment, arm64. */
export class SallyportFunction<Schema extends EnvironmentSchema> extends LambdaFunction {
  constructor(scope: Construct, id: string, props: SallyportFunctionProps<Schema>) {
    const { name, description, environment, may, timeout, memorySize, reservedConcurrentExecutions, place } = props;
    const functionName = place === undefined ? `sallyport-${name}` : `sallyport-${name}-${place.network}`;
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
    if (place !== undefined) mayStandIn(role, functionName);
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
      ...(place !== undefined && networkOf(scope, id, place)),
    });
  }
}

/** The network is there already: nothing of it is made, and nothing of it is looked up at synthesis. */
function networkOf(scope: Construct, id: string, { vpcId, availabilityZones, subnetIds, securityGroupIds }: Place) {
  const subnets = subnetIds.map((each, index) => Subnet.fromSubnetId(scope, `${id}Subnet${index + 1}`, each));
  return {
    vpc: Vpc.fromVpcAttributes(scope, `${id}Vpc`, {
      vpcId,
      availabilityZones: [...availabilityZones],
      privateSubnetIds: [...subnetIds],
    }),
    vpcSubnets: { subnets },
    securityGroups: securityGroupIds.map((each, index) =>
      SecurityGroup.fromSecurityGroupId(scope, `${id}Group${index + 1}`, each, { mutable: false }),
    ),
  };
}

const INTERFACES = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

/**
 * Lambda makes the function's network interfaces in its name; the function's own code may not.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
 */
function mayStandIn(role: Role, functionName: string): void {
  role.addToPolicy(new PolicyStatement({ sid: 'StandInNetwork', actions: INTERFACES, resources: ['*'] }));
  const functionArn = Stack.of(role).formatArn({
    service: 'lambda',
    resource: 'function',
    resourceName: functionName,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  role.addToPolicy(
    new PolicyStatement({
      sid: 'NotByItself',
      effect: Effect.DENY,
      actions: INTERFACES,
      resources: ['*'],
      conditions: { ArnEquals: { 'lambda:SourceFunctionArn': functionArn } },
    }),
  );
  acknowledgeNetworkInterfaces(role);
}

/** Tests of the template need no bundles: with the context `sallyport:bundle` false the source folder stands in. */
function codeOf(scope: Construct, name: string): Code {
  if (scope.node.tryGetContext('sallyport:bundle') === false) return Code.fromAsset(`lambdas/${name}`);
  return Code.fromAsset(bundleFunction(name, Stage.of(scope)?.outdir ?? 'cdk.out', bundledSettings(scope.node)));
}
