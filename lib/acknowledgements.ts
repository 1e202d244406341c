import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Where Sallyport knowingly departs from a rule of cdk-nag's AwsSolutions pack, and why.
 * Everything else that the pack says is a failure (test/infra/checks.test.ts).
 */
const acknowledge = (construct: IConstruct, rule: string, reason: string): void =>
  Validations.of(construct).acknowledge({ id: `AwsSolutions::AwsSolutions-${rule}`, reason });

/** `:*` stands for the streams of one log group, whose names Lambda makes up. */
export function acknowledgeOwnLog(role: IConstruct, functionName: string): void {
  const { region, account } = Stack.of(role);
  acknowledge(
    role,
    `IAM5[Resource::arn:<AWS::Partition>:logs:${region}:${account}:log-group:/aws/lambda/${functionName}:*]`,
    'The streams of the function’s own log group: Lambda makes up their names.',
  );
}

export const acknowledgeListingStreams = (role: IConstruct): void =>
  acknowledge(
    role,
    'IAM5[Resource::*]',
    'dynamodb:ListStreams knows no narrower resource. test/infra/permissions.ts holds that nothing else is allowed on "*".',
  );

export const acknowledgeOpenRoute = (route: IConstruct): void =>
  acknowledge(
    route,
    'APIG4',
    'Public by design: an OpenID Connect endpoint, a page with a gate of its own, or a document. test/infra/public-routes.ts lists every one.',
  );

export const acknowledgeForeignSecret = (secret: IConstruct): void =>
  acknowledge(
    secret,
    'SMG4',
    'Slack issues this token and an operator puts it here; nothing on our side can make Slack issue another.',
  );
