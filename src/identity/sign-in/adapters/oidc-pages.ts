import { html, raw } from 'hono/html';
import type { ErrorOut, KoaContextWithOIDC } from 'oidc-provider';
import { page } from '../../../http/page.ts';
import type { PageReply } from '../../../http/page.ts';

type Shown = Pick<KoaContextWithOIDC, 'set' | 'body'>;

/** Pages that the provider itself shows, in our layout and under our headers. */
function answer(ctx: Shown, { headers = {}, body }: PageReply): void {
  for (const [name, value] of Object.entries(headers)) ctx.set(name, String(value));
  ctx.body = body;
}

export async function renderError(ctx: KoaContextWithOIDC, { error, error_description }: ErrorOut): Promise<void> {
  const expired = error === 'invalid_request' && ctx.oidc.route === 'resume';
  answer(
    ctx,
    await page({
      title: 'This sign-in cannot go on',
      body: html`<p class="bad" role="alert">
          ${
            expired
              ? 'It has expired, or was begun in another browser. Go back to where you came from and sign in again.'
              : (error_description ?? 'The application asked for something that Sallyport does not do.')
          }
        </p>
        <p class="hint">Code <code>${error}</code></p>`,
    }),
  );
}

/** The provider gives the form with its own token; we add the words and the buttons. Reading this page ends nothing. */
export async function renderSignOut(ctx: KoaContextWithOIDC, form: string): Promise<void> {
  const leadsTo = ctx.oidc.params?.['post_logout_redirect_uri'];
  answer(
    ctx,
    await page({
      title: 'Sign out?',
      body: html`<p>This ends your sign-in here and in every tool that was signed in through this browser.</p>
        ${raw(form)}
        <button type="submit" form="op.logoutForm" name="logout" value="yes">Sign out</button>`,
      ...(typeof leadsTo === 'string' && { formLeadsTo: [new URL(leadsTo).origin] }),
    }),
  );
}

export async function renderSignedOut(ctx: Shown): Promise<void> {
  answer(
    ctx,
    await page({
      title: 'Signed out',
      body: html`<p class="good">You are signed out. You can close this page.</p>`,
    }),
  );
}
