import { ArnFormat, Aws, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { DataStack } from './data-stack.ts';
import type { Settings } from './settings.ts';

type Vault = Settings['vault'];

/** Secrets of vaulted credentials that Sallyport made; nothing else is named so. */
const OWN_SECRETS = 'sallyport/credential/';

/** Who may do what with values and labels, each said in one place. */
export const secretsOf = ({ importedSecrets }: Vault): readonly string[] => [
  `arn:${Aws.PARTITION}:secretsmanager:${Aws.REGION}:${Aws.ACCOUNT_ID}:secret:${OWN_SECRETS}*`,
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

export const KEEPER = 'sallyport-keep-credentials';

/** Of the function without a network, and of one in each network of the settings. */
export const keeperNames = ({ networks }: Vault): readonly string[] => [
  KEEPER,
  ...Object.keys(networks).map((network) => `${KEEPER}-${network}`),
];

/** To ask a keeper for something, and to have Secrets Manager call it: both ask for the right to invoke it. */
export const mayAskKeepers = (scope: Construct, vault: Vault): PolicyStatement =>
  new PolicyStatement({
    sid: 'AskKeepers',
    actions: ['lambda:InvokeFunction'],
    resources: keeperNames(vault).map((name) =>
      Stack.of(scope).formatArn({
        service: 'lambda',
        resource: 'function',
        resourceName: name,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    ),
  });
