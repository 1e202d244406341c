import * as client from 'openid-client';
import { Failure } from '../failure.ts';
import { isJson, notOurs, readRefusal } from '../http/read-refusal.ts';
import type { Fetch } from '../http/reach.ts';
import { secondsInWords } from '../time-in-words.ts';
import { CLIENT_ID } from './renew.ts';

/** The issuer as its discovery document describes it, for openid-client. */
export interface Issuer {
  readonly config: client.Configuration;
  readonly metadata: Readonly<client.ServerMetadata>;
  /** How far the clock of this machine is behind the issuer's, in seconds; negative when it is ahead. */
  readonly skewSeconds: number;
}

/** The ID token is judged by the issuer's clock, as its answers show it; this much on top for the way. */
const TOLERANCE = 60;

/** https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig */
export async function discoverIssuer(issuer: string, fetch: Fetch, now: () => number): Promise<Issuer> {
  const url = `${issuer}/.well-known/openid-configuration`;
  const response = await fetch(url, { headers: { accept: 'application/json' } });
  if (response.status === 404) throw new Failure(`There is no Sallyport at ${issuer}: is this the right address?`);
  if (!response.ok) throw await readRefusal(response, url);
  if (!isJson(response)) throw notOurs(response, url);
  const skewSeconds = skewOf(response, now());
  const metadata = (await response.json()) as client.ServerMetadata;
  if (metadata.issuer !== issuer)
    throw new Failure(
      `${issuer} says that it is "${metadata.issuer}". Sign in at the address it calls itself, if you trust it.`,
      { code: 'wrong_issuer' },
    );
  const config = new client.Configuration(
    metadata,
    CLIENT_ID,
    { [client.clockSkew]: skewSeconds, [client.clockTolerance]: TOLERANCE },
    client.None(),
  );
  // Only ever for the issuer itself: `parseIssuer` lets http pass for this very machine alone.
  if (issuer.startsWith('http:')) client.allowInsecureRequests(config);
  config[client.customFetch] = (to, { method, headers, body, signal }) =>
    fetch(to, {
      method,
      headers,
      ...(body !== undefined && body !== null && { body: body instanceof URLSearchParams ? body : textOf(body) }),
      ...(signal && { signal }),
    });
  return { config, metadata, skewSeconds };
}

function textOf(body: unknown): string {
  if (typeof body === 'string') return body;
  throw new Failure('The sign-in wanted to send something that is no text.');
}

/** Half a minute is what a slow answer may take. */
function skewOf({ headers }: Response, now: number): number {
  const served = Date.parse(headers.get('date') ?? '');
  if (Number.isNaN(served)) return 0;
  const skew = Math.round(served / 1000) - now;
  return Math.abs(skew) > 30 ? skew : 0;
}

/** What to say about a clock that is off: AWS refuses calls that are five minutes off. */
export function skewInWords({ skewSeconds }: Pick<Issuer, 'skewSeconds'>): string | undefined {
  if (skewSeconds === 0) return undefined;
  const off = `${secondsInWords(Math.abs(skewSeconds))} ${skewSeconds > 0 ? 'slow' : 'fast'}`;
  return `The clock of this machine is ${off}. Set it right: AWS refuses calls from a clock that is five minutes off.`;
}

/** Why a sign-in came to nothing, from whatever the protocol's library threw. */
export function signInFailure(error: unknown, issuer: Issuer): Failure {
  for (let each = error; each instanceof Error; each = each.cause) if (each instanceof Failure) return each;
  const skew = skewInWords(issuer);
  const because = skew === undefined ? '' : ` ${skew}`;
  if (error instanceof client.ResponseBodyError || error instanceof client.AuthorizationResponseError) {
    const said = error.error_description ?? error.error;
    return new Failure(`The sign-in came to nothing: ${said} (${error.error}).${because}`, {
      code: error.error,
      cause: error,
    });
  }
  const message = messagesOf(error).join(': ') || 'it failed';
  return new Failure(`The sign-in came to nothing: ${message}.${because}`, { code: 'sign_in_failed', cause: error });
}

/** Of an error and of what caused it: the outer one says which step failed, the inner one why. */
const messagesOf = (error: unknown): readonly string[] =>
  error instanceof Error ? [error.message, ...messagesOf(error.cause)] : [];
