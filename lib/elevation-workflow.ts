import { readFileSync } from 'node:fs';
import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnStateMachineVersion, DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';

/** The functions by the names that the definition has for them. */
export interface ElevationSteps {
  readonly KeepTaskToken: IFunction;
  readonly ExpireRequest: IFunction;
  readonly ActivateGrant: IFunction;
  readonly TakeAway: IFunction;
  readonly VerifyGone: IFunction;
  readonly MarkRevokeFailed: IFunction;
}

/** Fixed, so that functions which the machine calls may be allowed to call the machine. */
export const STATE_MACHINE_NAME = 'sallyport-elevation';

export const elevationArn = (scope: Construct): string =>
  Stack.of(scope).formatArn({
    service: 'states',
    resource: 'stateMachine',
    resourceName: STATE_MACHINE_NAME,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });

/** The state machine of one elevation: lib/elevation.asl.json. */
export class ElevationWorkflow extends Construct {
  readonly machine: StateMachine;
  /** This deployment's definition: whoever starts by it keeps it to the end, whatever is deployed meanwhile. */
  readonly versionArn: string;

  constructor(scope: Construct, id: string, steps: ElevationSteps) {
    super(scope, id);
    const arns = Object.entries({ ...steps }).map(([name, fn]: [string, IFunction]) => [name, fn.functionArn] as const);
    this.machine = new StateMachine(this, 'Machine', {
      stateMachineName: STATE_MACHINE_NAME,
      definitionBody: DefinitionBody.fromString(readFileSync(new URL('elevation.asl.json', import.meta.url), 'utf8')),
      definitionSubstitutions: Object.fromEntries(arns),
      logs: {
        destination: new LogGroup(this, 'Log', {
          logGroupName: `/aws/vendedlogs/states/${STATE_MACHINE_NAME}`,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
        level: LogLevel.ERROR,
        // Task tokens are in it.
        includeExecutionData: false,
      },
      tracingEnabled: false,
    });
    this.machine.addToRolePolicy(
      new PolicyStatement({
        sid: 'TakeSteps',
        actions: ['lambda:InvokeFunction'],
        resources: arns.map(([, arn]) => arn),
      }),
    );
    this.versionArn = new CfnStateMachineVersion(this, 'Version', {
      stateMachineArn: this.machine.stateMachineArn,
      stateMachineRevisionId: this.machine.stateMachineRevisionId,
    }).attrArn;
  }
}
