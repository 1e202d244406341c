import { Aspects } from 'aws-cdk-lib';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import type { IConstruct } from 'constructs';

/** Every log group of the tree is kept for so many days, also one that the CDK makes by itself. */
export const keepLogsFor = (tree: IConstruct, days: number): void =>
  Aspects.of(tree).add({
    visit: (node) => {
      if (node instanceof CfnLogGroup) node.retentionInDays = days;
    },
  });
