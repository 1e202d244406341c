import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type * as z from 'zod';
import { refusal } from '../kernel/refusal.ts';
import { ok, refused } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { Operation } from './operation.ts';

/** Larger bodies are refused before they are parsed; an operation that needs more says so. */
const MAX_BODY_BYTES = 64 * 1024;

/** Parses path, query and body by the operation's own schemas, and reports every fault at once. */
export function parseInput<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
  { input, maxBodyBytes = MAX_BODY_BYTES }: Operation<P, Q, B>,
  event: Pick<
    APIGatewayProxyEventV2,
    'pathParameters' | 'queryStringParameters' | 'headers' | 'body' | 'isBase64Encoded'
  >,
): Result<{ path: z.output<P>; query: z.output<Q>; body: z.output<B> }> {
  const body = parseBody(event, maxBodyBytes);
  if (!body.ok) return body;
  const path = input.path.safeParse(event.pathParameters ?? {});
  const query = input.query.safeParse(event.queryStringParameters ?? {});
  const parsedBody = input.body.safeParse(body.value);
  if (path.success && query.success && parsedBody.success)
    return ok({ path: path.data, query: query.data, body: parsedBody.data });
  const errors = [...faults('path', path.error), ...faults('query', query.error), ...faults('body', parsedBody.error)];
  return refused(
    refusal('invalid_request', `Not understood: ${errors.map((e) => `${e.path}: ${e.message}`).join('; ')}.`, {
      errors,
    }),
  );
}

function parseBody(
  event: Pick<APIGatewayProxyEventV2, 'headers' | 'body' | 'isBase64Encoded'>,
  most: number,
): Result<unknown> {
  if (event.body === undefined || event.body === '') return ok(undefined);
  const text = event.isBase64Encoded ? Buffer.from(event.body, 'base64').toString('utf8') : event.body;
  if (Buffer.byteLength(text) > most)
    return refused(refusal('body_too_large', `The body may have at most ${most} bytes.`));
  if (!/^application\/json\s*(;|$)/i.test(event.headers['content-type'] ?? ''))
    return refused(refusal('unsupported_media_type', 'Send the body as "content-type: application/json".'));
  try {
    return ok(JSON.parse(text));
  } catch {
    return refused(refusal('invalid_request', 'The body is not JSON.'));
  }
}

const faults = (part: string, error: z.ZodError | undefined): { path: string; message: string }[] =>
  (error?.issues ?? []).slice(0, 20).map((issue) => ({
    path: [part, ...issue.path.map(String)].join('.'),
    message: issue.message.slice(0, 200),
  }));
