import { Aws, Stack, Token, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Reach } from './reach.ts';

/**
 * Where Sallyport knowingly departs from a rule of cdk-nag's AwsSolutions pack, and why.
 * Everything else that the pack says is a failure (test/infra/checks.test.ts).
 */
const acknowledge = (construct: IConstruct, rule: string, reason: string): void =>
  Validations.of(construct).acknowledge({ id: `AwsSolutions::AwsSolutions-${rule}`, reason });

/** Where account or region are known only at deployment, cdk-nag names the parameter. */
const asNagWrites = ({ region, account }: Stack) => ({
  region: Token.isUnresolved(region) ? '<AWS::Region>' : region,
  account: Token.isUnresolved(account) ? '<AWS::AccountId>' : account,
});

/** `:*` stands for the streams of one log group, whose names Lambda makes up. */
export function acknowledgeOwnLog(role: IConstruct, functionName: string): void {
  const { region, account } = asNagWrites(Stack.of(role));
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

export const acknowledgeNetworkInterfaces = (role: IConstruct): void =>
  acknowledge(
    role,
    'IAM5[Resource::*]',
    'What Lambda needs to stand in a network knows no narrower resource; the function’s own code is denied it.',
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

const exact =
  'The names are a prefix that only lent things carry; test/infra/permissions.ts states who may do what to them.';

/** The functions and the workflow of an elevation, by the names that lib/elevation.ts gives them. */
export function acknowledgeElevation(elevation: IConstruct, { lent }: Pick<Reach, 'lent'>): void {
  const role = (name: string) => elevation.node.findChild(`${name}Role`);
  const here = (arn: string) =>
    arn.replace(Aws.PARTITION, '<AWS::Partition>').replace(Aws.ACCOUNT_ID, '<AWS::AccountId>');
  for (const name of ['LendCredentials', 'ActivateGrant', 'VerifyGone'])
    for (const arn of lent.filter((each) => each.endsWith('*')))
      acknowledge(role(name), `IAM5[Resource::${here(arn)}]`, exact);
  for (const name of ['LendCredentials', 'TakeAway'])
    acknowledge(
      role(name),
      'IAM5[Resource::arn:<AWS::Partition>:iam::<AWS::AccountId>:policy/sallyport-boundary-*]',
      exact,
    );
  const machine = elevation.node.findChild('Workflow').node.findChild('Machine');
  acknowledge(machine, 'SF1', 'Only errors are logged, and no data: a log of every event would hold task tokens.');
  acknowledge(machine, 'SF2', 'The audit entries and the execution history tell the steps; nothing is traced twice.');
  acknowledge(machine, 'IAM5[Resource::*]', 'What Step Functions needs to write a log knows no narrower resource.');
}

/** Executions are started by a published version, whose number is not known when the policy is written. */
export function acknowledgeVersions(role: IConstruct): void {
  const { region, account } = asNagWrites(Stack.of(role));
  acknowledge(
    role,
    `IAM5[Resource::arn:<AWS::Partition>:states:${region}:${account}:stateMachine:sallyport-elevation:*]`,
    'Executions are started by a published version, whose number is not known when the policy is written.',
  );
}

/** Secrets of vaulted credentials are made by the API: their names are a prefix that nothing else has. */
export function acknowledgeVaultSecrets(vault: IConstruct): void {
  for (const role of vault.node.findAll().filter(({ node }) => node.id.endsWith('Role')))
    acknowledge(
      role,
      'IAM5[Resource::arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:sallyport/credential/*]',
      exact,
    );
}
