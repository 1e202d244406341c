import { html } from 'hono/html';
import { timeInWords } from '../../access/notify/time-in-words.ts';
import type { Markup } from '../../http/page.ts';
import type { Refusal } from '../../kernel/refusal.ts';
import { HOME } from '../return-path.ts';
import { signInLink } from './sign-in-page.ts';

/** Why not, and what the person can do about it. The code is the one that the API gives. */
export const problemBody = (
  { code, detail, reasons = [] }: Refusal,
  { requestId, back }: { readonly requestId: string; readonly back: string },
): Markup =>
  html`<p class="bad" role="alert">${timesInWords(detail)}</p>
    ${
      code === 'insufficient_user_authentication'
        ? html`<a class="button" href="${signInLink(back, { fresh: true })}">Confirm it is you</a>`
        : html`<a class="button quiet" href="${back}">${back === HOME ? 'Home' : 'Back to the page'}</a>`
    }
    <p class="hint">
      Code <code>${code}</code>${reasons.length > 0 ? html`, policies <code>${reasons.join(', ')}</code>` : ''}, request
      <code>${requestId}</code>
    </p>`;

/** Refusals carry epoch seconds in brackets; people read times. */
const timesInWords = (detail: string): string =>
  detail.replace(/\((\d{10})\)/g, (_, seconds: string) => `(${timeInWords(Number(seconds))})`);
