import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { html } from 'hono/html';
import type { Refusal } from '../kernel/refusal.ts';
import { refusals } from '../kernel/refusal.ts';
import { page } from './page.ts';
import type { Page } from './page.ts';

/** A refusal as a person reads it: the same code and status that the API would answer. */
export const problemPage = (
  refusal: Refusal,
  requestId: string,
  more: Partial<Page> = {},
): Promise<APIGatewayProxyStructuredResultV2> =>
  page({
    title: refusals[refusal.code].title,
    body: html`<p class="bad" role="alert">${refusal.detail}</p>
      <p class="hint">Code <code>${refusal.code}</code>, request <code>${requestId}</code></p>`,
    status: refusals[refusal.code].status,
    ...more,
    headers: {
      ...(refusal.retryAfterSeconds !== undefined && { 'retry-after': String(refusal.retryAfterSeconds) }),
      ...more.headers,
    },
  });
