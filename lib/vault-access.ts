import { ArnFormat, Aws, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { SECRET_PREFIX } from '../src/vault/secret-of.ts';
import type { DataStack } from './data-stack.ts';
import type { Settings } from './settings.ts';

type Vault = Settings['vault'];

/** Who may do what with values and labels, each said in one place. */
export const secretsOf = ({ importedSecrets }: Vault): readonly string[] => [
  `arn:${Aws.PARTITION}:secretsmanager:${Aws.REGION}:${Aws.ACCOUNT_ID}:secret:${SECRET_PREFIX}*`,
  ...importedSecrets,
];

type SecretAction =
  | 'CreateSecret'
  | 'DescribeSecret'
  | 'GetSecretValue'
  | 'PutSecretValue'
  | 'RotateSecret'
  | 'TagResource'
  | 'UpdateSecretVersionStage';

export const mayOnSecrets = (sid: string, vault: Vault, actions: readonly SecretAction[]): PolicyStatement =>
  new PolicyStatement({
    sid,
    actions: actions.map((action) => `secretsmanager:${action}`),
    resources: [...secretsOf(vault)],
  });

/** Values are encrypted under the customer's key; Secrets Manager uses it on the caller's behalf. */
export const mayUseSecrets = (
  { dataKey, region }: DataStack,
  { importedKeys }: Vault,
  actions: readonly ('Decrypt' | 'GenerateDataKey')[],
): PolicyStatement =>
  new PolicyStatement({
    sid: 'SecretsKey',
    actions: actions.map((action) => `kms:${action}`),
    resources: [dataKey.keyArn, ...importedKeys],
    conditions: { StringEquals: { 'kms:ViaService': `secretsmanager.${region}.amazonaws.com` } },
  });

/** Exactly the users that the settings name: new keys are made for them, old ones taken away. */
export const mayKeepAccessKeys = ({ iamUsers }: Vault): PolicyStatement[] =>
  iamUsers.length === 0
    ? []
    : [
        new PolicyStatement({
          sid: 'KeepAccessKeys',
          actions: [
            'iam:CreateAccessKey',
            'iam:DeleteAccessKey',
            'iam:GetAccessKeyLastUsed',
            'iam:ListAccessKeys',
            'iam:UpdateAccessKey',
          ],
          resources: iamUsers.map((name) => `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:user/${name}`),
        }),
      ];

const KEEPER = 'sallyport-keep-credentials';
const keeperArn = (scope: Construct, network: string | null) =>
  Stack.of(scope).formatArn({
    service: 'lambda',
    resource: 'function',
    resourceName: network === null ? KEEPER : `${KEEPER}-${network}`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });

/** The function without a network, and the one in each network of the settings (src/kernel/keeper-functions.ts). */
export const keepersOf = (scope: Construct, { networks }: Vault) => ({
  internet: keeperArn(scope, null),
  networks: Object.fromEntries(Object.keys(networks).map((network) => [network, keeperArn(scope, network)])),
});

/** To ask a keeper for something, and to have Secrets Manager call it: both ask for the right to invoke it. */
export function mayAskKeepers(scope: Construct, vault: Vault): PolicyStatement {
  const { internet, networks } = keepersOf(scope, vault);
  return new PolicyStatement({
    sid: 'AskKeepers',
    actions: ['lambda:InvokeFunction'],
    resources: [internet, ...Object.values(networks)],
  });
}

/** Known by its name: who calls it is made before it. */
export const TENDER = 'sallyport-tend-vault';
export const mayNudgeTender = (scope: Construct): PolicyStatement =>
  new PolicyStatement({
    sid: 'NudgeTender',
    actions: ['lambda:InvokeFunction'],
    resources: [
      Stack.of(scope).formatArn({
        service: 'lambda',
        resource: 'function',
        resourceName: TENDER,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    ],
  });
