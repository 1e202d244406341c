/**
 * Everything that each deployed role may do. One line is one action on one resource; nothing else is allowed to it,
 * and a role that is not here must not exist. Read it as an attacker who holds that function would.
 */

/** Entries are put, never updated or deleted; denials are counted. */
const record = ['dynamodb:PutItem Audit', 'dynamodb:UpdateItem Counters'];

/** The tables are encrypted under the customer's key, which only DynamoDB may use in the function's name. */
const viaDynamo = 'when kms:ViaService StringEquals dynamodb.eu-central-1.amazonaws.com';
const useTables = ['Decrypt', 'DescribeKey', 'Encrypt', 'GenerateDataKey', 'ReEncryptFrom', 'ReEncryptTo'].map(
  (action) => `kms:${action} DataKey ${viaDynamo}`,
);

/** What Lambda needs to follow a table's stream; listing streams knows no narrower resource. */
const follow = (table: string) => [
  `dynamodb:DescribeStream ${table}/stream`,
  `dynamodb:GetRecords ${table}/stream`,
  `dynamodb:GetShardIterator ${table}/stream`,
  'dynamodb:ListStreams *',
];

/** By function; its own log is granted to each and checked apart. */
export const functions: Readonly<Record<string, readonly string[]>> = {
  audit: [...record, 'dynamodb:Query Audit', 'dynamodb:Query Audit/index/byGrant', ...useTables],
  authorizer: ['dynamodb:Query Directory', 'kms:GetPublicKey SigningKey', ...useTables],
  bootstrap: [
    'dynamodb:GetItem Directory',
    'dynamodb:PutItem Directory',
    'dynamodb:Query Directory',
    'dynamodb:ConditionCheckItem SignIn',
    'dynamodb:PutItem SignIn',
    'dynamodb:PutItem Audit',
    ...useTables,
  ],
  directory: [
    ...record,
    'dynamodb:BatchGetItem Directory',
    'dynamodb:ConditionCheckItem Directory',
    'dynamodb:DeleteItem Directory',
    'dynamodb:GetItem Directory',
    'dynamodb:PutItem Directory',
    'dynamodb:Query Directory',
    'dynamodb:UpdateItem Directory',
    'dynamodb:DeleteItem SignIn',
    'dynamodb:PutItem SignIn',
    ...useTables,
  ],
  meta: [],
  'unknown-route': [],
  'watch-audit': [...follow('Audit'), `kms:Decrypt DataKey ${viaDynamo}`],
};

/** Roles that no function of ours has: the workflow, the schedules, what the CDK adds. */
export const otherRoles: Readonly<Record<string, { readonly trusts: string; readonly may: readonly string[] }>> = {};

/** The only actions on `*`: AWS knows no narrower resource for them. */
export const onEverything = ['dynamodb:ListStreams *'];

/** Who may touch what is most worth stealing or breaking. A test looks for anyone else. */
export const holdersOf: Readonly<Record<string, readonly string[]>> = {
  /** Takes power away: rewrites the boundary of a lent role. */
  'iam:': [],
  'sts:': [],
  'kms:Sign ': [],
  'secretsmanager:': [],
};
