import * as z from 'zod';
import { plainText } from '../../kernel/plain-text.ts';

export const targetName = plainText(80);

const partition = '(aws|aws-cn|aws-us-gov)';
const roleArn = z
  .string()
  .regex(new RegExp(`^arn:${partition}:iam::\\d{12}:role/([\\w+=,.@-]+/)*[\\w+=,.@-]{1,64}$`), {
    error: 'expected the ARN of a role, like arn:aws:iam::<account>:role/sallyport-target-<name>',
  })
  .meta({
    description: 'named sallyport-target-…, or adopted in the settings; in an account that the settings name',
    examples: ['arn:aws:iam::123456789012:role/sallyport-target-orders-admin'],
  });
const boundaryArn = z
  .string()
  .regex(new RegExp(`^arn:${partition}:iam::\\d{12}:policy/sallyport-boundary-[\\w+=,.@-]{1,109}$`), {
    error: 'expected arn:aws:iam::<account>:policy/sallyport-boundary-<name>, without a path',
  })
  .meta({
    description:
      'the permissions boundary of the role, in the same account; the early end of a grant is written into it',
    examples: ['arn:aws:iam::123456789012:policy/sallyport-boundary-orders-admin'],
  });

/** All that an administrator says of a target. */
export const targetRegistration = z.strictObject({
  kind: z.literal('aws-role'),
  name: targetName.meta({
    description: 'as requesters and approvers read it',
    examples: ['Orders database, administrator'],
  }),
  description: plainText(500).meta({
    description: 'what the role permits, in words an approver understands',
    examples: ['Reads and changes the orders tables in production'],
  }),
  sensitivity: z.enum(['production', 'standard']).meta({ description: 'which rules apply (policies/rules.cedar)' }),
  roleArn,
  externalId: z
    .string()
    .regex(/^[\w+=,.@:/-]{2,128}$/, { error: 'expected 2 to 128 of letters, digits and +=,.@:/-_' })
    .meta({ description: 'as the role’s trust policy demands it' }),
  boundaryArn,
  probeAction: z.enum(['dynamodb:ListTables', 'iam:ListAccountAliases', 'lambda:ListFunctions']).meta({
    description: 'a read that the role permits; tried at activation, and again to prove that a grant has ended',
  }),
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, { error: 'expected an AWS region like "eu-central-1"' })
    .meta({ description: 'where the probe is made', examples: ['eu-central-1'] }),
});
