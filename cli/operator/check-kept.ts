import { CloudWatchLogsClient, paginateDescribeLogGroups } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeContinuousBackupsCommand, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient, GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import type { Deployment } from './deployment.ts';
import type { Check } from './finding.ts';

/** Whether what must be kept is kept, and what must not be kept for ever is not. */
export const keptChecks = ({ made }: Deployment): readonly Check[] => [
  {
    name: 'tables',
    expected: 'each is protected against deletion, encrypted under the customer key, and has point-in-time recovery',
    async look({ right, wrong, unknown }) {
      const tables = await tablesInUse();
      if (tables.length < 5) return unknown(`the functions name ${tables.length} tables`, 'Deploy again.');
      const faults = (await Promise.all(tables.map(faultsOf))).flat();
      if (faults.length === 0) return right(`all ${tables.length} are`);
      return wrong(
        faults.join('; '),
        'Turn it on in DynamoDB; after a restore a table has none of it (docs/backup-and-restore.md).',
      );
    },
  },
  {
    name: 'logs',
    expected: 'every log of Sallyport is kept for a while, none for ever',
    async look({ right, wrong, unknown }) {
      const wanted = new Set(made('AWS::Logs::LogGroup'));
      const days = new Map<string, number | undefined>();
      for (const logGroupNamePrefix of prefixesOf(wanted))
        for await (const page of paginateDescribeLogGroups(
          { client: new CloudWatchLogsClient({}) },
          { logGroupNamePrefix },
        ))
          for (const { logGroupName = '', retentionInDays } of page.logGroups ?? [])
            if (wanted.has(logGroupName) || logGroupName.startsWith('/aws/lambda/sallyport-'))
              days.set(logGroupName, retentionInDays);
      if (days.size === 0) return unknown('there is no log of Sallyport', 'Deploy again.');
      const forever = [...days].filter(([, each]) => each === undefined).map(([name]) => name);
      if (forever.length === 0)
        return right(`${days.size} logs, kept for ${[...new Set(days.values())].join(' or ')} days`);
      return wrong(`kept for ever: ${forever.join(', ')}`, 'Set `logRetentionDays` in the settings, and deploy.');
    },
  },
];

/** The tables that the functions use, which after a restore may be others than the data stack made. */
async function tablesInUse(): Promise<readonly string[]> {
  const lambda = new LambdaClient({});
  const found = await Promise.all(
    ['sallyport-issuer', 'sallyport-access'].map(async (FunctionName) => {
      const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
      return Object.entries(Environment?.Variables ?? {}).flatMap(([name, value]) =>
        name.endsWith('_TABLE') ? [value] : [],
      );
    }),
  );
  return [...new Set(found.flat())].sort();
}

async function faultsOf(TableName: string): Promise<readonly string[]> {
  const dynamo = new DynamoDBClient({});
  const { Table } = await dynamo.send(new DescribeTableCommand({ TableName }));
  const { ContinuousBackupsDescription } = await dynamo.send(new DescribeContinuousBackupsCommand({ TableName }));
  const recovery = ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus;
  return [
    ...(Table?.DeletionProtectionEnabled === true ? [] : [`${TableName} may be deleted`]),
    ...(Table?.SSEDescription?.SSEType === 'KMS' ? [] : [`${TableName} is not under the customer key`]),
    ...(recovery === 'ENABLED' ? [] : [`${TableName} has no point-in-time recovery`]),
  ];
}

/** So that one listing does not go through every log of the account. */
const prefixesOf = (names: ReadonlySet<string>): readonly string[] => [
  '/aws/lambda/sallyport-',
  ...[...names].filter((name) => !name.startsWith('/aws/lambda/')),
];
