import * as z from 'zod';
import { groupName } from '../src/kernel/ids.ts';
import { domain } from './settings/domain.ts';
import { email } from './settings/email.ts';
import { accounts, adoptedRoles } from './settings/lent.ts';
import { logRetentionDays } from './settings/log-retention.ts';
import { restoredTables } from './settings/restored-tables.ts';
import { rules } from './settings/rules.ts';
import { approvals, tokens } from './settings/sign-in.ts';
import { vault } from './settings/vault.ts';

const origin = z.url({ error: 'expected an https:// origin' }).refine((text) => new URL(text).origin === text, {
  error: 'expected an origin in small letters, without a path or trailing slash, like "https://access.example.com"',
});

const channel = z.string().regex(/^[CG][A-Z0-9]{8,}$/, {
  error: 'expected the id of a channel, as Slack shows it under "About": C or G and at least eight of A-Z and 0-9',
});

/** Every setting by itself; what several must agree on is in settings/rules.ts. */
export const settingsFields = z.strictObject({
  $schema: z
    .string()
    .optional()
    .meta({
      description: 'Where an editor finds what is allowed here; Sallyport does not read it',
      examples: ['./settings.schema.json'],
    }),
  environment: z
    .enum(['aws', 'local'])
    .default('aws')
    .meta({ description: '`local` only for the stand-in cloud of `npm start`', examples: ['aws'] }),
  issuer: origin.meta({
    description:
      'The one origin of issuer, API and console. Tokens, passkeys and links carry it: it never changes afterwards',
    examples: ['https://access.example.com'],
    pattern: '^https?://[^/]+$',
  }),
  domain: domain.optional().meta({
    description:
      'The custom domain, which is the host of `issuer`. Without it, the origin must be brought to the API by other means. With it, the address that AWS makes up answers no more',
  }),
  slackApiUrl: z
    .url({ error: 'expected the address of the Web API, like "https://slack.com/api/"' })
    .default('https://slack.com/api/')
    .meta({ description: 'Where Slack’s Web API answers', examples: ['https://slack.com/api/'] }),
  slackChannels: z
    .record(groupName, channel)
    .default({})
    .meta({
      description: 'The Slack channel of each approving group. A group without one is told by the console alone',
      examples: [{ approvers: 'C0123456789' }],
    }),
  requestExpirySeconds: z
    .int()
    .min(5)
    .max(604_800)
    .default(86_400)
    .meta({ description: 'How long a request waits for its decision', examples: [86_400] }),
  minimumGrantSeconds: z
    .int()
    .min(1)
    .max(3600)
    .default(60)
    .meta({ description: 'The shortest time for which anything is lent', examples: [60] }),
  tokens,
  approvals,
  alarmEmail: z
    .email({ error: 'expected an e-mail address' })
    .optional()
    .meta({
      description:
        'Who gets the alarms; AWS asks that address to confirm. Without it, alarms show in CloudWatch and reach nobody',
      examples: ['security@example.com'],
    }),
  email: email.optional().meta({
    description: 'Invitations by e-mail, through Amazon SES. Without it, the link of an invitation is handed over',
  }),
  accounts,
  adoptedRoles,
  vault,
  configurationChanges: z
    .strictObject({
      secondPerson: z
        .boolean()
        .default(false)
        .meta({
          description: 'Whether a change of people, groups, targets and rules waits for another administrator',
          examples: [true],
        }),
    })
    .prefault({})
    .meta({ description: 'How a change of the configuration takes effect' }),
  apiThrottle: z
    .strictObject({
      ratePerSecond: z
        .int()
        .min(10)
        .max(10_000)
        .default(100)
        .meta({ description: 'Calls per second that the API takes in the long run', examples: [100] }),
      burst: z
        .int()
        .min(10)
        .max(5000)
        .default(200)
        .meta({ description: 'Calls that it takes at once', examples: [200] }),
    })
    .prefault({})
    .meta({
      description: 'What the API takes in all; more is answered 429 (AWS’s own limit is for the whole account)',
    }),
  logRetentionDays: logRetentionDays.default(90).meta({
    description:
      'How long logs are kept, in days: one of the numbers that CloudWatch Logs knows. The audit is no log: its table is kept for ever, whatever stands here',
    examples: [90],
  }),
  restoredTables,
  crashPointsFile: z
    .string()
    .optional()
    .meta({
      description: 'For tests on the stand-in cloud: where faults are asked for',
      examples: ['/tmp/faults.json'],
    }),
});

/** What the operator decides for one deployment. */
export const settingsSchema = rules.reduce(
  (schema, { path, reads, holds, error }) =>
    schema.refine((settings) => holds(settings), {
      path: [...path],
      error,
      // A rule is asked as soon as what it reads is right by itself, so that one look shows every fault.
      when: ({ value }) => {
        const given = z.looseObject({}).safeParse(value).data;
        return given !== undefined && reads.every((name) => settingsFields.shape[name].safeParse(given[name]).success);
      },
    }),
  settingsFields,
);

export type Settings = z.infer<typeof settingsSchema>;
