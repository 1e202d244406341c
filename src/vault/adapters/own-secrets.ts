import {
  CreateSecretCommand,
  DescribeSecretCommand,
  ResourceExistsException,
  RotateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import type { RotationRulesType, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { RotationPlan } from '../../kernel/engine-address.ts';
import { keeperOf } from '../../kernel/keeper-functions.ts';
import type { KeeperFunctions } from '../../kernel/keeper-functions.ts';
import type { KeepsSchedules, MakesSecrets } from '../ports.ts';

/** The secrets that Sallyport makes for credentials: under the customer key, told apart by their tag. */
export const ownSecrets = (client: SecretsManagerClient, keyArn: string): MakesSecrets => ({
  async make(name, targetId) {
    try {
      await client.send(
        new CreateSecretCommand({
          Name: name,
          KmsKeyId: keyArn,
          Description: 'A credential that Sallyport keeps. Its value is set and rotated there.',
          Tags: [{ Key: 'sallyport:target', Value: targetId }],
        }),
      );
    } catch (error) {
      if (!(error instanceof ResourceExistsException)) throw error;
    }
  },
});

/** The longest that Secrets Manager knows (API_RotationRulesType): it cannot be told to have no schedule any more. */
const NEVER_DAYS = 1000;

/** Rotation of each secret by the keeper of its network, as its plan says. It begins none. */
export const secretSchedules = (client: SecretsManagerClient, keepers: KeeperFunctions): KeepsSchedules => ({
  async keepSchedule(secret, { network, plan }) {
    const keeper = keeperOf(keepers, network);
    const now = await client.send(new DescribeSecretCommand({ SecretId: secret }));
    const rules = rulesFor(plan, now.RotationRules);
    if (now.RotationEnabled === true && now.RotationLambdaARN === keeper && sameRules(rules, now.RotationRules))
      return 'unchanged';
    await client.send(
      new RotateSecretCommand({
        SecretId: secret,
        RotationLambdaARN: keeper,
        RotateImmediately: false,
        ...(rules !== null && { RotationRules: rules }),
      }),
    );
    return 'changed';
  },
});

/** Null: it never had a schedule, and gets none. A window that is not given is for Secrets Manager to choose. */
function rulesFor({ schedule }: Pick<RotationPlan, 'schedule'>, now: RotationRulesType | undefined) {
  if (schedule !== null) {
    const { expression, windowHours } = schedule;
    return { ScheduleExpression: expression, ...(windowHours !== null && { Duration: `${windowHours}h` }) };
  }
  const had = now?.ScheduleExpression !== undefined || now?.AutomaticallyAfterDays !== undefined;
  return had ? { AutomaticallyAfterDays: NEVER_DAYS } : null;
}

/** Secrets Manager reckons the days of an expression by itself, so they count only where there is none. */
function sameRules(wanted: RotationRulesType | null, now: RotationRulesType | undefined): boolean {
  if (wanted === null) return true;
  if (wanted.ScheduleExpression === undefined)
    return now?.ScheduleExpression === undefined && now?.AutomaticallyAfterDays === wanted.AutomaticallyAfterDays;
  return now?.ScheduleExpression === wanted.ScheduleExpression && now.Duration === wanted.Duration;
}
