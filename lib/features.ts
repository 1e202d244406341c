import type { Node } from 'constructs';

/**
 * What our templates ask of the CDK where it leaves a choice. Decided on the stacks themselves, so that they are the
 * same in an app of somebody else, whatever its cdk.json says.
 */
export const features = {
  // A log group is a resource of the stack, with the retention of the settings.
  '@aws-cdk/aws-lambda:useCdkManagedLogGroup': true,
  '@aws-cdk/core:checkSecretUsage': true,
  // The service stack refers to tables and keys by exports: what is in use cannot be taken away.
  '@aws-cdk/core:defaultCrossStackReferences': 'strong',
} as const;

export function decideFeatures(node: Node): void {
  for (const [name, value] of Object.entries(features)) node.setContext(name, value);
}
