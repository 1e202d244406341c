import * as z from 'zod';
import { plainText } from '../kernel/plain-text.ts';
import { idOf } from '../kernel/ids.ts';
import { refusal } from '../kernel/refusal.ts';
import { ok, refused } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { CSRF_FIELD } from '../http/page-csrf.ts';
import type { Form } from '../http/page-form.ts';

/** People give whole minutes; from here on they are seconds, and only seconds. */
const minutes = z
  .string()
  .regex(/^[1-9]\d{0,5}$/, { error: 'expected a whole number of minutes' })
  .transform((text) => Number(text) * 60);
const digest = z.string().regex(/^[0-9a-f]{64}$/, { error: 'the page is not whole: open it again' });

export const askFields = z.strictObject({ target: idOf('tgt'), minutes, reason: plainText(1000) });

export const decideFields = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('approve'), digest }),
  z.strictObject({ outcome: z.literal('approve-less'), digest, minutes }),
  z.strictObject({ outcome: z.literal('deny'), digest, reason: plainText(1000) }),
]);

/** Nothing but the token. */
export const noFields = z.strictObject({});

/** The fields of a form beside its token; one that is not known is an error, as in the API. */
export function fieldsOf<Schema extends z.ZodType>(schema: Schema, form: Form): Result<z.output<Schema>> {
  const given = Object.fromEntries([...form].filter(([name]) => name !== CSRF_FIELD));
  const parsed = schema.safeParse(given);
  if (parsed.success) return ok(parsed.data);
  const said = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'form'}: ${message}`);
  return refused(refusal('invalid_request', `Not understood: ${said.slice(0, 5).join('; ')}.`));
}
