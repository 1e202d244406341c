/**
 * What CloudFormation needs to make, change and remove the two stacks: for each type of resource, what the registry of
 * CloudFormation says that its handlers call, without what we use nothing of, on resources that bear our names.
 */

interface Area {
  readonly sid: string;
  readonly actions: RegExp;
  readonly on: readonly string[];
  readonly when?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** What handlers call for properties that no resource of ours has. */
export const unused: readonly { readonly actions: RegExp; readonly because: string }[] = [
  { actions: /^(ec2|elasticfilesystem|s3files):/, because: 'no function lies in a network or mounts a file system' },
  { actions: /^(kinesis|firehose):|KinesisStreaming/, because: 'no table or log feeds a stream of Kinesis' },
  {
    actions: /^dynamodb:(BatchWriteItem|GetItem|PutItem|UpdateItem|DeleteItem|Query|Scan)$/,
    because: 'who deploys reads and writes no item: replicas alone need it',
  },
  { actions: /^dynamodb:(ImportTable|DescribeImport|.*TableReplica)$/, because: 'no table is imported or replicated' },
  { actions: /^iam:CreateServiceLinkedRole$/, because: 'the same: for replicas' },
  { actions: /^iam:\w*(Group|User)Policy$/, because: 'policies are those of roles' },
  {
    actions: /^logs:(CreateLogStream|PutLogEvents|DescribeLogStreams)$/,
    because: 'who deploys writes no log: the import of tables does',
  },
  {
    actions:
      /^logs:(\w*(DataProtection|Index)Policy|DescribeIndexPolicies|\w*BearerTokenAuthentication|PutLogGroupDeletionProtection|\w*KmsKey)$/,
    because: 'log groups have none of these',
  },
  {
    actions:
      /^lambda:(\w*CodeSigningConfig|GetLayerVersion|PassCapacityProvider|AssociateRuntimeAlias|GetFunctionScalingConfig|PutFunctionScalingConfig)$/,
    because: 'functions have none of these',
  },
  {
    actions: /^secretsmanager:(ReplicateSecretToRegions|RemoveRegionsFromReplication)$/,
    because: 'no secret is replicated',
  },
  { actions: /^secretsmanager:GetSecretValue$/, because: 'who deploys reads no secret' },
  { actions: /^sns:\w*DataProtectionPolicy$/, because: 'the topic of alarms has none' },
  {
    actions: /^s3:(REST\.PUT\.OBJECT|GetObjectMetadata|getObject|ListBucket)$/,
    because: 'no action of IAM, or for the import of tables',
  },
  { actions: /^apigateway:(Tag|Untag)Resource$/, because: 'no action of IAM: tags are POST and DELETE on /tags' },
];

/** What the registry does not say, because the service asks it of whoever calls. */
export const added: readonly { readonly actions: readonly string[]; readonly because: string }[] = [
  { actions: ['ssm:GetParameters'], because: 'each template reads the version of the bootstrap stack as a parameter' },
  {
    actions: [
      'logs:CreateLogDelivery',
      'logs:DeleteLogDelivery',
      'logs:GetLogDelivery',
      'logs:ListLogDeliveries',
      'logs:UpdateLogDelivery',
    ],
    because: 'access logs: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html',
  },
];

const arn = (rest: string) => `arn:\${AWS::Partition}:${rest}`;
const here = (service: string, rest: string) => arn(`${service}:\${AWS::Region}:\${AWS::AccountId}:${rest}`);
const roles = ['sallyport-*', 'SallyportService-*'].map((name) => arn(`iam::\${AWS::AccountId}:role/${name}`));
const groups = ['/aws/lambda/sallyport-*', '/aws/vendedlogs/states/sallyport-*', 'SallyportService-*'];

const ofOurFunctions = { ArnLike: { 'lambda:FunctionArn': here('lambda', 'function:sallyport-*') } };

/** Where each action is allowed: the first area that it fits counts. `*` where AWS knows nothing narrower. */
const areas: readonly Area[] = [
  {
    sid: 'PassRoles',
    actions: /^iam:PassRole$/,
    on: roles,
    when: { StringEquals: { 'iam:PassedToService': ['lambda.amazonaws.com', 'states.amazonaws.com'] } },
  },
  {
    sid: 'Everywhere',
    actions:
      /^(iam:ListRoles|dynamodb:ListTables|kms:(CreateKey|ListKeys|ListAliases)|lambda:(ListFunctions|ListEventSourceMappings)|logs:(\w*LogDeliver\w*|\w*ResourcePolic\w*|DescribeLogGroups)|secretsmanager:(GetRandomPassword|ListSecrets)|sns:(ListTopics|ListSubscriptions|GetSubscriptionAttributes|SetSubscriptionAttributes|Unsubscribe)|states:ListStateMachines|events:ListRules|route53:ListHostedZones|cloudwatch:ListDashboards|logs:\w*QueryDefinitions?)$/,
    on: ['*'],
  },
  { sid: 'Roles', actions: /^iam:/, on: roles },
  {
    sid: 'NewEventSources',
    actions: /^lambda:CreateEventSourceMapping$/,
    on: ['*'],
    when: ofOurFunctions,
  },
  {
    sid: 'EventSources',
    actions: /^lambda:(Update|Delete|Get)EventSourceMapping$/,
    on: [here('lambda', 'event-source-mapping:*')],
    when: ofOurFunctions,
  },
  {
    sid: 'Functions',
    actions: /^lambda:/,
    on: [here('lambda', 'function:sallyport-*'), here('lambda', 'event-source-mapping:*')],
  },
  { sid: 'Logs', actions: /^logs:/, on: groups.map((name) => here('logs', `log-group:${name}`)) },
  { sid: 'Workflow', actions: /^states:/, on: [here('states', 'stateMachine:sallyport-*')] },
  { sid: 'Tables', actions: /^dynamodb:/, on: [here('dynamodb', 'table/SallyportData-*')] },
  {
    sid: 'UseKeys',
    actions: /^kms:(CreateGrant|RevokeGrant|Decrypt|Encrypt|GenerateDataKey)$/,
    on: [here('kms', 'key/*')],
    when: { StringLike: { 'kms:ViaService': ['dynamodb.*.amazonaws.com', 'secretsmanager.*.amazonaws.com'] } },
  },
  { sid: 'Keys', actions: /^kms:/, on: [here('kms', 'key/*')] },
  { sid: 'Secrets', actions: /^secretsmanager:/, on: [here('secretsmanager', 'secret:sallyport/*')] },
  {
    sid: 'Dashboards',
    actions: /^cloudwatch:\w+Dashboards?$/,
    on: ['SallyportService-*', 'sallyport*', 'Sallyport*'].map((name) =>
      arn(`cloudwatch::\${AWS::AccountId}:dashboard/${name}`),
    ),
  },
  {
    sid: 'Alarms',
    actions: /^cloudwatch:/,
    on: ['SallyportService-*', 'sallyport-*'].map((name) => here('cloudwatch', `alarm:${name}`)),
  },
  { sid: 'AlarmTopic', actions: /^sns:/, on: [here('sns', 'SallyportService-*')] },
  { sid: 'Schedules', actions: /^events:/, on: [here('events', 'rule/SallyportService-*')] },
  {
    sid: 'Api',
    actions: /^apigateway:/,
    on: ['/apis', '/apis/*', '/domainnames', '/domainnames/*', '/tags/*'].map((path) =>
      arn(`apigateway:\${AWS::Region}::${path}`),
    ),
  },
  { sid: 'DnsChange', actions: /^route53:GetChange$/, on: [arn('route53:::change/*')] },
  { sid: 'DnsRecord', actions: /^route53:/, on: [arn('route53:::hostedzone/*')] },
  { sid: 'Code', actions: /^s3:/, on: [arn(`s3:::cdk-*-assets-\${AWS::AccountId}-\${AWS::Region}/*`)] },
  { sid: 'BootstrapVersion', actions: /^ssm:/, on: [here('ssm', 'parameter/cdk-bootstrap/*')] },
];

/** So that each managed policy stays below 6,144 characters. */
const policies: Readonly<Record<string, readonly string[]>> = {
  Compute: [
    'PassRoles',
    'Roles',
    'NewEventSources',
    'EventSources',
    'Functions',
    'Workflow',
    'Api',
    'Code',
    'BootstrapVersion',
  ],
  State: [
    'Everywhere',
    'Logs',
    'Tables',
    'UseKeys',
    'Keys',
    'Secrets',
    'Dashboards',
    'Alarms',
    'AlarmTopic',
    'Schedules',
    'DnsChange',
    'DnsRecord',
  ],
};

/** The actions that are needed, of those that handlers call. */
export const needed = (calledByHandlers: Iterable<string>): readonly string[] =>
  [...new Set([...calledByHandlers, ...added.flatMap(({ actions }) => actions)])]
    .filter((action) => !unused.some(({ actions }) => actions.test(action)))
    .sort();

/** A template of the policies that `cdk bootstrap --cloudformation-execution-policies` takes. */
export function deploymentPermissions(calledByHandlers: Iterable<string>): object {
  const byArea = new Map<Area, string[]>(areas.map((area) => [area, []]));
  for (const action of needed(calledByHandlers)) {
    const area = areas.find(({ actions }) => actions.test(action));
    if (!area)
      throw new Error(`lib/deployment-permissions.ts has no area for ${action}: say on which resources it is needed`);
    byArea.get(area)?.push(action);
  }
  const statements = [...byArea].filter(([, actions]) => actions.length > 0);
  const policyOf = (name: string, sids: readonly string[]) => ({
    Type: 'AWS::IAM::ManagedPolicy',
    Properties: {
      ManagedPolicyName: `sallyport-deployment-${name.toLowerCase()}`,
      Description: 'What CloudFormation needs to deploy Sallyport',
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: statements
          .filter(([{ sid }]) => sids.includes(sid))
          .map(([{ sid, on, when }, actions]) => ({
            Sid: sid,
            Effect: 'Allow',
            Action: actions,
            Resource: on.map((resource) => (resource === '*' ? resource : { 'Fn::Sub': resource })),
            ...(when && {
              Condition: JSON.parse(JSON.stringify(when).replaceAll(/"(arn:\$[^"]*)"/g, '{"Fn::Sub":"$1"}')),
            }),
          })),
      },
    },
  });
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: 'What CloudFormation needs to deploy Sallyport (npm run deployment-permissions)',
    Resources: Object.fromEntries(Object.entries(policies).map(([name, sids]) => [name, policyOf(name, sids)])),
    Outputs: Object.fromEntries(Object.keys(policies).map((name) => [name, { Value: { Ref: name } }])),
  };
}
