import { Aws } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { DataStack, DataTable } from './data-stack.ts';
import type { Settings } from './settings.ts';

/** Statements that several functions hold, each in one place and under one name. */

/** Put audit entries, count denials. Nobody may update or delete an entry. */
export const mayRecord = (data: DataStack): PolicyStatement[] => [
  new PolicyStatement({ sid: 'PutEntries', actions: ['dynamodb:PutItem'], resources: [data.audit.tableArn] }),
  new PolicyStatement({ sid: 'CountDenials', actions: ['dynamodb:UpdateItem'], resources: [data.counters.tableArn] }),
];

/** Send letters from the one address of the settings; nothing where they name none. */
export function mayInvite({ email }: Pick<Settings, 'email'>): PolicyStatement[] {
  if (email === undefined) return [];
  const named = `arn:${Aws.PARTITION}:ses:${Aws.REGION}:${Aws.ACCOUNT_ID}:identity/${email.from.split('@')[1] ?? ''}`;
  return [
    new PolicyStatement({
      sid: 'SendInvitations',
      actions: ['ses:SendEmail'],
      resources: [email.identityArn ?? named],
      conditions: { StringEquals: { 'ses:FromAddress': email.from } },
    }),
  ];
}

type Action = 'GetItem' | 'BatchGetItem' | 'Query' | 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'ConditionCheckItem';

/** Exactly these actions on one table, not on its indexes. */
export const mayOn = (sid: string, table: DataTable, actions: readonly Action[]): PolicyStatement =>
  new PolicyStatement({ sid, actions: actions.map((action) => `dynamodb:${action}`), resources: [table.tableArn] });

/** The same, on items alone whose partition key begins so: what else lies in the table is out of reach. */
export function mayOnKeys(
  sid: string,
  table: DataTable,
  actions: readonly Action[],
  ...prefixes: readonly string[]
): PolicyStatement {
  const statement = mayOn(sid, table, actions);
  statement.addCondition('ForAllValues:StringLike', { 'dynamodb:LeadingKeys': prefixes.map((prefix) => `${prefix}*`) });
  return statement;
}

export const mayQueryIndex = (sid: string, table: DataTable, index: string): PolicyStatement =>
  new PolicyStatement({ sid, actions: ['dynamodb:Query'], resources: [`${table.tableArn}/index/${index}`] });

/** The tables are encrypted under the customer's key; DynamoDB uses it on the caller's behalf. */
export const mayUseTables = (data: DataStack): PolicyStatement =>
  new PolicyStatement({
    sid: 'TablesKey',
    actions: [
      'kms:Decrypt',
      'kms:Encrypt',
      'kms:GenerateDataKey',
      'kms:ReEncryptFrom',
      'kms:ReEncryptTo',
      'kms:DescribeKey',
    ],
    resources: [data.dataKey.keyArn],
    conditions: { StringEquals: { 'kms:ViaService': `dynamodb.${data.region}.amazonaws.com` } },
  });

/** Reads through the customer's key and nothing more: for a function that only follows a stream or queries. */
export const mayDecryptTables = (data: DataStack): PolicyStatement =>
  new PolicyStatement({
    sid: 'TablesKeyRead',
    actions: ['kms:Decrypt'],
    resources: [data.dataKey.keyArn],
    conditions: { StringEquals: { 'kms:ViaService': `dynamodb.${data.region}.amazonaws.com` } },
  });

/** The stream of a table that has one. */
export function streamOf(table: DataTable): string {
  if (table.tableStreamArn === undefined) throw new Error(`the table ${table.node.id} has no stream`);
  return table.tableStreamArn;
}

/** What Lambda needs to poll a table's stream in the function's name; listing streams knows no narrower resource. */
export const mayReadStream = (sid: string, table: DataTable): PolicyStatement[] => [
  new PolicyStatement({
    sid,
    actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
    resources: [streamOf(table)],
  }),
  new PolicyStatement({ sid: `${sid}Listed`, actions: ['dynamodb:ListStreams'], resources: ['*'] }),
];
