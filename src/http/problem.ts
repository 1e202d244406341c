import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as z from 'zod';
import { refusals } from '../kernel/refusal.ts';
import type { Refusal, RefusalCode } from '../kernel/refusal.ts';

const codes = Object.keys(refusals) as [RefusalCode, ...RefusalCode[]];

/** On every answer of the API, also those without a body: logs, audit entries and the workflow carry the same id. */
export const REQUEST_ID_HEADER = 'x-request-id';

/** RFC 9457 problem details, with our stable `code`. */
export const problemSchema = z
  .strictObject({
    type: z.string().meta({ description: 'urn:sallyport:problem:<code>' }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.enum(codes),
    requestId: z.string().meta({ description: 'quote it when you ask for help; logs and audit entries carry it' }),
    errors: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
    reasons: z.array(z.string()).optional().meta({ description: 'ids of the policies that decided' }),
    obligation: z
      .strictObject({ acrValues: z.string(), maxAgeSeconds: z.int() })
      .optional()
      .meta({ description: 'what a new sign-in must bring (RFC 9470)' }),
  })
  .meta({ id: 'Problem' });

/** The reply that says no: problem details, a Bearer challenge where a sign-in would help, and never a cached one. */
export function problem(refusal: Refusal, requestId: string): APIGatewayProxyStructuredResultV2 {
  const { status, title } = refusals[refusal.code];
  const body: z.infer<typeof problemSchema> = {
    type: `urn:sallyport:problem:${refusal.code}`,
    title,
    status,
    detail: refusal.detail,
    code: refusal.code,
    requestId,
    ...(refusal.errors && { errors: [...refusal.errors] }),
    ...(refusal.reasons && { reasons: [...refusal.reasons] }),
    ...(refusal.challenge && { obligation: refusal.challenge }),
  };
  return {
    statusCode: status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      [REQUEST_ID_HEADER]: requestId,
      ...(status === 401 && { 'www-authenticate': challenge(refusal) }),
      ...(refusal.retryAfterSeconds !== undefined && { 'retry-after': String(refusal.retryAfterSeconds) }),
    },
    body: JSON.stringify(body),
  };
}

/** RFC 6750 section 3 and RFC 9470 section 3. */
function challenge({ code, challenge }: Refusal): string {
  if (!challenge) return `Bearer error="${code}"`;
  return `Bearer error="insufficient_user_authentication", error_description="A fresher or stronger sign-in is needed", acr_values="${challenge.acrValues}", max_age="${challenge.maxAgeSeconds}"`;
}
