import { readFileSync } from 'node:fs';
import * as z from 'zod';

const origin = z.url().refine((text) => new URL(text).origin === text, {
  error: 'expected an origin without a path or trailing slash, like "https://sallyport.example.com"',
});

/** src/identity/sign-in/sign-in.ts counts on the upper bounds: an ended sign-in is remembered for the longest one. */
const tokens = z
  .strictObject({
    accessTokenSeconds: z.int().min(60).max(900).default(300).meta({
      description: 'how long an access token is good for; an ended sign-in is refused at the next call anyway',
    }),
    signInSeconds: z
      .int()
      .min(900)
      .max(86_400)
      .default(43_200)
      .meta({ description: 'after so long everybody signs in again; refreshing does not prolong it' }),
  })
  .prefault({})
  .meta({ description: 'how long sign-ins and their tokens last' });

const approvals = z
  .strictObject({
    factor: z.enum(['mfa']).default('mfa').meta({
      description:
        'what an approver signs in with: "mfa" is password and authenticator app (TOTP); passkeys are not there yet',
    }),
    freshSeconds: z
      .int()
      .min(60)
      .max(900)
      .default(300)
      .meta({ description: 'how old the sign-in of whoever decides may be' }),
  })
  .prefault({})
  .meta({ description: 'what deciding on a request asks of the sign-in' });
const accountId = z.string().regex(/^\d{12}$/, { error: 'expected the twelve digits of an AWS account, as text' });
const roleArn = z.string().regex(/^arn:(aws|aws-cn|aws-us-gov):iam::\d{12}:role\/([\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/, {
  error: 'expected the ARN of one role, like "arn:aws:iam::123456789012:role/Admin"',
});

/** What the operator decides for one deployment. */
export const settingsSchema = z
  .strictObject({
    environment: z.enum(['aws', 'local']).default('aws').meta({ description: '"local" only for the stand-in cloud' }),
    issuer: origin.meta({ description: 'the one origin of issuer, API and console; it never changes afterwards' }),
    slackApiUrl: z.url().default('https://slack.com/api/'),
    slackChannels: z
      .record(z.string(), z.string())
      .default({})
      .meta({ description: 'Slack channel by approving group', examples: [{ approvers: 'C0123456789' }] }),
    requestExpirySeconds: z.int().min(5).max(604_800).default(86_400),
    minimumGrantSeconds: z.int().min(1).max(3600).default(60),
    tokens,
    approvals,
    accounts: z
      .array(accountId)
      .max(40)
      .refine((ids) => new Set(ids).size === ids.length, { error: 'names an account twice' })
      .default([])
      .meta({
        description: 'other AWS accounts whose roles are lent; each deploys templates/account-access.yaml',
        examples: [['123456789012']],
      }),
    adoptedRoles: z
      .array(roleArn)
      .max(20)
      .default([])
      .meta({
        description: 'roles that are lent although they are not named sallyport-target-… (`sallyport targets adopt`)',
        examples: [['arn:aws:iam::123456789012:role/Admin']],
      }),
    alarmEmail: z.email().optional(),
    crashPointsFile: z.string().optional(),
  })
  .refine(({ environment, issuer }) => environment === 'local' || issuer.startsWith('https://'), {
    path: ['issuer'],
    error: 'must be https:// (only the local stand-in may use http://localhost)',
  })
  .refine(({ environment, crashPointsFile }) => environment === 'local' || crashPointsFile === undefined, {
    path: ['crashPointsFile'],
    error: 'is for environment "local" only',
  });

export type Settings = z.infer<typeof settingsSchema>;

/** Reads the settings file; an error says what was wrong, the value and what is allowed. */
export function readSettings(path = process.env['SALLYPORT_SETTINGS'] ?? 'settings.json'): Settings {
  let given: unknown;
  try {
    given = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(
      `cannot read the settings file ${path}: make it from settings.example.json, or name it in SALLYPORT_SETTINGS`,
      { cause: error },
    );
  }
  const parsed = settingsSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(
    ({ path: at, message }) => `  ${at.join('.') || '(file)'}: ${message}; it is ${JSON.stringify(valueAt(given, at))}`,
  );
  throw new Error(`the settings in ${path} are not right:\n${faults.join('\n')}`);
}

/** What stands in the file at that place: a rule over several settings reports the place, not the value. */
const valueAt = (given: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, name) => (typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined),
    given,
  );
