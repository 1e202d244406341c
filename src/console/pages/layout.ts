import { html } from 'hono/html';
import { CSRF_FIELD } from '../../http/page-csrf.ts';
import { page } from '../../http/page.ts';
import type { Markup, Page, PageReply } from '../../http/page.ts';
import { HOME } from '../return-path.ts';

/** What every page of someone who is signed in shows. */
export interface Frame {
  readonly name: string;
  /** Of the forms on this page. */
  readonly csrf: string;
  readonly cookies: readonly string[];
}

export const csrfField = (token: string): Markup => html`<input type="hidden" name="${CSRF_FIELD}" value="${token}" />`;

/** A page of the console, with the way home, the name, and the way out. */
export const consolePage = (frame: Frame, content: Omit<Page, 'navigation' | 'cookies'>): Promise<PageReply> =>
  page({
    ...content,
    cookies: frame.cookies,
    navigation: html`<a href="${HOME}">Home</a>
      <span class="soft"><bdi>${frame.name}</bdi></span>
      <form method="post" action="${HOME}/sign-out">
        ${csrfField(frame.csrf)}
        <button type="submit">Sign out</button>
      </form>`,
  });

/** For pages that tell of something under way: without script, they look again by themselves. */
export const lookAgain = { refresh: '5' } as const;

/** A text that a person typed, marked as theirs: escaped, kept apart from ours in every direction of writing. */
export const quoted = (who: string, text: string): Markup =>
  html`<figure>
    <blockquote dir="auto"><bdi>${text}</bdi></blockquote>
    <figcaption>written by <bdi>${who}</bdi>, not checked by Sallyport</figcaption>
  </figure>`;

/** Terms and what they mean, in order; `null` leaves one out. */
export const facts = (rows: readonly (readonly [term: string, meaning: Markup | string] | null)[]): Markup =>
  html`<dl class="facts">
    ${rows
      .filter((row) => row !== null)
      .map(
        ([term, meaning]) =>
          html`<div>
            <dt>${term}</dt>
            <dd>${meaning}</dd>
          </div>`,
      )}
  </dl>`;
