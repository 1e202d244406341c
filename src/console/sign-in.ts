import { newEntry } from '../audit/entry.ts';
import { readCookie, clearCookie, setCookie } from '../http/page-cookies.ts';
import { redirect } from '../http/page.ts';
import type { PageEvent, PageReply } from '../http/page.ts';
import { page } from '../http/page.ts';
import type { Cause } from '../kernel/principal.ts';
import { refusal } from '../kernel/refusal.ts';
import type { Refusal } from '../kernel/refusal.ts';
import { CONSOLE_SIGN_IN_SECONDS, hashOf, newConsoleSignIn, newCookieValue } from './console-sign-in.ts';
import type { IssuedSignIn } from './console-sign-in.ts';
import { problemBody } from './pages/problem-body.ts';
import type { ConsoleParts } from './parts.ts';
import { HOME, returnPath } from './return-path.ts';
import { ATTEMPT_SECONDS, decodeAttempt, encodeAttempt } from './sign-in-attempt.ts';
import { acting } from './visit.ts';
import type { Page } from './visit.ts';
import { CONSOLE_COOKIE } from './gate.ts';

const ATTEMPT_COOKIE = '__Host-sallyport-signing-in';

/** `GET /console/sign-in`: remembers the attempt in the browser, and sends it to the issuer. */
export const beginSignIn =
  ({ issuerClient }: ConsoleParts): Page =>
  async ({ queryStringParameters: query }) => {
    const { url, attempt } = await issuerClient.begin({
      fresh: query?.['fresh'] === 'yes',
      returnTo: returnPath(query?.['return']),
    });
    return redirect(url, [setCookie(ATTEMPT_COOKIE, encodeAttempt(attempt), { maxAgeSeconds: ATTEMPT_SECONDS })]);
  };

/** `GET /console/callback`: back from the issuer. What it brings works once, and only in the browser that began. */
export const finishSignIn =
  ({ issuerClient, signIns, newId, signInSeconds, surroundings: { clock } }: ConsoleParts): Page =>
  async (event) => {
    const attempt = decodeAttempt(readCookie(event, ATTEMPT_COOKIE));
    if (attempt === null)
      return tryAgain(
        event,
        HOME,
        refusal('invalid_request', 'This sign-in was not begun in this browser, or has expired.'),
      );
    const issued = await issuerClient.finish(event.rawQueryString, attempt);
    if (!issued.ok) return tryAgain(event, attempt.returnTo, issued.refusal);
    const now = clock();
    const value = newCookieValue();
    const hash = hashOf(value);
    if (hash === undefined) throw new Error('a cookie value that is none');
    const entry = newEntry(newId, causeOf(event, issued.value, now), {
      action: 'console.sign-in',
      outcome: 'allowed',
      subject: issued.value.personId,
    });
    const replaces = hashOf(readCookie(event, CONSOLE_COOKIE)) ?? null;
    await signIns.add(newConsoleSignIn(hash, issued.value, { now, signInSeconds }), replaces, entry);
    return redirect(attempt.returnTo, [
      clearCookie(ATTEMPT_COOKIE),
      setCookie(CONSOLE_COOKIE, value, { maxAgeSeconds: CONSOLE_SIGN_IN_SECONDS }),
    ]);
  };

/** `POST /console/sign-out`: forgets this browser, and goes on to the issuer to end the sign-in itself. */
export const signOut = (parts: ConsoleParts): Page =>
  acting(parts, async ({ visitor, cause }) => {
    await parts.signIns.remove(
      visitor.hash,
      newEntry(parts.newId, cause, {
        action: 'console.sign-out',
        outcome: 'allowed',
        subject: visitor.principal.personId,
      }),
    );
    const leave = new URLSearchParams({
      client_id: visitor.principal.clientId,
      post_logout_redirect_uri: `${parts.issuer}${HOME}`,
    });
    return redirect(`${parts.issuer}/oauth2/end-session?${leave.toString()}`, [clearCookie(CONSOLE_COOKIE)]);
  });

const causeOf = (event: PageEvent, { personId, signInId }: IssuedSignIn, at: number): Cause => ({
  actor: { kind: 'person', id: personId },
  signInId,
  correlationId: event.requestContext.requestId,
  address: event.requestContext.http.sourceIp,
  reasons: [],
  at,
});

const tryAgain = (event: PageEvent, returnTo: string, why: Refusal): Promise<PageReply> =>
  page({
    title: 'You are not signed in',
    status: 400,
    cookies: [clearCookie(ATTEMPT_COOKIE)],
    body: problemBody(why, { requestId: event.requestContext.requestId, back: returnTo }),
  });
