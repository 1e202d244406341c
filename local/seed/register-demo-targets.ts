import * as z from 'zod';
import { region } from '../cloud/start-cloud.ts';
import { bodyOf } from '../headless/expect-answer.ts';
import type { Member } from '../headless/member.ts';
import { targetNames } from './demo-people.ts';

const registered = z.object({ id: z.string(), name: z.string(), roleArn: z.string(), probeAction: z.string() });
export type RegisteredTarget = z.infer<typeof registered>;

/** What an administrator says about the roles of the DemoTargets stack; `output` begins the names of its outputs. */
const demoTargets = [
  {
    output: 'ProductionOperator',
    name: targetNames.production,
    description: 'Lists the tables, the functions and the account alias of production',
    sensitivity: 'production',
    probeAction: 'dynamodb:ListTables',
  },
  {
    output: 'StagingReader',
    name: targetNames.standard,
    description: 'Lists the tables and the account alias of staging',
    sensitivity: 'standard',
    probeAction: 'iam:ListAccountAliases',
  },
] as const;

export async function registerDemoTargets(
  admin: Member,
  outputs: Readonly<Record<string, string>>,
): Promise<readonly RegisteredTarget[]> {
  const known: RegisteredTarget[] = [];
  for (const { output, ...said } of demoTargets) {
    const body = {
      kind: 'aws-role',
      ...said,
      roleArn: outputs[`${output}RoleArn`],
      externalId: outputs[`${output}ExternalId`],
      boundaryArn: outputs[`${output}BoundaryArn`],
      region,
    };
    known.push(bodyOf(await admin.call('POST', '/targets', body), 201, registered));
  }
  return known;
}
