import type { Environment } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { codeOf } from '../private-file.ts';

export interface FetchInit {
  readonly method?: string;
  readonly headers?: Headers | Readonly<Record<string, string>>;
  readonly body?: string | URLSearchParams;
  readonly signal?: AbortSignal;
}
export type Fetch = (url: string, init?: FetchInit) => Promise<Response>;

/** Sallyport, or something on the way to it, could not be reached: what was asked may be asked again. */
export class Unreachable extends Failure {
  constructor(message: string, cause?: unknown) {
    super(message, { exitCode: exitCodes.unreachable, code: 'unreachable', cause });
    this.name = 'Unreachable';
  }
}

const TIMEOUT = 30_000;

/** `fetch` by way of the proxy of the environment, if there is one; a broken network becomes words. */
export function openFetch(environment: Environment, interrupted: AbortSignal): Fetch {
  const by = proxyOf(environment);
  let opened: Promise<typeof fetch> | undefined;
  return async (url, { signal, ...init } = {}) => {
    const signals = [interrupted, AbortSignal.timeout(TIMEOUT), ...(signal ? [signal] : [])];
    try {
      opened ??= by === undefined ? Promise.resolve(fetch) : proxiedFetch(environment);
      const send = await opened;
      // No redirect is followed: the API never answers with one, and a token must not travel on.
      return await send(url, { ...init, redirect: 'manual', signal: AbortSignal.any(signals) });
    } catch (error) {
      interrupted.throwIfAborted();
      signal?.throwIfAborted();
      throw new Unreachable(inWords(error, url, by), error);
    }
  };
}

/** Lower case wins, as with curl. */
const variable = (environment: Environment, name: string): string | undefined =>
  [environment[name.toLowerCase()], environment[name.toUpperCase()]].find(
    (value) => value !== undefined && value !== '',
  );

const proxyOf = (environment: Environment): string | undefined =>
  variable(environment, 'https_proxy') ?? variable(environment, 'http_proxy');

async function proxiedFetch(environment: Environment): Promise<typeof fetch> {
  const { EnvHttpProxyAgent, fetch: send } = await import('undici');
  const http = variable(environment, 'http_proxy');
  const https = variable(environment, 'https_proxy');
  const none = variable(environment, 'no_proxy');
  try {
    const dispatcher = new EnvHttpProxyAgent({
      ...(http !== undefined && { httpProxy: http }),
      ...(https !== undefined && { httpsProxy: https }),
      ...(none !== undefined && { noProxy: none }),
    });
    return ((url: string, init: object) => send(url, { ...init, dispatcher })) as unknown as typeof fetch;
  } catch (error) {
    throw new Failure('The proxy in HTTPS_PROXY or HTTP_PROXY is no address: expected http://host:port.', {
      code: 'usage',
      exitCode: exitCodes.usage,
      cause: error,
    });
  }
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing answers there',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name could not be looked up',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ETIMEDOUT: 'it did not answer in time',
  ENETUNREACH: 'the network cannot be reached',
  EHOSTUNREACH: 'the host cannot be reached',
  UND_ERR_CONNECT_TIMEOUT: 'it did not answer in time',
  UND_ERR_HEADERS_TIMEOUT: 'it did not answer in time',
  UND_ERR_SOCKET: 'the connection was cut',
  CERT_HAS_EXPIRED: 'its certificate has expired (is the clock of this machine right?)',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet (is the clock of this machine right?)',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  DEPTH_ZERO_SELF_SIGNED_CERT:
    'its certificate is not trusted; NODE_EXTRA_CA_CERTS names the authority of your company',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not trusted; NODE_EXTRA_CA_CERTS names the authority of your company',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'its certificate is not trusted; NODE_EXTRA_CA_CERTS names the authority of your company',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'its certificate is not trusted; NODE_EXTRA_CA_CERTS names the authority of your company',
};

function inWords(error: unknown, url: string, proxy: string | undefined): string {
  if (error instanceof Failure) return error.message;
  const { origin } = new URL(url);
  const why = causes(error).flatMap(({ name, code, message }) => {
    if (name === 'TimeoutError') return ['it did not answer in time'];
    const tunnel = /Proxy response \((\d+)\)/.exec(message)?.[1];
    if (tunnel === '407')
      return ['the proxy asks for a name and a password (HTTPS_PROXY=http://name:password@host:port)'];
    if (tunnel !== undefined) return [`the proxy refused to connect (${tunnel})`];
    return reasons[code] === undefined ? [] : [`${reasons[code]} (${code})`];
  })[0];
  // Without its user and password: those are nobody's business.
  const way =
    proxy === undefined ? '' : ` by the proxy ${URL.canParse(proxy) ? new URL(proxy).host : 'of the environment'}`;
  return `${origin} cannot be reached${way}: ${why ?? 'the network failed'}. Is the network there, and the address right?`;
}

interface Cause {
  readonly name: string;
  readonly code: string;
  readonly message: string;
}

/** An error and what caused it, at any depth; several addresses of one host fail together. */
function causes(error: unknown): readonly Cause[] {
  if (typeof error !== 'object' || error === null) return [];
  const { name, message, cause, errors } = { ...named(error), ...inside(error) };
  return [{ name, code: codeOf(error), message }, ...[cause, ...errors].flatMap(causes)];
}

const named = (error: object) => ({
  name: 'name' in error ? String(error.name) : '',
  message: 'message' in error ? String(error.message) : '',
});

const inside = (error: object): { readonly cause: unknown; readonly errors: readonly unknown[] } => ({
  cause: 'cause' in error ? error.cause : undefined,
  errors: 'errors' in error && Array.isArray(error.errors) ? error.errors : [],
});
