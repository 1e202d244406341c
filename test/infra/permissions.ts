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

const on = (table: string, ...actions: readonly string[]) => actions.map((action) => `dynamodb:${action} ${table}`);

/** On items alone whose partition key begins so. */
const onKeys = (keys: string, table: string, ...actions: readonly string[]) =>
  on(table, ...actions).map((action) => `${action} when dynamodb:LeadingKeys ForAllValues:StringLike ${keys}`);

/** The requests, grants and targets, as whoever changes one of them needs them. No UpdateItem: items are put whole. */
const changeAccess = on('Access', 'GetItem', 'PutItem', 'DeleteItem');

/**
 * A session of a lent role, in this account and in those that the settings name, and of the roles that were adopted:
 * the role's trust says who else must agree.
 */
const speakForGrants = ['AssumeRole', 'SetSourceIdentity', 'TagSession'].flatMap((action) =>
  [
    'iam::role/sallyport-target-*',
    'iam::222222222222:role/sallyport-target-*',
    'iam::222222222222:role/adopted/Operator',
    'iam::role/Admin',
  ].map((role) => `sts:${action} ${role}`),
);

/** Reads lendable roles here, and elsewhere by a role that the other account deploys. */
const seeRoles = [
  'iam:GetRole iam::role/sallyport-target-*',
  'iam:GetRole iam::role/Admin',
  'sts:AssumeRole iam::222222222222:role/sallyport-read-targets',
];

/** Secrets of vaulted credentials: Sallyport's own, and those that the settings name one by one. */
const onSecrets = (...actions: readonly string[]) =>
  actions.flatMap((action) =>
    ['sallyport/credential/*', 'orders/database-AbCdEf'].map(
      (name) => `secretsmanager:${action} secretsmanager:secret:${name}`,
    ),
  );

/** Their values are encrypted under the customer's key, or one that the settings name. */
const useSecrets = ['DataKey', 'kms:key/12345678-1234-1234-1234-123456789012'].flatMap((key) =>
  ['Decrypt', 'GenerateDataKey'].map(
    (action) => `kms:${action} ${key} when kms:ViaService StringEquals secretsmanager.eu-central-1.amazonaws.com`,
  ),
);

/** The functions that use values: one over the internet, one in the network of the settings. */
const askKeepers = ['', '-production'].map(
  (network) => `lambda:InvokeFunction lambda:function:sallyport-keep-credentials${network}`,
);

const keepCredentials = [
  ...on('Vault', 'GetItem', 'PutItem'),
  ...on('Access', 'GetItem'),
  ...on('Audit', 'PutItem'),
  ...onSecrets('DescribeSecret', 'GetSecretValue', 'PutSecretValue', 'UpdateSecretVersionStage'),
  ...useSecrets,
  ...useTables,
];

/** What Lambda needs to stand in a network, denied to the function's own code. */
const interfaces = [
  'AssignPrivateIpAddresses',
  'CreateNetworkInterface',
  'DeleteNetworkInterface',
  'DescribeNetworkInterfaces',
  'DescribeSubnets',
  'UnassignPrivateIpAddresses',
].map((action) => `ec2:${action} *`);

/** By function; its own log is granted to each and checked apart. */
export const functions: Readonly<Record<string, readonly string[]>> = {
  // Asking and deciding. It can do nothing to a target.
  access: [
    ...record,
    ...changeAccess,
    ...on('Access', 'BatchGetItem', 'Query'),
    ...on('Directory', 'BatchGetItem', 'Query'),
    ...on('Audit/index/byGrant', 'Query'),
    ...useTables,
  ],
  'activate-grant': [
    ...changeAccess,
    ...on('Access', 'Query'),
    ...on('Directory', 'GetItem', 'BatchGetItem', 'Query'),
    ...on('Vault', 'GetItem'),
    ...on('Audit', 'PutItem'),
    // Accounts are made, and credentials tried, by who keeps values; nobody else sees one.
    ...askKeepers,
    ...speakForGrants,
    // Looks whether the role has its boundary before anyone is let in.
    ...seeRoles,
    ...useTables,
  ],
  // The one reader of the whole record.
  audit: [...record, ...on('Audit', 'Query'), ...on('Audit/index/byGrant', 'Query'), ...useTables],
  authorizer: [...on('Directory', 'Query'), 'kms:GetPublicKey SigningKey', ...useTables],
  bootstrap: [
    ...on('Directory', 'GetItem', 'PutItem', 'Query', 'UpdateItem'),
    ...on('SignIn', 'ConditionCheckItem', 'PutItem'),
    ...on('Audit', 'PutItem'),
    ...useTables,
  ],
  // Pages. Of the table with password hashes it reaches its own records alone.
  console: [
    ...record,
    ...changeAccess,
    ...on('Access', 'BatchGetItem', 'Query'),
    ...on('Directory', 'BatchGetItem', 'Query'),
    ...onKeys('console#*', 'SignIn', 'GetItem', 'PutItem', 'DeleteItem'),
    ...useTables,
  ],
  // Targets, rules, and changes of the whole configuration: as trusted as the directory. It writes no request and no grant.
  configuration: [
    ...record,
    ...on('Directory', 'BatchGetItem', 'ConditionCheckItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'),
    ...on('SignIn', 'DeleteItem', 'PutItem'),
    ...on('Access', 'BatchGetItem', 'GetItem', 'Query'),
    ...onKeys('tgt_*, target-*, targets*, rules*', 'Access', 'DeleteItem', 'PutItem'),
    ...useTables,
  ],
  // Hands values to people, and takes them from people: it never speaks to a target.
  'credential-values': [
    ...record,
    ...on('Vault', 'GetItem', 'PutItem'),
    ...on('Access', 'ConditionCheckItem', 'GetItem'),
    ...onSecrets(
      ...['CreateSecret', 'DescribeSecret', 'GetSecretValue', 'PutSecretValue'],
      ...['RotateSecret', 'TagResource', 'UpdateSecretVersionStage'],
    ),
    ...useSecrets,
    ...askKeepers,
    ...useTables,
  ],
  directory: [
    ...record,
    ...on('Directory', 'BatchGetItem', 'ConditionCheckItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'),
    ...on('SignIn', 'DeleteItem', 'PutItem'),
    ...onKeys('tgt_*', 'Access', 'GetItem'),
    ...useTables,
  ],
  'end-leaver': [
    ...follow('Directory'),
    ...changeAccess,
    ...on('Access', 'Query'),
    ...on('Directory', 'BatchGetItem', 'GetItem', 'Query'),
    ...onKeys('outbox#*', 'Directory', 'DeleteItem'),
    ...on('Audit', 'PutItem'),
    ...useTables,
  ],
  'expire-request': [...changeAccess, ...on('Audit', 'PutItem'), ...useTables],
  // Whoever signs tokens can be anyone: this function is trusted like the directory itself.
  issuer: [
    ...record,
    ...on('Counters', 'DeleteItem', 'GetItem', 'PutItem'),
    ...on('Directory', 'ConditionCheckItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'),
    ...on('SignIn', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'),
    'kms:Decrypt DataKey when kms:EncryptionContext:purpose StringEquals second-factor',
    'kms:Encrypt DataKey when kms:EncryptionContext:purpose StringEquals second-factor',
    'kms:GetPublicKey SigningKey',
    'kms:Sign SigningKey',
    ...useTables,
  ],
  // Rotates, and uses values against their targets. It can give nobody anything.
  'keep-credentials': [
    ...keepCredentials,
    ...['CreateAccessKey', 'DeleteAccessKey', 'GetAccessKeyLastUsed', 'ListAccessKeys', 'UpdateAccessKey'].map(
      (action) => `iam:${action} iam::user/legacy-mailer`,
    ),
  ],
  'keep-credentials-production': [
    ...keepCredentials,
    ...interfaces,
    ...interfaces.map(
      (line) =>
        `NOT ${line} when lambda:SourceFunctionArn ArnEquals arn:partition:lambda:eu-central-1:111122223333:function:sallyport-keep-credentials-production`,
    ),
  ],
  'keep-task-token': [
    ...on('Access', 'GetItem'),
    ...onKeys('task#*', 'Access', 'PutItem'),
    'states:SendTaskSuccess states:stateMachine:sallyport-elevation',
    ...useTables,
  ],
  // Lends, and checks whether it could: it sees roles and boundaries, and has a boundary written by whoever may.
  'lend-credentials': [
    ...record,
    ...changeAccess,
    ...speakForGrants,
    ...seeRoles,
    'iam:GetPolicy iam::policy/sallyport-boundary-*',
    'iam:GetPolicyVersion iam::policy/sallyport-boundary-*',
    'lambda:InvokeFunction sallyport-take-away',
    ...askKeepers,
    ...useTables,
  ],
  'mark-revoke-failed': [...changeAccess, ...on('Audit', 'PutItem'), ...useTables],
  meta: [],
  'notify-slack': [
    ...follow('Access'),
    ...on('Access', 'GetItem'),
    ...onKeys('slack#*', 'Access', 'PutItem'),
    ...onKeys('outbox#*', 'Access', 'DeleteItem'),
    ...on('Directory', 'BatchGetItem'),
    ...on('Audit', 'PutItem'),
    'secretsmanager:GetSecretValue SlackToken',
    'kms:Decrypt DataKey when kms:ViaService StringEquals secretsmanager.eu-central-1.amazonaws.com',
    ...useTables,
  ],
  'run-workflow': [
    ...follow('Access'),
    ...on('Access', 'GetItem'),
    ...onKeys('outbox#*', 'Access', 'DeleteItem'),
    'states:SendTaskSuccess states:stateMachine:sallyport-elevation',
    'states:StartExecution states:stateMachine:sallyport-elevation',
    'states:StartExecution states:stateMachine:sallyport-elevation:*',
    ...useTables,
  ],
  // Finds what is due, and has the workflow's own functions do it.
  sweeper: [
    ...on('Access', 'GetItem'),
    ...on('Access/index/due', 'Query'),
    ...onKeys('outbox#*', 'Directory', 'GetItem'),
    ...on('Directory/index/due', 'Query'),
    'lambda:InvokeFunction sallyport-expire-request',
    'lambda:InvokeFunction sallyport-take-away',
    'lambda:InvokeFunction sallyport-verify-gone',
    'lambda:InvokeFunction sallyport-mark-revoke-failed',
    'lambda:InvokeFunction lambda:function:sallyport-run-workflow',
    'lambda:InvokeFunction lambda:function:sallyport-notify-slack',
    'lambda:InvokeFunction lambda:function:sallyport-end-leaver',
    ...useTables,
  ],
  // The only one that may write a boundary: it can take power away and give none that the role has not.
  'take-away': [
    ...changeAccess,
    ...on('Access', 'Query'),
    ...on('Audit', 'PutItem'),
    'iam:CreatePolicyVersion iam::policy/sallyport-boundary-*',
    'iam:DeletePolicyVersion iam::policy/sallyport-boundary-*',
    'iam:ListPolicyVersions iam::policy/sallyport-boundary-*',
    // Elsewhere it has the same right by a role that the other account deploys; that role can do nothing else.
    'sts:AssumeRole iam::222222222222:role/sallyport-write-boundaries',
    ...useTables,
  ],
  // What is due of the vault. It can read no value.
  'tend-vault': [
    ...on('Vault', 'GetItem', 'PutItem'),
    ...on('Vault/index/due', 'Query'),
    ...on('Access', 'GetItem'),
    ...on('Audit', 'PutItem'),
    ...onSecrets('DescribeSecret', 'RotateSecret'),
    ...askKeepers,
    ...useTables,
  ],
  'unknown-route': [],
  // Leases, queues, rotations: it can read no value.
  vault: [
    ...record,
    ...on('Vault', 'BatchGetItem', 'GetItem', 'PutItem'),
    ...on('Access', 'BatchGetItem', 'ConditionCheckItem', 'GetItem', 'Query'),
    ...on('Directory', 'BatchGetItem', 'Query'),
    ...onSecrets('DescribeSecret', 'RotateSecret'),
    ...askKeepers,
    ...useTables,
  ],
  // Takes back what no boundary denies: leases of the vault, and accounts by whoever keeps values.
  'verify-gone': [
    ...changeAccess,
    ...on('Vault', 'GetItem', 'PutItem'),
    ...on('Audit', 'PutItem'),
    ...askKeepers,
    'lambda:InvokeFunction lambda:function:sallyport-tend-vault',
    ...speakForGrants,
    ...useTables,
  ],
  'watch-audit': [...follow('Audit'), `kms:Decrypt DataKey ${viaDynamo}`],
};

/** What Step Functions needs to write a machine's log; AWS knows no narrower resource for these. */
const deliverLogs = [
  'logs:CreateLogDelivery *',
  'logs:DeleteLogDelivery *',
  'logs:DescribeLogGroups *',
  'logs:DescribeResourcePolicies *',
  'logs:GetLogDelivery *',
  'logs:ListLogDeliveries *',
  'logs:PutResourcePolicy *',
  'logs:UpdateLogDelivery *',
];

/** Roles that no function of ours has: the workflow, the schedules, what the CDK adds. */
export const otherRoles: Readonly<Record<string, { readonly trusts: string; readonly may: readonly string[] }>> = {
  ElevationWorkflowMachineRole: {
    trusts: 'states.amazonaws.com',
    may: [
      ...['activate-grant', 'expire-request', 'keep-task-token', 'mark-revoke-failed', 'take-away', 'verify-gone'].map(
        (name) => `lambda:InvokeFunction sallyport-${name}`,
      ),
      ...deliverLogs,
    ],
  },
};

/** The only actions on `*`: AWS knows no narrower resource for them. */
export const onEverything: readonly string[] = ['dynamodb:ListStreams *', ...interfaces, ...deliverLogs];

/** Who may touch what is most worth stealing or breaking. A test looks for anyone else. */
export const holdersOf: Readonly<Record<string, readonly string[]>> = {
  'iam:GetRole': ['activate-grant', 'lend-credentials'],
  'iam:CreatePolicyVersion': ['take-away'],
  'iam:DeletePolicyVersion': ['take-away'],
  'iam:ListPolicyVersions': ['take-away'],
  'iam:CreateAccessKey': ['keep-credentials'],
  'iam:': ['activate-grant', 'keep-credentials', 'lend-credentials', 'take-away'],
  'secretsmanager:GetSecretValue secretsmanager:secret:': [
    'credential-values',
    'keep-credentials',
    'keep-credentials-production',
  ],
  'secretsmanager:RotateSecret': ['credential-values', 'tend-vault', 'vault'],
  'sts:SetSourceIdentity': ['activate-grant', 'lend-credentials', 'verify-gone'],
  'sts:AssumeRole iam::role/': ['activate-grant', 'lend-credentials', 'verify-gone'],
  'sts:AssumeRole iam::222222222222:role/sallyport-target-': ['activate-grant', 'lend-credentials', 'verify-gone'],
  'sts:AssumeRole iam::222222222222:role/sallyport-write-': ['take-away'],
  'sts:': ['activate-grant', 'lend-credentials', 'take-away', 'verify-gone'],
  'kms:Sign ': ['issuer'],
  'secretsmanager:GetSecretValue SlackToken': ['notify-slack'],
  'secretsmanager:': [
    ...['credential-values', 'keep-credentials', 'keep-credentials-production'],
    ...['notify-slack', 'tend-vault', 'vault'],
  ],
  'dynamodb:GetItem SignIn': ['console', 'issuer'],
  'dynamodb:Query SignIn': ['issuer'],
  'dynamodb:Query Audit': ['access', 'audit'],
  'states:': ['keep-task-token', 'run-workflow'],
};
