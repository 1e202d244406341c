import { createHash } from 'node:crypto';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import { pageStyle } from './page-style.ts';

/** What a page is asked with and what it answers: the payload format 2.0 of an HTTP API. */
export type PageEvent = APIGatewayProxyEventV2;
export type PageReply = APIGatewayProxyStructuredResultV2;

/** Markup made by the `html` tag of hono, which escapes every value that is not markup already. */
export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;

export interface Page {
  readonly title: string;
  readonly body: Markup;
  /** Links beside the name in the head of the page. */
  readonly navigation?: Markup;
  /** Tables need room; forms are read better when they are narrow. */
  readonly wide?: boolean;
  readonly status?: number;
  /** Values of `Set-Cookie`. */
  readonly cookies?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Origins besides our own to which a form of this page may lead: a redirect after a POST counts too. */
  readonly formLeadsTo?: readonly string[];
}

const styleHash = createHash('sha256').update(pageStyle).digest('base64');
const style = raw(`<style>${pageStyle}</style>`);

/** One HTML page: no script, nothing from elsewhere, not framed, not cached, readable on a phone. */
export async function page(content: Page): Promise<PageReply> {
  const { title, body, navigation, wide = false, status = 200, cookies = [], headers = {}, formLeadsTo = [] } = content;
  const document = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title} · Sallyport</title>
        ${style}
      </head>
      <body class="${wide ? 'wide' : 'narrow'}">
        <header>
          <div><strong>Sallyport</strong>${navigation ? html`<nav aria-label="Main">${navigation}</nav>` : ''}</div>
        </header>
        <main>
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html> `;
  return {
    statusCode: status,
    headers: { ...securityHeaders(formLeadsTo), 'content-type': 'text/html; charset=utf-8', ...headers },
    cookies: [...cookies],
    body: document.toString(),
  };
}

/** Sends the browser on; after a POST always with 303, so that the form is not sent again. */
export const redirect = (location: string, cookies: readonly string[] = []): PageReply => ({
  statusCode: 303,
  headers: { ...securityHeaders(), location },
  cookies: [...cookies],
});

/**
 * Headers of every page. The referrer goes to nobody else; `same-origin` rather than `no-referrer`, because the latter
 * turns the `Origin` of our own forms into `null` (Fetch, "append a request Origin header"), which we check.
 */
export function securityHeaders(formLeadsTo: readonly string[] = []): Record<string, string> {
  return {
    'content-security-policy': [
      "default-src 'none'",
      `style-src 'sha256-${styleHash}'`,
      'img-src data:',
      `form-action ${["'self'", ...formLeadsTo].join(' ')}`,
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ].join('; '),
    'cache-control': 'no-store',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
    'referrer-policy': 'same-origin',
    'strict-transport-security': 'max-age=31536000',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  };
}
