import * as z from 'zod';

const certificateArn = z.string().regex(/^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[0-9a-f-]{36}$/, {
  error: 'expected the ARN of a certificate of AWS Certificate Manager',
});

const hostedZone = z.strictObject({
  id: z
    .string()
    .regex(/^Z[A-Z0-9]{1,31}$/, { error: 'expected the id of a hosted zone: Z and at most 31 of A-Z and 0-9' })
    .meta({ description: 'The id of the zone', examples: ['Z0123456789ABCDEFGHIJ'] }),
  name: z
    .string()
    .regex(/^([a-z0-9-]+\.)+[a-z0-9-]+$/, {
      error: 'expected the name of the zone, like "example.com", without a dot at the end',
    })
    .meta({ description: 'The name of the zone, without a dot at the end', examples: ['example.com'] }),
});

/** A custom domain of API Gateway. Its name is no setting: it is the host of the issuer. */
export const domain = z.strictObject({
  certificateArn: certificateArn.meta({
    description: 'An issued certificate for the issuer’s host, in the region of the deployment',
    examples: ['arn:aws:acm:eu-central-1:111122223333:certificate/12345678-1234-1234-1234-123456789012'],
  }),
  hostedZone: hostedZone.optional().meta({
    description:
      'The Route 53 zone in which the deployment keeps the record of the host. Without it, the output `DnsRecord` says what to enter',
  }),
});
