import * as z from 'zod';

/** Sending through Amazon SES, in the account and region of the deployment. */
export const email = z.strictObject({
  from: z
    .email({ error: 'expected an e-mail address' })
    .meta({ description: 'The sender of invitations', examples: ['access@example.com'] }),
  identityArn: z
    .string()
    .regex(/^arn:aws[a-z-]*:ses:[a-z0-9-]+:\d{12}:identity\/\S+$/, {
      error: 'expected the ARN of an identity of Amazon SES',
    })
    .optional()
    .meta({
      description:
        'The verified identity (the address or its domain) that is sent with. Without it, the identity named like the domain of `from`',
      examples: ['arn:aws:ses:eu-central-1:111122223333:identity/example.com'],
    }),
});
