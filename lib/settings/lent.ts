import * as z from 'zod';

const account = z.string().regex(/^\d{12}$/, { error: 'expected an AWS account number: twelve digits, as text' });
const roleArn = z.string().regex(/^arn:(aws|aws-cn|aws-us-gov):iam::\d{12}:role\/([\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/, {
  error: 'expected the ARN of one role, like "arn:aws:iam::123456789012:role/Admin"',
});

export const accounts = z
  .array(account)
  .max(40)
  .refine((ids) => new Set(ids).size === ids.length, { error: 'expected each account once' })
  .default([])
  .meta({
    description:
      'Other AWS accounts whose roles are lent, beside the account of the deployment; each deploys `templates/account-access.yaml`',
    examples: [['123456789012']],
  });

export const adoptedRoles = z
  .array(roleArn)
  .max(20)
  .default([])
  .meta({
    description: 'Roles that are lent although they are not named `sallyport-target-…` (`sallyport targets adopt`)',
    examples: [['arn:aws:iam::123456789012:role/Admin']],
  });
