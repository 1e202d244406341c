import { html } from 'hono/html';
import { page } from '../../http/page.ts';
import type { PageReply } from '../../http/page.ts';
import { HOME } from '../return-path.ts';

/** What a stranger sees, and a link preview: nothing of what lies behind. Answers 200, and reading it changes nothing. */
export const signInPage = (returnTo: string): Promise<PageReply> =>
  page({
    title: returnTo === HOME ? 'Sign in' : 'Sign in to see and decide',
    body: html`<p>
        ${
          returnTo === HOME
            ? 'Ask for access, decide on requests, give back what you hold.'
            : 'This link leads to a request for access. What it says is shown to those who may see it, once they are signed in.'
        }
      </p>
      <a class="button" href="${signInLink(returnTo)}">Sign in</a>
      <p class="hint">You need your password and your authenticator.</p>`,
  });

/** Where signing in begins; `fresh` asks for both factors even of someone who is signed in. */
export const signInLink = (returnTo: string, { fresh = false }: { readonly fresh?: boolean } = {}): string =>
  `${HOME}/sign-in?${new URLSearchParams({ return: returnTo, ...(fresh && { fresh: 'yes' }) }).toString()}`;
