import { Failure, Problem, signInNeeded } from '../failure.ts';
import { Unreachable } from './reach.ts';

/** The gateway turned the token away, before any of our own code ran. */
export const isTurnedAway = async (response: Response): Promise<boolean> => {
  if (response.status !== 401 && response.status !== 403) return false;
  const body = await jsonOf(response.clone());
  if (body['code'] === 'invalid_token') return true;
  // API Gateway words its own 401 and 403, and a refusing authorizer is a 403.
  return body['code'] === undefined && (body['message'] === 'Unauthorized' || body['message'] === 'Forbidden');
};

/** What an answer that is not the one hoped for means. */
export async function readRefusal(response: Response, url: string): Promise<Failure> {
  const { status } = response;
  if (await isTurnedAway(response))
    return signInNeeded('Your sign-in is over: it has expired or was ended. Sign in again: sallyport login');
  const body = await jsonOf(response.clone());
  const { code, detail, title } = body;
  if (typeof code === 'string' && typeof detail === 'string') {
    const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
    return new Problem({
      status,
      code,
      title: typeof title === 'string' ? title : code,
      detail,
      requestId: typeof body['requestId'] === 'string' ? body['requestId'] : undefined,
      errors: errorsOf(body['errors']),
      obligation: obligationOf(body['obligation']),
      retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : undefined,
    });
  }
  if (status === 429)
    return new Failure('Too many calls at once. Wait a few seconds and try again.', { code: 'throttled' });
  if (status >= 500 && typeof body['message'] === 'string')
    return new Failure(`Sallyport could not answer (${status}). Nothing was decided; try again in a moment.`, {
      code: 'unavailable',
    });
  return notOurs(response, url);
}

/** A page of something in between: a proxy, a sign-in page of a network, or simply another server. */
export const notOurs = ({ status, headers }: Response, url: string): Unreachable =>
  new Unreachable(
    `${new URL(url).origin} answered ${status} with ${headers.get('content-type')?.split(';')[0] ?? 'nothing'}, which is not Sallyport's. ` +
      'Is the issuer right, and is there a proxy or the sign-in page of a network in between?',
  );

export const isJson = ({ headers }: Response): boolean =>
  /^application\/([\w.+-]+\+)?json\b/i.test(headers.get('content-type') ?? '');

async function jsonOf(response: Response): Promise<Readonly<Record<string, unknown>>> {
  if (!isJson(response)) return {};
  try {
    const body: unknown = await response.json();
    return typeof body === 'object' && body !== null ? { ...body } : {};
  } catch {
    return {};
  }
}

function errorsOf(given: unknown): { path: string; message: string }[] | undefined {
  if (!Array.isArray(given)) return undefined;
  return given.flatMap((each: unknown) =>
    typeof each === 'object' && each !== null && 'path' in each && 'message' in each
      ? [{ path: String(each.path), message: String(each.message) }]
      : [],
  );
}

function obligationOf(given: unknown): { acrValues: string; maxAgeSeconds: number } | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  if (!('acrValues' in given) || !('maxAgeSeconds' in given)) return undefined;
  return { acrValues: String(given.acrValues), maxAgeSeconds: Number(given.maxAgeSeconds) };
}
