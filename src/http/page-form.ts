import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { refusal } from '../kernel/refusal.ts';
import { ok, refused } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { CSRF_FIELD, checkForm } from './page-csrf.ts';

/** No form of ours needs more. */
const MAX_FORM_BYTES = 16 * 1024;

/** The fields of a sent form, each at most once. */
export type Form = ReadonlyMap<string, string>;

type FormEvent = Pick<APIGatewayProxyEventV2, 'cookies' | 'headers' | 'body' | 'isBase64Encoded'>;

/** Reads a form that our own page sent, or says why it is not one. The purpose is that of its `formGuard`. */
export function readForm(event: FormEvent, { issuer, purpose }: { issuer: string; purpose: string }): Result<Form> {
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(event.headers['content-type'] ?? ''))
    return refused(refusal('unsupported_media_type', 'Send the form as "application/x-www-form-urlencoded".'));
  const given = event.body ?? '';
  const text = event.isBase64Encoded ? Buffer.from(given, 'base64').toString('utf8') : given;
  if (Buffer.byteLength(text) > MAX_FORM_BYTES)
    return refused(refusal('body_too_large', `A form may have at most ${MAX_FORM_BYTES} bytes.`));
  const fields = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(text)) {
    if (fields.has(name)) return refused(refusal('invalid_request', 'A field of the form was sent twice.'));
    fields.set(name, value);
  }
  const own = checkForm(event, issuer, purpose, fields.get(CSRF_FIELD) ?? '');
  return own.ok ? ok(fields) : own;
}
