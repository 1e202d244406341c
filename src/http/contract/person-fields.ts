import * as z from 'zod';
import { groupName, idOf } from '../../kernel/ids.ts';
import { plainText } from '../../kernel/plain-text.ts';
import { epochSeconds } from '../../kernel/time.ts';

/** Schemas that several operations on people share. */
export const personName = plainText(120).meta({ description: 'as others see it', examples: ['Alice Example'] });
export const emailAddress = z
  .string()
  .max(254)
  .pipe(z.email())
  .transform((text) => text.toLowerCase())
  .pipe(z.string())
  .meta({ description: 'identifies the person at sign-in; upper and lower case do not matter' });

export const personPath = z.strictObject({ id: idOf('usr') });

export const personSchema = z
  .strictObject({
    id: idOf('usr'),
    name: z.string(),
    email: z.string(),
    status: z.enum(['active', 'disabled']),
    disabledAt: epochSeconds.nullable(),
  })
  .meta({ id: 'Person' });

export const personWithRightsSchema = z
  .strictObject({ ...personSchema.shape, groups: z.array(groupName), eligible: z.array(idOf('tgt')) })
  .meta({ id: 'PersonWithRights' });

export const enrolmentSchema = z
  .strictObject({
    url: z.url().meta({ description: 'the page on which the code is typed' }),
    code: z.string().meta({ description: 'good for one use; shown now and never again' }),
    expiresAt: epochSeconds,
    mailed: z
      .enum(['sent', 'failed', 'not-configured'])
      .meta({ description: 'whether it was sent by e-mail too; else hand it over' }),
  })
  .meta({ id: 'Enrolment' });

/** How many on one page, as the query says it. */
export const pageLimit = z
  .string()
  .regex(/^([1-9]\d?|100)$/, { error: 'expected a number from 1 to 100' })
  .transform(Number)
  .optional()
  .meta({ description: 'people on a page, 1 to 100; 50 unless told' });
