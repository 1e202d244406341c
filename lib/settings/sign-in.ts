import * as z from 'zod';

/** src/identity/sign-in/sign-in.ts counts on the upper bounds: an ended sign-in is remembered for the longest one. */
export const tokens = z
  .strictObject({
    accessTokenSeconds: z
      .int()
      .min(60)
      .max(900)
      .default(300)
      .meta({
        description: 'How long an access token is good for; an ended sign-in is refused at the next call anyway',
        examples: [300],
      }),
    signInSeconds: z
      .int()
      .min(900)
      .max(86_400)
      .default(43_200)
      .meta({
        description: 'After so long everybody signs in again; refreshing does not prolong it',
        examples: [28_800],
      }),
  })
  .prefault({})
  .meta({ description: 'How long sign-ins and their tokens last' });

export const approvals = z
  .strictObject({
    factor: z
      .enum(['mfa'])
      .default('mfa')
      .meta({
        description:
          'What an approver signs in with: `mfa` is password and authenticator app (TOTP); passkeys are not there yet',
        examples: ['mfa'],
      }),
    freshSeconds: z
      .int()
      .min(60)
      .max(900)
      .default(300)
      .meta({ description: 'How old the sign-in of whoever decides may be', examples: [300] }),
  })
  .prefault({})
  .meta({ description: 'What deciding on a request asks of the sign-in' });
