import * as z from 'zod';

const secretArn = z
  .string()
  .regex(/^arn:(aws|aws-cn|aws-us-gov):secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]{1,512}-[A-Za-z0-9]{6}$/, {
    error: 'expected the whole ARN of one secret, with the six characters that Secrets Manager put at its end',
  });
const keyArn = z.string().regex(/^arn:(aws|aws-cn|aws-us-gov):kms:[a-z0-9-]+:\d{12}:key\/[\w-]{1,64}$/, {
  error: 'expected the ARN of a key, like "arn:aws:kms:eu-central-1:123456789012:key/…"',
});
const userName = z
  .string()
  .regex(/^[\w+=,.@-]{1,64}$/, { error: 'expected the name of an IAM user, without its path' });
const idOf = (kind: string) =>
  z
    .string()
    .regex(new RegExp(`^${kind}-[0-9a-f]{8,17}$`), { error: `expected an id like "${kind}-0123456789abcdef0"` });

const network = z.strictObject({
  vpcId: idOf('vpc').meta({ description: 'The VPC', examples: ['vpc-0123456789abcdef0'] }),
  availabilityZones: z
    .array(z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d[a-z]$/, { error: 'expected a zone like "eu-central-1a"' }))
    .min(1)
    .max(6)
    .meta({ description: 'The zones of the subnets, in their order', examples: [['eu-central-1a', 'eu-central-1b']] }),
  subnetIds: z
    .array(idOf('subnet'))
    .min(1)
    .max(6)
    .meta({
      description: 'Subnets from which the targets, Secrets Manager, DynamoDB and CloudWatch can be reached',
      examples: [['subnet-0123456789abcdef0', 'subnet-0fedcba9876543210']],
    }),
  securityGroupIds: z
    .array(idOf('sg'))
    .min(1)
    .max(5)
    .meta({ description: 'What the function may reach, and who lets it in', examples: [['sg-0123456789abcdef0']] }),
});

export const vault = z
  .strictObject({
    networks: z
      .record(z.string().regex(/^[a-z][a-z0-9-]{1,19}$/, { error: 'expected 2 to 20 of a-z, 0-9 and "-"' }), network)
      .default({})
      .meta({
        description:
          'Private networks whose servers hold vaulted credentials: one function is placed in each (`docs/vault.md` says what that costs)',
        examples: [
          {
            production: {
              vpcId: 'vpc-0123456789abcdef0',
              availabilityZones: ['eu-central-1a', 'eu-central-1b'],
              subnetIds: ['subnet-0123456789abcdef0', 'subnet-0fedcba9876543210'],
              securityGroupIds: ['sg-0123456789abcdef0'],
            },
          },
        ],
      }),
    importedSecrets: z
      .array(secretArn)
      .max(20)
      .default([])
      .meta({
        description: 'Secrets that were there before and that credentials may be registered with',
        examples: [['arn:aws:secretsmanager:eu-central-1:123456789012:secret:orders/database-AbCdEf']],
      }),
    importedKeys: z
      .array(keyArn)
      .max(10)
      .default([])
      .meta({
        description: 'Customer keys that imported secrets are encrypted under, if it is not AWS’s own',
        examples: [['arn:aws:kms:eu-central-1:123456789012:key/12345678-1234-1234-1234-123456789012']],
      }),
    iamUsers: z
      .array(userName)
      .max(50)
      .default([])
      .meta({
        description: 'IAM users of the deployment’s account whose access keys may be vaulted and rotated',
        examples: [['legacy-mailer']],
      }),
  })
  .prefault({})
  .meta({ description: 'What the vault may reach' });
