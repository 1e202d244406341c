import { CSRF_FIELD, formGuard } from '../../../http/page-csrf.ts';
import { readForm } from '../../../http/page-form.ts';
import type { Form } from '../../../http/page-form.ts';
import { page } from '../../../http/page.ts';
import type { Markup, Page, PageEvent, PageReply } from '../../../http/page.ts';
import { html } from 'hono/html';
import type { Cause } from '../../../kernel/principal.ts';
import { refusals } from '../../../kernel/refusal.ts';
import type { Refusal } from '../../../kernel/refusal.ts';
import type { Result } from '../../../kernel/result.ts';
import type { SignInSurroundings } from '../surroundings.ts';

/** One request for a page, and what it is answered with. */
export interface PageCall {
  readonly event: PageEvent;
  readonly cause: Cause;
  readonly surroundings: SignInSurroundings;
}

export const formOf = ({ event, surroundings }: PageCall, purpose: string): Result<Form> =>
  readForm(event, { issuer: surroundings.issuer, purpose });

/** A page with one form. After a refusal it is shown again with what was wrong, and nothing that was typed. */
export function formPage(
  { event }: PageCall,
  { purpose, action, fields, submit, before = html``, after = html``, refusal, ...more }: FormPage,
): Promise<PageReply> {
  const { token, cookies } = formGuard(event, purpose);
  return page({
    ...more,
    ...(refusal && {
      status: refusals[refusal.code].status,
      ...(refusal.retryAfterSeconds !== undefined && {
        headers: { 'retry-after': String(refusal.retryAfterSeconds) },
      }),
    }),
    cookies: [...cookies, ...(more.cookies ?? [])],
    body: html`${refusal ? html`<p class="bad" role="alert">${refusal.detail}</p>` : ''} ${before}
      <form method="post" action="${action}">
        <input type="hidden" name="${CSRF_FIELD}" value="${token}" />
        ${fields} ${typeof submit === 'string' ? html`<button type="submit">${submit}</button>` : submit}
      </form>
      ${after}`,
  });
}

interface FormPage extends Omit<Page, 'body' | 'status' | 'headers'> {
  /** What the form's token is good for. */
  readonly purpose: string;
  readonly action: string;
  readonly fields: Markup;
  /** The word on its button, or the buttons themselves. */
  readonly submit: string | Markup;
  readonly before?: Markup;
  readonly after?: Markup;
  readonly refusal?: Refusal | undefined;
}

/** The field for a code from an authenticator app, as phones like it. */
export const codeField = html`<label for="code">Code from your authenticator app</label>
  <input
    id="code"
    name="code"
    type="text"
    inputmode="numeric"
    autocomplete="one-time-code"
    maxlength="7"
    required
    autofocus
  />
  <p class="hint">Six digits. Each code works once.</p>`;
