import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import type { StackProps } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { TargetRole } from '../lib/target-role.ts';
import type { TargetRoleProps } from '../lib/target-role.ts';

/**
 * The demo company's lendable roles, a CDK app of its own: `cdk deploy --app 'node local/demo-targets.ts' DemoTargets`.
 * Outputs of each, with the id of the construct in front: `ProductionOperatorRoleArn`, `ProductionOperatorBoundaryArn`,
 * `ProductionOperatorExternalId`; `StagingReaderRoleArn`, `StagingReaderBoundaryArn`, `StagingReaderExternalId`.
 */
class DemoTargets extends Stack {
  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);
    this.target('ProductionOperator', {
      targetName: 'production-operator',
      description: 'Operates the demo company in production',
      externalId: 'demo-production-operator',
      may: [
        new PolicyStatement({
          sid: 'LookAround',
          actions: ['dynamodb:ListTables', 'lambda:ListFunctions', 'iam:ListAccountAliases'],
          resources: ['*'],
        }),
      ],
    });
    this.target('StagingReader', {
      targetName: 'staging-reader',
      description: 'Reads the demo company in staging',
      externalId: 'demo-staging-reader',
      may: [
        new PolicyStatement({
          sid: 'LookAround',
          actions: ['dynamodb:ListTables', 'iam:ListAccountAliases'],
          resources: ['*'],
        }),
      ],
    });
  }

  private target(id: string, props: TargetRoleProps): void {
    const { roleArn, boundaryArn, externalId } = new TargetRole(this, id, props);
    new CfnOutput(this, `${id}RoleArn`, { value: roleArn });
    new CfnOutput(this, `${id}BoundaryArn`, { value: boundaryArn });
    new CfnOutput(this, `${id}ExternalId`, { value: externalId });
  }
}

const env = { account: process.env['CDK_DEFAULT_ACCOUNT'] ?? '', region: process.env['CDK_DEFAULT_REGION'] ?? '' };
new DemoTargets(new App(), 'DemoTargets', { env });
