import { settingsSchema } from '../../lib/settings.ts';
import type { Settings } from '../../lib/settings.ts';

const certificateArn = 'arn:aws:acm:eu-central-1:111122223333:certificate/12345678-1234-1234-1234-123456789012';

/** What three operators might decide. What must hold of every deployment is tried on the templates of each. */
export const settingsSets = {
  'the smallest': settingsSchema.parse({ issuer: 'https://sallyport.example.com' }),
  'a custom domain with everything': settingsSchema.parse({
    issuer: 'https://sallyport.example.com',
    domain: { certificateArn, hostedZone: { id: 'Z0123456789ABCDEFGHIJ', name: 'example.com' } },
    alarmEmail: 'security@example.com',
    email: { from: 'access@example.com', identityArn: 'arn:aws:ses:eu-central-1:111122223333:identity/example.com' },
    slackChannels: { approvers: 'C0123456789', 'billing-approvers': 'C0123456780' },
    configurationChanges: { secondPerson: true },
    apiThrottle: { ratePerSecond: 500, burst: 1000 },
    logRetentionDays: 365,
  }),
  'several accounts': settingsSchema.parse({
    issuer: 'https://sallyport.example.com',
    domain: { certificateArn },
    alarmEmail: 'security@example.com',
    slackChannels: { approvers: 'C0123456789' },
    accounts: ['222222222222'],
    vault: {
      networks: {
        production: {
          vpcId: 'vpc-0123456789abcdef0',
          availabilityZones: ['eu-central-1a', 'eu-central-1b'],
          subnetIds: ['subnet-0123456789abcdef0', 'subnet-0fedcba9876543210'],
          securityGroupIds: ['sg-0123456789abcdef0'],
        },
      },
      importedSecrets: ['arn:aws:secretsmanager:eu-central-1:111122223333:secret:orders/database-AbCdEf'],
      importedKeys: ['arn:aws:kms:eu-central-1:111122223333:key/12345678-1234-1234-1234-123456789012'],
      iamUsers: ['legacy-mailer'],
    },
    adoptedRoles: ['arn:aws:iam::111122223333:role/Admin', 'arn:aws:iam::222222222222:role/adopted/Operator'],
  }),
} satisfies Readonly<Record<string, Settings>>;
