import * as z from 'zod';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

export type Answer = {
  readonly status: number;
  /** The stable code of a refusal (RFC 9457 problem details); undefined where it was permitted. */
  readonly code: string | undefined;
  readonly body: unknown;
  readonly headers: Headers;
  readonly milliseconds: number;
};

export type ApiCall = {
  readonly api: string;
  readonly method: Method;
  readonly path: string;
  /** An access token; undefined for somebody who has not signed in. */
  readonly token?: string | undefined;
  /** Sent as JSON; text is sent as it is. */
  readonly body?: unknown;
  readonly contentType?: string;
};

const problem = z.object({ code: z.string() });

/** One call of the API as any program would make it. Answers whatever comes back, refusals too. */
export async function callApi({ api, method, path, token, body, contentType }: ApiCall): Promise<Answer> {
  const started = performance.now();
  const response = await fetch(`${api}${path}`, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': contentType ?? 'application/json' }),
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    redirect: 'manual',
    signal: AbortSignal.timeout(40_000),
  });
  const text = await response.text();
  const parsed = parse(text, response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    code: response.ok ? undefined : problem.safeParse(parsed).data?.code,
    body: parsed,
    headers: response.headers,
    milliseconds: Math.round(performance.now() - started),
  };
}

const parse = (text: string, type: string): unknown => {
  if (text === '') return undefined;
  return /json/.test(type) ? JSON.parse(text) : text;
};
