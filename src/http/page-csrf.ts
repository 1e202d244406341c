import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { refusal } from '../kernel/refusal.ts';
import { ok, refused } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { readCookie, setCookie } from './page-cookies.ts';

/** The hidden field of every form. */
export const CSRF_FIELD = 'csrf';
const COOKIE = '__Host-sallyport-form';

type FormEvent = Pick<APIGatewayProxyEventV2, 'cookies' | 'headers'>;

/**
 * What a page with a form needs: the token for its hidden field, and the cookie it is checked against.
 * The token is made from the browser's own secret and the purpose of the form (an interaction, a request),
 * so a token seen on one form is worth nothing on another.
 */
export function formGuard(event: FormEvent, purpose: string): { readonly token: string; readonly cookies: string[] } {
  const given = readCookie(event, COOKIE);
  if (given !== undefined && SECRET.test(given)) return { token: tokenFor(given, purpose), cookies: [] };
  const made = randomBytes(24).toString('base64url');
  return { token: tokenFor(made, purpose), cookies: [setCookie(COOKIE, made, { maxAgeSeconds: 86_400 })] };
}

/**
 * Was the form sent by our own page, in the browser that it was made for? `Sec-Fetch-Site` and `Origin` are said by
 * the browser and cannot be forged by a page; a client that is no browser sends neither and still needs the token.
 */
export function checkForm(event: FormEvent, issuer: string, purpose: string, token: string): Result<void> {
  const site = event.headers['sec-fetch-site'];
  const origin = event.headers['origin'];
  const secret = readCookie(event, COOKIE);
  const elsewhere = (site !== undefined && site !== 'same-origin') || (origin !== undefined && origin !== issuer);
  if (elsewhere || secret === undefined || !SECRET.test(secret) || !same(token, tokenFor(secret, purpose)))
    return refused(
      refusal(
        'cross_site',
        'This form was not sent from the page we gave you, or the page has grown too old. Open it again, with cookies allowed.',
      ),
    );
  return ok(undefined);
}

const SECRET = /^[\w-]{32}$/;

const tokenFor = (secret: string, purpose: string): string =>
  createHash('sha256').update(`${secret}\n${purpose}`).digest('base64url');

const same = (given: string, expected: string): boolean =>
  given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected));
